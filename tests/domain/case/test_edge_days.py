"""Days on which systems like this one go wrong: midnight, year ends, the changed clock, leap days."""

from __future__ import annotations

import pytest

from kaa_tracker.domain.periods import local_day
from tests.domain.case.facts import (
    at,
    attempted,
    closed,
    enrolled,
    entered,
    left,
    on,
    own_contact,
    responsibility_ended,
    search_started,
)
from tests.domain.case.story import given, taken_in


def test_an_attempt_after_midnight_in_sweden_is_made_on_the_new_day() -> None:
    story = given(entered("2022-03-01"), left("2022-04-05"))
    just_before = attempted("2022-04-05 23:59")
    story.when(just_before, recorded="2022-05-01").then(just_before)
    known = given(entered("2022-03-01"), left("2022-04-05")).when(attempted("2022-04-06 00:00"), recorded="2022-05-01")
    known.refused("outreach_stops_at_exit")


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2022-11-30T22:59:59+00:00", "2022-11-30"),
        ("2022-11-30T23:00:00+00:00", "2022-12-01"),
        ("2022-12-31T23:30:00+00:00", "2023-01-01"),
        ("2022-03-26T22:30:00+00:00", "2022-03-26"),
        ("2022-03-26T23:30:00+00:00", "2022-03-27"),
        ("2022-03-27T22:30:00+00:00", "2022-03-28"),
        ("2022-10-29T22:30:00+00:00", "2022-10-30"),
        ("2022-10-30T22:30:00+00:00", "2022-10-30"),
        ("2022-10-30T23:30:00+00:00", "2022-10-31"),
    ],
)
def test_a_contact_late_in_the_evening_belongs_to_its_swedish_day(instant: str, day: str) -> None:
    made = own_contact(f"{day} 12:00")
    late = type(made)(contact_id=made.contact_id, at=type(made.at).fromisoformat(instant), via="phone")
    story = given(taken_in("2022-03-01"), late)
    assert story.reaches == [(day, "own_contact")]


@pytest.mark.parametrize("clock", ["01:30", "02:30", "03:30"])
@pytest.mark.parametrize("day", ["2022-03-27", "2022-10-30"])
def test_every_hour_of_the_night_the_clock_is_changed_belongs_to_that_day(day: str, clock: str) -> None:
    assert local_day(at(f"{day} {clock}")) == on(day)


def test_the_wait_is_counted_in_days_across_the_changes_of_the_clock() -> None:
    given(taken_in("2022-03-20")).daily_round("2022-04-03").then(search_started("2022-04-03"))
    given(taken_in("2022-10-23")).daily_round("2022-11-06").then(search_started("2022-11-06"))


def test_the_wait_is_counted_across_the_turn_of_the_year_and_a_leap_day() -> None:
    given(taken_in("2021-12-24")).daily_round("2022-01-07").then(search_started("2022-01-07"))
    given(taken_in("2024-02-20")).daily_round("2024-03-05").then(search_started("2024-03-05"))


def test_a_spell_that_ends_on_30_november_has_no_day_in_the_new_operating_year() -> None:
    story = given(entered("2021-11-01"), left("2021-11-30"))
    assert story.life.in_register(on("2021-11-30"))
    assert not story.life.in_register(on("2021-12-01"))


def test_who_turns_20_on_1_december_is_covered_through_30_november() -> None:
    story = given(taken_in("2021-11-01"), search_started("2021-11-15")).born_on("2001-12-01")
    after = story.daily_round("2021-12-01").then(responsibility_ended("2021-12-01", "turned_20"))
    assert after.spells == ["2021-11-01..2021-11-30"]
    assert after.responsible == ["2021-11-01..2021-11-30"]
    by_ber = given(entered("2021-11-01"), left("2021-12-01", "turned_20"))
    assert by_ber.spells == ["2021-11-01..2021-11-30"]


def test_who_enters_on_the_day_before_turning_20_is_covered_one_day() -> None:
    story = given(taken_in("2021-11-30")).born_on("2001-12-01")
    assert story.daily_round("2021-12-01").accepted.spells == ["2021-11-30..2021-11-30"]


def test_who_enters_on_the_20th_birthday_is_not_covered_at_all() -> None:
    story = given(taken_in("2021-12-01")).born_on("2001-12-01")
    after = story.daily_round("2021-12-01").accepted
    assert after.spells == []
    assert after.responsible == []


def test_born_on_a_leap_day_one_is_18_on_the_28th() -> None:
    story = given(taken_in("2022-02-01")).born_on("2004-02-29")
    to_relative = attempted("2022-02-27", "phone", addressee="relative")
    story.when(to_relative).then(to_relative)
    story.when(attempted("2022-02-28", "phone", addressee="relative")).refused("relative_after_18")


def test_born_on_a_leap_day_one_is_covered_at_19_and_turns_20_on_the_29th() -> None:
    story = given(taken_in("2023-02-01"), search_started("2023-02-15")).born_on("2004-02-29")
    story.daily_round("2023-03-01").then_nothing()
    story.daily_round("2024-02-28").then_nothing()
    after = story.daily_round("2024-02-29").accepted
    assert after.responsible == ["2023-02-01..2024-02-28"]


@pytest.mark.parametrize(
    ("left_on", "searches"),
    [("2022-03-13", []), ("2022-03-14", []), ("2022-03-15", ["2022-03-15..2022-03-15"])],
    ids=["on day twelve", "on day thirteen", "on the due day"],
)
def test_the_last_days_of_the_wait(left_on: str, searches: list[str]) -> None:
    story = given(taken_in("2022-03-01"), left(left_on))
    assert story.daily_round("2022-03-16").accepted.searches == searches
    noticed_late = given(taken_in("2022-03-01"), search_started("2022-03-15"), left(left_on))
    assert noticed_late.searches == searches


def test_who_leaves_on_the_day_of_turning_20_was_there_through_the_day_before() -> None:
    moved = given(entered("2022-03-01"), left("2022-04-20", "moved_out")).born_on("2002-04-20")
    after = moved.daily_round("2022-04-20").accepted
    assert after.spells == ["2022-03-01..2022-04-19"]


def test_enrolled_and_closed_on_one_day_is_an_enrolment_of_that_day() -> None:
    story = given(taken_in("2022-03-01"), search_started("2022-03-15"), enrolled("2022-04-01"), closed("2022-04-01"))
    assert story.enrolments == ["2022-04-01..2022-04-01"]
    assert story.searches == ["2022-03-15..2022-04-01"]


def test_closed_to_unknown_on_the_day_of_enrolling_searches_on_from_that_day() -> None:
    story = given(taken_in("2022-03-01"), search_started("2022-03-15"), enrolled("2022-04-01"))
    after = story.when(closed("2022-04-01", "unknown")).accepted
    assert after.searches == ["2022-03-15..2022-04-01", "2022-04-01.."]


def test_an_attempt_on_the_third_logged_after_the_exit_of_the_fifth_is_valid() -> None:
    story = given(entered("2022-03-01"), left("2022-04-05"))
    story.when(attempted("2022-04-03"), recorded="2022-04-08").then(attempted("2022-04-03"))
