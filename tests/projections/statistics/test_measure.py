"""Measures that are part of another: counted on its rows, by what tells them apart."""

from __future__ import annotations

import pytest

from kaa_tracker.projections.statistics.figures import kind_of
from kaa_tracker.projections.statistics.measure import Measure, Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from tests.projections.statistics.youths import REFERENCE, YEAR_2022, Youth, city

SCOPE = Scope(YEAR_2022, REFERENCE)


def origin(code: str) -> Measure:
    return SCOPE.origin(MEASURES[code]).of


def test_a_part_of_a_part_is_counted_on_the_rows_of_the_whole() -> None:
    assert origin("newly_enrolled") is MEASURES["enrolled"]
    assert origin("support_package_offered") is MEASURES["enrolled"]
    assert origin("not_reached_left") is MEASURES["attempted"]
    assert origin("enrolled") is MEASURES["enrolled"]


def test_who_is_in_the_part_has_to_be_in_all_it_is_part_of() -> None:
    told = city(
        offered=Youth().enters("2022-01-01").enrols("2022-02-01", package=True),
        carried=Youth().enters("2021-01-01").enrols("2021-02-01").enrols("2022-03-01", "city", package=True),
        without=Youth().enters("2022-01-01").enrols("2022-02-01"),
    )
    assert told.who("newly_enrolled") == {"offered", "without"}
    assert told.who("support_package_offered") == {"offered"}


def test_a_value_that_only_others_of_the_whole_have_is_no_row_of_the_part() -> None:
    told = city(
        new=Youth(gender="woman").enters("2022-01-01").enrols("2022-02-01"),
        carried=Youth(gender="man").enters("2021-01-01").enrols("2021-02-01"),
    )
    assert told.by("gender", "enrolled") == {"woman": 1, "man": 1}
    assert told.by("gender", "newly_enrolled") == {"woman": 1}


@pytest.mark.parametrize("code", MEASURES)
def test_a_part_counts_what_the_whole_counts_broken_down_alike(code: str) -> None:
    part, whole = MEASURES[code], origin(code)
    assert (part.counts, part.repeats) == (whole.counts, whole.repeats)
    assert set(part.columns) <= set(whole.columns)
    for by in part.breakdowns.keys() & whole.breakdowns.keys():
        assert kind_of(part, [by]) == kind_of(whole, [by])
