"""Who is in the register now, and how many came and left, told from the rows on both engines."""

from __future__ import annotations

from datetime import date

import pytest

from kaa_tracker.domain.periods import Span
from tests.domain.case.facts import entered, left, opened_by_hand
from tests.domain.case.story import given, taken_in
from tests.histories import case_id
from tests.projections.city import City
from tests.read_models import EmptyDatabase

STORIES = (
    given(taken_in("2022-03-01")),
    given(taken_in("2022-03-07"), left("2022-03-20")),
    given(taken_in("2022-03-08"), left("2022-03-20"), entered("2022-05-01", revision=4)),
    given(taken_in("2022-03-01"), left("2022-03-05"), entered("2022-03-08", revision=4)),
    given(opened_by_hand("2022-03-02")),
)
"""In; gone; gone and back; away for two days; and somebody whom BER never told of."""


@pytest.fixture
def city(empty_database: EmptyDatabase) -> City:
    return City(empty_database()).of(*(story.history for story in STORIES))


def came_and_left(city: City, first: str, last: str) -> tuple[int, int]:
    return city.reading.came_and_left(Span(date.fromisoformat(first), date.fromisoformat(last)))


def test_those_are_in_the_register_whose_stay_goes_on(city: City) -> None:
    assert set(city.reading.in_register()) == {case_id(0), case_id(2), case_id(3)}
    assert city.reading.in_register_count() == 3


def test_whoever_comes_or_leaves_on_the_first_or_the_last_day_is_counted(city: City) -> None:
    assert came_and_left(city, "2022-03-01", "2022-03-07") == (3, 0)
    assert came_and_left(city, "2022-03-08", "2022-03-20") == (1, 2)
    assert came_and_left(city, "2022-03-02", "2022-03-06") == (0, 0)
    assert came_and_left(city, "2022-05-01", "2022-05-01") == (1, 0)


def test_the_first_day_is_that_of_the_first_who_came(city: City, empty_database: EmptyDatabase) -> None:
    assert city.reading.first_day_in_register() == date(2022, 3, 1)
    nobody = City(empty_database()).of()
    assert nobody.reading.first_day_in_register() is None
    assert nobody.reading.in_register() == []
