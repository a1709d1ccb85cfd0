"""Laws of the whole follow-up: rows add up, intervals hold, each figure opens to its cases, on both engines alike."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaa_tracker.domain.periods import Period
from kaa_tracker.projections.contract import read_model
from kaa_tracker.projections.statistics import numbers
from kaa_tracker.projections.statistics.figures import cases
from kaa_tracker.projections.statistics.method.cells import (
    Change,
    Figure,
    MethodReport,
    Quantile,
    ShareWithin,
    figures_of,
)
from kaa_tracker.projections.statistics.method.spreadsheet import as_csv
from kaa_tracker.projections.statistics.retained import retained_model
from tests.projections.statistics.chance import some_youths
from tests.projections.statistics.method.told import followed_up
from tests.projections.statistics.youths import REFERENCE, City, Youth, city
from tests.read_models import EmptyDatabase

METHODS = (None, "evening", "event")


def lives(seed: int, number: int) -> dict[str, Youth]:
    """Those of chance, of whom every third is sought with a method too."""
    youths = some_youths(seed=seed, number=number)
    for n, youth in enumerate(youths.values()):
        if n % 3 == 0:
            youth.is_tried(f"{date(2022, 2, 1) + timedelta(days=n)}", "phone", method=METHODS[n % 2 + 1])
    return youths


@pytest.fixture(scope="module")
def told() -> City:
    return city(**lives(20221130, 90))


@pytest.fixture(scope="module")
def report(told: City) -> MethodReport:
    return followed_up(told)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(st.dates(date(2021, 6, 1), date(2022, 12, 1)))
    return Period(first, first + timedelta(days=draw(st.integers(0, 400))))


def test_every_figure_can_be_opened_to_as_many_cases(told: City, report: MethodReport) -> None:
    found = {msgspec.json.encode(figure): figure for figure in figures_of(report.tables) if figure.value}
    assert len(found) > 150
    for figure in found.values():
        period = Period(figure.first, figure.last)
        behind = [
            one.counted
            for where in figure.where
            for one in cases(told.connection, REFERENCE, figure.measure, period, where, division_on=report.division_on)
        ]
        assert len(set(behind)) == figure.value, figure


CROSSED = ("channel", "attempt_number", "channel_and_number", "weekday", "hour", "jobbtorg", "method")
SIDE_BY_SIDE = ("equity_sought", "equity_reached", "conversion")


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), periods())
def test_the_rows_add_up_and_shares_lie_within_their_intervals(seed: int, period: Period) -> None:
    report = followed_up(city(**lives(seed, 12)), period=period, known_on=date(2023, 1, 1))
    for key in (*CROSSED, "outside_by_channel", "outside_by_jobbtorg"):
        assert_adds_up(report, key, groups=False)
    for key in SIDE_BY_SIDE:
        assert_adds_up(report, key, groups=True)
    for cell in shares_of(report):
        assert cell.part.value <= cell.whole.value
        if cell.whole.value:
            assert cell.low is not None
            assert cell.high is not None
            assert cell.low <= numbers.tenths(cell.part.value, cell.whole.value) <= cell.high


def assert_adds_up(report: MethodReport, key: str, *, groups: bool) -> None:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    table = report.tables[key].rows
    for row_key, row in table.items():
        for column, cell in row.cells.items():
            if isinstance(cell, Figure) and row_key != "total":
                sums[row_key.split(".")[0] if groups else "", column] += cell.value
    for (_, column), parts in sums.items():
        total = table["total"].cells[column]
        assert isinstance(total, Figure)
        assert parts == total.value, (key, column)


def shares_of(report: MethodReport) -> Iterator[ShareWithin]:
    for table in report.tables.values():
        for row in table.rows.values():
            yield from (cell for cell in row.cells.values() if isinstance(cell, ShareWithin))


def test_times_count_everybody_who_entered(told: City, report: MethodReport) -> None:
    rows = report.tables["times"].rows
    for key, row in rows.items():
        entered, happened = row.cells["entered"], row.cells["happened"]
        assert isinstance(entered, Figure)
        assert isinstance(happened, Figure)
        where = entered.where[0]
        period = Period(entered.first, entered.last)
        assert entered.value == len(cases(told.connection, REFERENCE, "entered", period, where)), key
        assert happened.value == len(cases(told.connection, REFERENCE, happened.measure, period, where)), key


def test_every_measure_is_defined_and_every_cell_is_a_line_of_the_spreadsheet(report: MethodReport) -> None:
    assert report.measures.keys() == {figure.measure for figure in figures_of(report.tables)}
    cells = sum(len(row.cells) for table in report.tables.values() for row in table.rows.values())
    assert as_csv(report).count("\r\n") == cells + 1


def test_a_point_stands_on_the_line_of_what_could_not_be_worked_out(report: MethodReport) -> None:
    cells = [cell for table in report.tables.values() for row in table.rows.values() for cell in row.cells.values()]
    lines = list(csv.DictReader(io.StringIO(as_csv(report)), delimiter=";"))
    for cell, line in zip(cells, lines, strict=True):
        match cell:
            case ShareWithin(whole=Figure(value=0)):
                assert (line["procent"], line["lägst"], line["högst"]) == (".", ".", ".")
            case Change(points=None):
                assert (line["procentenheter"], line["lägst"], line["högst"]) == (".", ".", ".")
            case Quantile(days=None):
                assert line["dagar"] == "."
            case _:
                assert "." not in line.values()


@pytest.fixture(scope="module")
def stored(empty_database: EmptyDatabase) -> Iterator[City]:
    engine = empty_database()
    read_model.create_all(engine)
    retained_model.create_all(engine)
    with engine.connect() as connection:
        yield City(connection, **lives(20221130, 90))


def test_both_engines_say_the_same_and_nothing_is_left_behind(stored: City, report: MethodReport) -> None:
    first, again = (msgspec.json.encode(followed_up(stored)) for _ in range(2))
    assert first == again == msgspec.json.encode(report)
    asked = msgspec.json.encode(
        followed_up(stored, "channel", "attempt_number", "weekday", "hour", "jobbtorg", "gender")
    )
    assert b"asked" in asked
