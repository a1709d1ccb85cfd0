"""The clock: whatever has fallen due, day after day, whenever the round is run."""

from __future__ import annotations

from tests.domain.case.facts import (
    closed,
    enrolled,
    entered,
    left,
    responsibility_ended,
    search_started,
)
from tests.domain.case.story import given, taken_in, told


def test_nothing_falls_due_in_a_case_nobody_has_heard_of() -> None:
    given().daily_round("2022-03-15").then_nothing()


def test_a_birthday_and_a_search_may_fall_due_in_one_round() -> None:
    story = given(taken_in("2022-03-01", birth_year=2002)).born_on("2002-04-20")
    story.daily_round("2022-05-01").then(
        responsibility_ended("2022-04-20", "turned_20"),
        search_started("2022-03-15"),
    )


def test_the_20th_birthday_ends_responsibility() -> None:
    story = given(taken_in("2022-03-01"), search_started("2022-03-15")).born_on("2002-04-20")
    story.daily_round("2022-04-19").then_nothing()
    after = story.daily_round("2022-04-20").then(responsibility_ended("2022-04-20", "turned_20"))
    assert after.responsible == ["2022-03-01..2022-04-19"]
    assert after.searches == ["2022-03-15..2022-04-19"]


def test_a_birthday_noticed_late_is_dated_on_the_birthday() -> None:
    story = given(taken_in("2022-03-01"), search_started("2022-03-15")).born_on("2002-04-20")
    story.daily_round("2022-06-01").then(responsibility_ended("2022-04-20", "turned_20"))


def test_the_birthday_is_noticed_once() -> None:
    story = given(taken_in("2022-03-01"), search_started("2022-03-15")).born_on("2002-04-20")
    story.daily_round("2022-04-20").accepted.daily_round("2022-04-21").then_nothing()


def test_who_left_before_turning_20_has_no_birthday_to_notice() -> None:
    story = given(taken_in("2022-03-01"), left("2022-03-10")).born_on("2002-04-20")
    story.daily_round("2022-05-01").then_nothing()


def test_ber_may_have_noticed_the_birthday_first() -> None:
    story = given(taken_in("2022-03-01"), search_started("2022-03-15"), left("2022-04-20", "turned_20"))
    story.born_on("2002-04-20").daily_round("2022-05-01").then_nothing()


def test_a_search_does_not_begin_on_or_after_the_20th_birthday() -> None:
    on_the_due_day = given(taken_in("2022-03-01")).born_on("2002-03-15")
    on_the_due_day.daily_round("2022-03-15").then(responsibility_ended("2022-03-15", "turned_20"))
    the_day_after = given(taken_in("2022-03-01")).born_on("2002-03-16")
    story = the_day_after.daily_round("2022-03-16").accepted
    assert story.searches == ["2022-03-15..2022-03-15"]


def test_a_birthday_does_not_end_support() -> None:
    story = given(taken_in("2022-03-01"), enrolled("2022-03-10")).born_on("2002-04-20")
    after = story.daily_round("2022-04-20").accepted
    assert after.enrolments == ["2022-03-10.."]
    assert after.when(closed("2022-06-01")).accepted.enrolments == ["2022-03-10..2022-06-01"]


def test_a_round_missed_for_weeks_finds_the_searches_of_every_spell() -> None:
    story = given(taken_in("2022-03-01"), left("2022-04-01"), entered("2022-05-01", revision=4))
    after = story.daily_round("2022-06-01").then(search_started("2022-03-15"), search_started("2022-05-15"))
    assert after.searches == ["2022-03-15..2022-04-01", "2022-05-15.."]


def test_a_search_that_late_messages_make_due_is_found_by_the_next_round() -> None:
    story = given(taken_in("2022-03-10")).daily_round("2022-03-24").accepted
    earlier = story.when(entered("2022-03-01", revision=0), recorded="2022-03-25").accepted
    assert earlier.searches == []
    assert earlier.daily_round("2022-03-26").then(search_started("2022-03-15")).searches == ["2022-03-15.."]


def test_a_reopened_search_that_late_messages_make_due_is_found_by_the_next_round() -> None:
    story = given(
        taken_in("2022-03-01"),
        search_started("2022-03-15"),
        enrolled("2022-04-01"),
        left("2022-04-20"),
        closed("2022-05-10", "unknown"),
        told(entered("2022-04-20", revision=4), recorded="2022-05-12"),
    )
    after = story.daily_round("2022-05-13").then(search_started("2022-05-10", "reopened"))
    assert after.searches == ["2022-03-15..2022-04-01", "2022-05-10.."]


def test_rounds_day_by_day_come_to_the_same_as_one_round_at_the_end() -> None:
    story = given(taken_in("2022-03-01"), left("2022-03-20"), entered("2022-04-05", revision=4)).born_on("2002-04-25")
    daily = story
    for day in range(1, 31):
        daily = daily.daily_round(f"2022-04-{day:02}").accepted
    once = story.daily_round("2022-04-30").accepted
    assert (daily.searches, daily.responsible, daily.spells) == (once.searches, once.responsible, once.spells)
