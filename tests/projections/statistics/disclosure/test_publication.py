"""What a publication keeps back, example by example."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product
from random import Random
from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.projections.statistics.disclosure import publication
from kaa_tracker.projections.statistics.report.cells import (
    Cell,
    Count,
    Days,
    Median,
    Report,
    Row,
    ShareOf,
    Suppressed,
    Table,
    Target,
)

WOMEN, MEN = {"gender": "woman"}, {"gender": "man"}


def report_of(rows: dict[str, dict[str, Cell]], *, year: int = 2022, division_on: date | None = None) -> Report:
    columns = dict.fromkeys(next(iter(rows.values())), "")
    table = Table("", ("",), columns, {key: Row((key,), cells) for key, cells in rows.items()}, "partition", "")
    days = Days(date(year - 1, 12, 1), date(year, 11, 30))
    before = Days(date(year - 2, 12, 1), date(year - 1, 11, 30))
    division = division_on or days.last
    return Report("annual", year, {"year": days, "year_before": before}, division, division, "1", {"table": table}, {})


def by_gender(measure: str, women: int, men: int) -> dict[str, Cell]:
    return {
        "woman": Count(measure, WOMEN, "year", women),
        "man": Count(measure, MEN, "year", men),
        "total": Count(measure, {}, "year", women + men),
    }


def by_district(grid: dict[str, tuple[int, int]]) -> dict[str, dict[str, Cell]]:
    rows: dict[str, dict[str, Cell]] = {}
    for district, (women, men) in grid.items():
        where = {"district": district}
        rows[district] = {
            "woman": Count("reached", {**where, **WOMEN}, "year", women),
            "man": Count("reached", {**where, **MEN}, "year", men),
            "total": Count("reached", where, "year", women + men),
        }
    women, men = (sum(both[place] for both in grid.values()) for place in (0, 1))
    return rows | {"total": by_gender("reached", women, men)}


def in_a_row(*counts: int) -> dict[str, dict[str, Cell]]:
    """Districts side by side, and their total."""
    cells: dict[str, Cell] = {
        f"district_{n}": Count("reached", {"district": f"district_{n}"}, "year", number)
        for n, number in enumerate(counts)
    }
    return {"reached": cells | {"total": Count("reached", {}, "year", sum(counts))}}


def shown(public: Report) -> dict[str, list[int | None]]:
    """The counts by row; ``None`` where one is hidden."""
    return {
        key: [cell.value if isinstance(cell, Count) else None for cell in row.cells.values()]
        for key, row in public.tables["table"].rows.items()
    }


def test_with_a_small_count_the_one_it_could_be_worked_out_from_is_hidden_and_not_the_total() -> None:
    assert shown(publication(report_of({"reached": by_gender("reached", 3, 40)}))) == {"reached": [None, None, 43]}
    assert shown(publication(report_of({"reached": by_gender("reached", 0, 40)}))) == {"reached": [0, 40, 40]}
    assert shown(publication(report_of({"reached": by_gender("reached", 5, 40)}))) == {"reached": [5, 40, 45]}


def test_a_sum_that_only_the_largest_of_the_small_can_make_is_hidden_too() -> None:
    assert shown(publication(report_of({"reached": by_gender("reached", 4, 4)}))) == {"reached": [None, None, None]}


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        ((30, 1, 1), [None, None, None, 32]),
        ((30, 1, 1, 1), [None, None, None, None, 33]),
        ((30, 0, 1, 1), [None, 0, None, None, 32]),
        ((30, 1, 2), [30, None, None, 33]),
        ((1, 1, 1, 1, 1), [None, None, None, None, None, None]),
    ],
)
def test_those_hidden_are_at_least_one_so_two_that_make_two_would_be_one_each(
    counts: tuple[int, ...], seen: list[int | None]
) -> None:
    """For nought is always shown."""
    assert shown(publication(report_of(in_a_row(*counts)))) == {"reached": seen}


def test_in_a_table_the_corners_of_a_rectangle_are_hidden() -> None:
    public = publication(report_of(by_district({"farsta": (3, 20), "bromma": (30, 31), "kista": (50, 60)})))
    assert shown(public) == {
        "farsta": [None, None, 23],
        "bromma": [None, None, 61],
        "kista": [50, 60, 110],
        "total": [83, 111, 194],
    }


def test_an_identity_between_measures_gives_nothing_away() -> None:
    rows = {
        "sought": by_gender("sought", 60, 70),
        "reached": by_gender("reached", 57, 30),
        "not_reached": by_gender("not_reached", 3, 40),
    }
    public = shown(publication(report_of(rows)))
    assert public["not_reached"][0] is None
    assert None in (public["sought"][0], public["reached"][0])


def test_who_is_there_already_when_a_year_begins_gives_nothing_of_the_year_before_away() -> None:
    coaching = {"service": "coaching"}

    def counts(period: Literal["year", "year_before"], participants: int, new: int, ended: int) -> dict[str, Cell]:
        told = {"service_participants": participants, "service_new": new, "service_ended": ended}
        return {measure: Count(measure, coaching, period, value) for measure, value in told.items()}

    rows = {"year": counts("year", 26, 22, 22), "year_before": counts("year_before", 4, 4, 0)}
    public = shown(publication(report_of(rows)))
    assert public["year_before"] == [None, None, 0]
    assert None in public["year"][:2]


def test_a_share_is_hidden_with_either_of_its_counts_and_where_it_is_of_few() -> None:
    def share(part: int, whole: int) -> dict[str, Cell]:
        counts = (Count(code, {}, "year", value) for code, value in (("reached", part), ("sought", whole)))
        return {"total": ShareOf("reached_of_sought", "share", "1/1", *counts)}

    rows = {
        "of_a_small": share(3, 40),
        "of_few": share(6, 9),
        "of_many": share(6, 10),
        "of_nobody": share(0, 0),
    }
    for key, is_hidden in {"of_a_small": True, "of_few": True, "of_many": False, "of_nobody": False}.items():
        [cell] = publication(report_of({key: rows[key]})).tables["table"].rows[key].cells.values()
        assert isinstance(cell, Suppressed) == is_hidden, key


def test_a_median_of_few_is_hidden_and_a_target_never() -> None:
    rows: dict[str, dict[str, Cell]] = {
        "few": {"total": Median(Count("days_to_reach", {}, "year", 9), 40)},
        "nobody": {"total": Median(Count("days_to_reach", WOMEN, "year", 0), None)},
        "target": {"total": Target(3)},
    }
    cells = [row.cells["total"] for row in publication(report_of(rows)).tables["table"].rows.values()]
    assert cells == [Suppressed(), rows["nobody"]["total"], rows["target"]["total"]]


def test_what_was_kept_back_is_kept_back_when_a_correction_made_it_large() -> None:
    first = publication(report_of({"reached": by_gender("reached", 3, 40)}))
    second = report_of({"reached": by_gender("reached", 8, 40)})
    assert shown(publication(second)) == {"reached": [8, 40, 48]}
    assert shown(publication(second, [first])) == {"reached": [None, None, 48]}


def test_what_was_shown_before_does_not_give_away_what_has_become_small() -> None:
    first = publication(report_of({"reached": by_gender("reached", 6, 40)}))
    second = report_of({"reached": by_gender("reached", 4, 40)})
    assert shown(publication(second)) == {"reached": [None, None, 44]}
    assert shown(publication(second, [first])) == {"reached": [None, 40, None]}


def test_a_count_kept_back_last_year_is_so_beside_this_year_as_well() -> None:
    last_year = publication(report_of(by_district({"farsta": (3, 20), "bromma": (30, 31)}), year=2021))
    again = {
        key: {"woman": msgspec.structs.replace(cells["woman"], period="year_before")}
        for key, cells in by_district({"farsta": (3, 20), "bromma": (30, 31)}).items()
    }
    assert shown(publication(report_of(again), [last_year])) == {"farsta": [None], "bromma": [None], "total": [33]}


def test_a_district_that_was_kept_back_is_not_given_away_by_the_one_it_became_part_of() -> None:
    before = {"norrmalm": (3, 20), "ostermalm": (60, 61), "farsta": (50, 60), "bromma": (33, 20)}
    first = publication(report_of(by_district(before)))
    assert shown(first)["norrmalm"] == [None, None, 23]
    merged = {"norra_innerstaden": (63, 81), "farsta": (50, 60), "bromma": (33, 20)}
    second = publication(report_of(by_district(merged), division_on=date(2023, 7, 1)), [first])
    assert shown(second)["norra_innerstaden"][0] is None


@pytest.mark.parametrize("threshold", [5, 10])
def test_every_hidden_cell_of_a_small_table_has_another_value_in_some_other_table(threshold: int) -> None:
    """By going through all the tables there are."""
    chance = Random(20221203)
    for _ in range(40):
        grid = tuple(tuple(chance.choice((0, 1, 2, 3, 4, 5, 6, 9)) for _ in range(2)) for _ in range(2))
        rows = by_district({f"district_{n}": (women, men) for n, (women, men) in enumerate(grid)})
        public = [value for row in shown(publication(report_of(rows), threshold=threshold)).values() for value in row]
        possible = [cells for cells in all_tables() if looks_so(cells, public)]
        for place, value in enumerate(public):
            assert value is not None or len({cells[place] for cells in possible}) > 1, (grid, place)


@given(
    counts=st.lists(st.sampled_from((0, 1, 1, 2, 3, 4, 5, 7)), min_size=2, max_size=5),
    threshold=st.sampled_from((5, 10)),
)
def test_every_hidden_cell_of_a_row_could_be_another_though_none_of_them_is_nought(
    counts: list[int], threshold: int
) -> None:
    """By going through all rows of no more than three above what they are."""
    [seen] = shown(publication(report_of(in_a_row(*counts)), threshold=threshold)).values()
    *parts, total = seen
    values = [range(1, true + 4) if part is None else [part] for part, true in zip(parts, counts, strict=True)]
    possible = [(*row, sum(row)) for row in product(*values) if total in (None, sum(row))]
    for place, value in enumerate(seen):
        assert value is not None or len({row[place] for row in possible}) > 1


@cache
def all_tables() -> list[tuple[int, ...]]:
    """Two by two with their sums, row by row."""
    return [(a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d) for a, b, c, d in product(range(11), repeat=4)]


def looks_so(cells: tuple[int, ...], public: list[int | None]) -> bool:
    return all(value == seen or (seen is None and value > 0) for value, seen in zip(cells, public, strict=True))
