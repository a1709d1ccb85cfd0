"""A figure's parts add up, and each leads to as many as it says, whatever lives chance has made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaa_tracker.projections.statistics.figures import NoSuchFigure
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.opened_cell import open_cell
from kaa_tracker.projections.statistics.parted import Parted, parted
from tests.projections.statistics.chance import some_youths
from tests.projections.statistics.youths import REFERENCE, YEAR_2022, City, Youth, city

CITIES = [city(**some_youths(seed, 25)) for seed in (1, 2)]


def parts_of(told: City, measure: str, where: Mapping[str, str], by: Sequence[str]) -> Parted:
    return parted(told.connection, REFERENCE, MEASURES[measure], YEAR_2022, where, by)


@st.composite
def figures(draw: st.DrawFn) -> tuple[City, str, list[str]]:
    """A city, a measure, and one or two of its breakdowns."""
    measure = draw(st.sampled_from(sorted(MEASURES)))
    by = draw(st.lists(st.sampled_from(sorted(MEASURES[measure].breakdowns)), min_size=1, max_size=2, unique=True))
    return draw(st.sampled_from(CITIES)), measure, by


@settings(max_examples=60, deadline=None)
@given(figures())
def test_the_parts_of_a_partition_add_up_and_overlapping_ones_are_no_fewer(
    figure: tuple[City, str, list[str]],
) -> None:
    found = parts_of(figure[0], figure[1], {}, figure[2])
    added = sum(part.times for part in found.parts)
    assert added == found.whole.times if found.kind == "partition" else added >= found.whole.times


@settings(max_examples=40, deadline=None)
@given(figures())
def test_a_part_is_the_whole_of_a_narrower_figure_and_has_as_many_behind_it(
    figure: tuple[City, str, list[str]],
) -> None:
    told, measure, by = figure
    for part in [part for part in parts_of(told, measure, {}, by).parts if part.times][:5]:
        where = dict(zip(by, part.values, strict=True))
        assert parts_of(told, measure, where, ()).whole == part._replace(values=())
        assert open_cell(told.connection, REFERENCE, measure, YEAR_2022, where).total == part.times


@pytest.mark.parametrize("first", ["gender", "month"])
def test_to_narrow_and_to_break_down_is_the_same_in_either_order(first: str) -> None:
    both = {part.values: part.times for part in parts_of(CITIES[0], "covered", {}, [first, "jobbtorg"]).parts}
    for value in {values[0] for values in both}:
        narrowed = parts_of(CITIES[0], "covered", {first: value}, ["jobbtorg"])
        assert {part.values: part.times for part in narrowed.parts if part.times} == {
            values[1:]: times for values, times in both.items() if values[0] == value
        }


def test_a_median_is_of_those_who_count_there() -> None:
    told = city(
        ann=Youth().enters("2022-03-01").is_tried("2022-03-11"),
        bea=Youth().enters("2022-03-01").is_tried("2022-03-14"),
        cal=Youth(gender="man").enters("2022-03-01").is_tried("2022-03-03"),
    )
    found = parts_of(told, "days_to_first_attempt", {}, ["gender"])
    assert found.whole.half_days == 20
    assert {part.values: part.half_days for part in found.parts} == {("woman",): 23, ("man",): 4}


def test_nobody_by_a_value_that_nobody_could_have_is_refused() -> None:
    with pytest.raises(NoSuchFigure):
        parts_of(CITIES[0], "covered", {"gender": "womn"}, ())
    assert parts_of(city(), "covered", {"gender": "woman"}, ()).whole.times == 0
