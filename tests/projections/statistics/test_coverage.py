"""Who is covered, who is searched for, and how the covered split."""

from __future__ import annotations

import pytest

from kaa_tracker.projections.statistics.measures import COVERED_PARTS
from tests.projections.statistics.youths import Youth, city


def part_of(youth: Youth) -> str:
    """The one part of the covered that the youth is in."""
    told = city(youth=youth)
    (part,) = [measure.code for measure in COVERED_PARTS if told.who(measure.code)]
    return part


@pytest.mark.parametrize(
    ("youth", "covered"),
    [
        (Youth().enters("2021-11-01").leaves("2021-11-30"), False),
        (Youth().enters("2021-11-01").leaves("2021-12-01"), True),
        (Youth().enters("2022-11-30"), True),
        (Youth().enters("2022-12-01"), False),
        (Youth().enters("2022-03-01").leaves("2022-03-01"), True),
    ],
    ids=["left on 30 November", "left on 1 December", "came on the last day", "came the day after", "came and left"],
)
def test_both_ends_of_the_period_count(youth: Youth, covered: bool) -> None:
    assert city(youth=youth).total("covered") == covered


def test_whoever_turns_20_on_1_december_was_covered_the_day_before_only() -> None:
    told = city(
        by_the_register=Youth().enters("2021-06-01").leaves("2021-12-01", "turned_20"),
        by_the_clock=Youth().enters("2021-06-01").turns_20("2021-12-01"),
        a_day_later=Youth().enters("2021-06-01").leaves("2021-12-02", "turned_20"),
    )
    assert told.who("covered") == {"a_day_later"}


def test_a_person_with_two_stays_counts_once_on_the_first_day_of_the_period() -> None:
    told = city(
        back=Youth().enters("2021-06-01").leaves("2022-02-01").enters("2022-09-01"),
        new=Youth().enters("2022-04-05").leaves("2022-05-01").enters("2022-09-01"),
    )
    assert told.total("covered") == 2
    assert told.placed("covered") == {"back": "2021-12-01", "new": "2022-04-05"}


def test_a_misregistered_youth_is_covered_unless_the_entry_is_taken_back() -> None:
    told = city(
        misregistered=Youth().enters("2022-03-01").leaves("2022-05-01", "misregistered"),
        taken_back=Youth().enters("2022-03-01").takes_back_last_entry(),
    )
    assert told.who("covered") == {"misregistered"}


def test_a_search_begins_when_two_weeks_have_passed() -> None:
    told = city(
        in_time=Youth().enters("2022-11-16"),
        too_late=Youth().enters("2022-11-17"),
        left_before=Youth().enters("2022-03-01").leaves("2022-03-14"),
        left_on_the_day=Youth().enters("2022-03-01").leaves("2022-03-15"),
    )
    assert told.placed("under_search") == {"in_time": "2022-11-30", "left_on_the_day": "2022-03-15"}


def test_a_search_that_a_late_exit_shows_to_be_empty_counts_nowhere() -> None:
    youth = Youth().enters("2022-03-01").search_begins("2022-03-15").leaves("2022-03-10")
    told = city(youth=youth)
    assert told.who("under_search") == set()
    assert told.who("left_in_wait") == {"youth"}


def test_a_search_ends_with_an_enrolment_and_so_may_lie_before_the_period() -> None:
    told = city(youth=Youth().enters("2021-10-01").enrols("2021-11-20"))
    assert told.who("under_search") == set()


def test_under_search_without_attempt_are_those_nobody_has_tried_or_reached() -> None:
    told = city(
        untried=Youth().enters("2022-01-10"),
        tried=Youth().enters("2022-01-10").is_tried("2022-03-01"),
        came=Youth().enters("2022-01-10").comes("2022-03-01"),
        tried_last_year=Youth().enters("2021-10-10").is_tried("2021-11-11"),
    )
    assert told.who("under_search_without_attempt") == {"untried", "tried_last_year"}


@pytest.mark.parametrize(
    ("youth", "part"),
    [
        (Youth().enters("2022-03-01"), "covered_under_search"),
        (Youth().enters("2022-11-20").comes("2022-11-25"), "reached_or_enrolled_without_search"),
        (Youth().enters("2022-11-20").enrols("2022-11-25"), "reached_or_enrolled_without_search"),
        (Youth().enters("2022-11-20"), "waiting_on_last_day"),
        (Youth().enters("2022-03-01").leaves("2022-03-05"), "left_in_wait"),
        (Youth().enters("2022-11-17").leaves("2022-11-30"), "waiting_on_last_day"),
        (Youth().enters("2022-03-01").leaves("2022-03-05").enters("2022-11-25"), "waiting_on_last_day"),
        (Youth().enters("2022-03-01").leaves("2022-03-05").enters("2022-06-01"), "covered_under_search"),
        (Youth().enters("2022-11-16").without_daily_rounds(), "past_wait_without_search"),
        (Youth().enters("2022-03-01").leaves("2022-03-15").without_daily_rounds(), "past_wait_without_search"),
        (Youth().enters("2022-03-01").leaves("2022-03-14"), "left_in_wait"),
        (Youth().enters("2021-10-01").begins_other_studies("2021-11-01"), "past_wait_without_search"),
        (Youth().enters("2021-10-01").enrols("2021-10-10").is_closed("2021-11-20"), "past_wait_without_search"),
    ],
)
def test_everyone_covered_is_in_the_first_part_that_fits(youth: Youth, part: str) -> None:
    assert part_of(youth) == part
