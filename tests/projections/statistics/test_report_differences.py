"""Two reports compared: every figure that differs is told once, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.projections.statistics.report.cells import (
    Cell,
    Count,
    Days,
    Defined,
    Median,
    Report,
    Row,
    ShareOf,
    Suppressed,
    Table,
    Target,
)
from kaa_tracker.projections.statistics.report.differences import (
    Division,
    Place,
    Redefined,
    Versions,
    differences,
)

LAST = date(2022, 11, 30)


def count(value: int) -> Count:
    return Count("reached", {"gender": "woman"}, "year", value)


CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.builds(count, st.integers(0, 3)),
    st.builds(
        ShareOf,
        st.just("share"),
        st.just("share"),
        st.just("1"),
        st.builds(count, st.integers(0, 2)),
        st.just(count(3)),
    ),
    st.builds(Median, st.just(count(2)), st.integers(0, 3)),
    st.just(Target(45)),
    st.just(Suppressed()),
)
KEYS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3, unique=True)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns, rows = draw(KEYS), draw(KEYS)
    of_rows = {row: Row((row,), {column: draw(CELLS) for column in columns}) for row in rows}
    return Table("Tabell", ("",), {column: column.upper() for column in columns}, of_rows, "partition", "")


@st.composite
def reports(draw: st.DrawFn) -> Report:
    return report({key: draw(tables()) for key in draw(KEYS)}, reached=draw(st.integers(0, 2)))


def report(of_tables: Mapping[str, Table], *, reached: int = 1, reference: str = "r", division: date = LAST) -> Report:
    """``reached`` is the version of its definition; 0: the report does not use it."""
    return Report(
        report="annual",
        year=2022,
        periods={
            "year": Days(date(2021, 12, 1), LAST),
            "year_before": Days(date(2020, 12, 1), date(2021, 11, 30)),
        },
        division_on=LAST,
        division_before=division,
        reference_version=reference,
        tables=of_tables,
        measures={"reached": Defined("Nådda", "Som nåtts.", "då", "persons", reached)} if reached else {},
    )


def cells(of: Report) -> dict[tuple[str, str, str], Cell]:
    return {
        (table, row, column): cell
        for table, of_table in of.tables.items()
        for row, of_row in of_table.rows.items()
        for column, cell in of_row.cells.items()
    }


def covered(place: Place, at: tuple[str, str, str]) -> bool:
    table, row, column = at
    return place.table == table and place.row in (None, row) and place.column in (None, column)


@given(reports(), reports())
def test_every_figure_of_either_is_the_same_told_to_differ_or_only_there(before: Report, after: Report) -> None:
    found, was, now = differences(before, after), cells(before), cells(after)
    told = {(one.table, one.row, one.column): (one.before, one.after) for one in found.cells}
    assert len(told) == len(found.cells)
    assert told == {at: (was[at], now[at]) for at in was.keys() & now.keys() if was[at] != now[at]}
    for at in was.keys() | now.keys():
        assert any(covered(place, at) for place in found.gone) == (at not in now)
        assert any(covered(place, at) for place in found.new) == (at not in was)


@given(reports(), reports())
def test_read_backwards_everything_changes_sides(before: Report, after: Report) -> None:
    there, back = differences(before, after), differences(after, before)
    assert (there.gone, there.new) == (back.new, back.gone)
    turned = [(one.table, one.row, one.column, one.after, one.before) for one in there.cells]
    told = [(one.table, one.row, one.column, one.before, one.after) for one in back.cells]
    assert sorted(turned, key=repr) == sorted(told, key=repr)


@given(reports())
def test_nothing_differs_from_itself(one: Report) -> None:
    again = msgspec.json.decode(msgspec.json.encode(one), type=Report)
    assert differences(one, again).is_empty


def test_a_changed_definition_reference_and_division_are_told() -> None:
    found = differences(report({}, reached=1), report({}, reached=2, reference="s", division=date(2021, 11, 30)))
    assert found.redefined == (Redefined("reached", 1, 2),)
    assert found.reference == Versions("r", "s")
    assert found.division == Division((LAST, LAST), (LAST, date(2021, 11, 30)))
    assert differences(report({}, reached=0), report({})).redefined == (Redefined("reached", None, 1),)


@pytest.mark.parametrize("missing", ["row", "column"])
def test_a_row_or_column_that_only_one_has_is_told_as_such(missing: str) -> None:
    whole = Table(
        "T", ("",), {"x": "X", "y": "Y"}, {k: Row((k,), {"x": count(1), "y": count(2)}) for k in "ab"}, "partition", ""
    )
    rows = {"a": whole.rows["a"]} if missing == "row" else {k: Row((k,), {"x": count(1)}) for k in "ab"}
    columns = whole.columns if missing == "row" else {"x": "X"}
    part = msgspec.structs.replace(whole, rows=rows, columns=columns)
    found = differences(report({"t": whole}), report({"t": part}))
    assert (found.cells, found.new) == ((), ())
    assert found.gone == ((Place("t", row="b"),) if missing == "row" else (Place("t", column="y"),))
