"""Each kind of contradiction is found where it stands, and what agrees is not mentioned."""

from __future__ import annotations

from typing import Any

import pytest

from kaa_tracker.projections.statistics.checking import contradictions
from tests.projections.statistics.checking.stating import found, measure, stated


@pytest.mark.parametrize(
    "sentence",
    [
        "till 31 november 2022",
        "den 31:a november",
        "den 30 feb. 2022",
        "29 februari 2022",
        "1–31 november 2022",
        "2022-11-31",
        "31/11 2022",
        "från 0 mars till 31 sept. 2022",
        "31 November 2022",
    ],
)
def test_a_day_in_no_calendar_is_found(sentence: str) -> None:
    assert ("impossible_date", "claims[1].text") in found(claims=[{"text": sentence}])


@pytest.mark.parametrize(
    "sentence",
    [
        "29 februari 2024",
        "29 februari",
        "30/11 2022",
        "2022-11-30",
        "1 200 maj",
        "3,31 november",
        "668/2425",
        "5101 mars",
    ],
)
def test_a_day_of_the_calendar_and_other_numbers_are_let_through(sentence: str) -> None:
    assert found(claims=[{"text": sentence}]) == []


def test_a_period_that_ends_before_it_begins_is_found() -> None:
    assert found(period={"from": "2022-12-01", "to": "2022-11-30"}) == [("impossible_date", "period.to")]


def by_gender(woman: Any, man: Any, total: Any, **more: Any) -> dict[str, Any]:
    columns = {"woman": "kvinnor", "man": "män", "total": "totalt"}
    rows = {"reached": {"label": "Nådda", "values": {"woman": woman, "man": man, "total": total}}}
    return {"title": "Nådda", "columns": columns, "rows": rows, "total_column": "total", **more}


def test_women_and_men_make_the_total() -> None:
    assert found(tables={"t": by_gender(4, 5, 9)}) == []
    assert found(tables={"t": by_gender(4, 5, 10)}) == [("sum", "tables.t.rows.reached.values.total")]


def test_what_is_printed_as_about_is_met_within_a_hundredth() -> None:
    assert found(tables={"t": by_gender(4_000, 5_980, {"value": 10_000, "about": True})}) == []
    assert len(found(tables={"t": by_gender(4_000, 5_880, {"value": 10_000, "about": True})})) == 1


def test_a_sum_is_not_asked_of_cells_that_are_not_printed() -> None:
    table = by_gender(4, 5, 10)
    del table["rows"]["reached"]["values"]["man"]
    assert found(tables={"t": table}) == []


@pytest.mark.parametrize(
    ("printed", "precision", "holds"),
    [
        (61, None, True),
        (60, None, False),
        (60.5, "half", True),
        ("60,5", "half", True),
        (60.7, None, True),
        (60.5, None, False),
        ("60,7", "tenth", True),
    ],
)
def test_a_share_is_held_to_the_precision_it_is_printed_with(printed: Any, precision: str | None, holds: bool) -> None:
    said = {"label": "andel", "numerator": "a", "denominator": "b", "printed": printed, "precision": precision}
    expected = [] if holds else [("share", "shares.s.printed")]
    assert found(measures={"a": measure(122), "b": measure(201)}, shares={"s": said}) == expected


def test_half_is_rounded_up() -> None:
    measures = {"a": measure(1), "b": measure(200)}
    said = {"label": "andel", "numerator": "a", "denominator": "b"}
    assert found(measures=measures, shares={"s": said | {"printed": 1}}) == []
    assert found(measures=measures, shares={"s": said | {"printed": 0}}) == [("share", "shares.s.printed")]


@pytest.mark.parametrize(("printed", "holds"), [(50, True), (67, True), (60, False)])
def test_a_share_whose_numerator_is_not_printed_must_be_one_of_some_number(printed: int, holds: bool) -> None:
    said = {"label": "andel", "denominator": "b", "printed": printed}
    for denominator in (6,) if holds else (6, 2):
        kinds = found(measures={"b": measure(denominator)}, shares={"s": said})
        assert kinds == ([] if holds else [("share", "shares.s.printed")])


def test_a_share_of_nobody_is_found() -> None:
    said = {"label": "andel", "denominator": "b", "printed": 0}
    assert found(measures={"b": measure(0)}, shares={"s": said}) == [("share", "shares.s.printed")]


def test_one_measure_with_two_values_is_found() -> None:
    assert found(measures={"reached": measure(9, {"value": 9, "in": "sammanfattningen"})}) == []
    assert found(measures={"reached": measure(9, 8)}) == [("two_values", "measures.reached.printed[2]")]


def test_a_value_that_may_be_of_another_measure_contradicts_nothing_by_itself() -> None:
    assert found(measures={"reached": measure(9, {"value": 8, "assumed": True})}) == []


def claim(**count: Any) -> list[dict[str, Any]]:
    return [{"text": "Så många nåddes", "counts": [{"measure": "reached", **count}]}]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ({"value": 9, "change": 2}, []),
        ({"value": 9, "change": 3}, [("difference", "claims[1].counts[1].change")]),
        ({"change": -2}, [("difference", "claims[1].counts[1].change")]),
        ({"value": 8, "change": 2}, [("two_values", "claims[1].counts[1].value")]),
        ({"value": 8}, [("two_values", "claims[1].counts[1].value")]),
        ({"value": 9, "previous": 7, "change": 2}, []),
        ({"value": 9, "previous": 6}, [("two_values", "claims[1].counts[1].previous")]),
        (
            {"value": 9, "previous": 6, "change": 3},
            [("two_values", "claims[1].counts[1].previous")],
        ),
    ],
)
def test_a_sentence_is_held_to_the_figures_of_both_years(count: dict[str, Any], expected: list[Any]) -> None:
    said = found(measures={"reached": measure(9)}, previous_year={"reached": 7}, claims=claim(**count))
    assert said == expected


def test_a_change_is_not_held_to_a_year_that_is_not_printed() -> None:
    assert found(measures={"reached": measure(9)}, claims=claim(value=9, change=50)) == []


def test_a_column_of_differences_is_held_to_its_years() -> None:
    columns = {"now": "2022", "before": "2021", "more": "skillnad"}
    differences = [{"column": "more", "of": "now", "minus": "before"}]
    for more, expected in ((2, []), (3, [("difference", "tables.t.rows.r.values.more")])):
        rows = {"r": {"label": "Nådda", "values": {"now": 9, "before": 7, "more": more}}}
        table = {"title": "Två år", "columns": columns, "rows": rows, "differences": differences}
        assert found(tables={"t": table}) == expected


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ({"from": 50, "to": 60}, []),
        ({"from": 20, "to": 60}, [("two_numerators", "claims[1].shares[1]")]),
        ({"from": 50, "to": 61}, [("share", "claims[1].shares[1]")]),
    ],
)
def test_a_share_has_one_numerator_in_both_years(years: dict[str, int], expected: list[Any]) -> None:
    measures = {"enrolled": measure(60), "newly": measure(30), "reached": measure(100)}
    before = {"enrolled": 50, "newly": 20, "reached": 100}
    shares = [{"numerator": ["enrolled", "newly"], "denominator": "reached", **years}]
    assert (
        found(measures=measures, previous_year=before, claims=[{"text": "Andelen ökade", "shares": shares}]) == expected
    )


@pytest.mark.parametrize(("opening", "instead"), [(273, None), (278, "5 personer både"), (270, "3 personer saknas")])
def test_a_stock_carries_over_in_persons(opening: int, instead: str | None) -> None:
    report = stated(
        measures={"open": measure(opening), "held": measure(), "ended": measure()},
        previous_year={"held": 933, "ended": 660},
        stocks=[{"label": "Inskrivna", "opening": "open", "held": "held", "ended": "ended"}],
    )
    said = contradictions(report)
    assert [(one.kind, one.place) for one in said] == ([] if instead is None else [("stock", "stocks[1]")])
    assert all(instead in one.instead for one in said if instead)
