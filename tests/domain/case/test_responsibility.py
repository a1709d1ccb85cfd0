"""Responsibility: the days on which the municipality answers for keeping in touch."""

from __future__ import annotations

import pytest

from kaa_tracker.domain.case import commands as c
from tests.domain.case.facts import entered, left, on, opened_by_hand, responsibility_ended
from tests.domain.case.story import (
    COORDINATOR,
    REGISTER_COORDINATOR,
    asking,
    correct,
    given,
    taken_in,
    told,
    void,
)


def test_responsibility_begins_with_the_register_spell() -> None:
    assert given(entered("2022-03-01")).responsible == ["2022-03-01.."]


@pytest.mark.parametrize("reason", ["studies_registered", "diploma", "moved_out", "emigrated", "deceased"])
def test_responsibility_ends_on_the_day_of_leaving_the_register_for(reason: str) -> None:
    assert given(entered("2022-03-01"), left("2022-03-20", reason)).responsible == ["2022-03-01..2022-03-20"]


def test_responsibility_lasts_through_the_day_before_the_20th_birthday() -> None:
    assert given(entered("2022-03-01"), left("2022-03-20", "turned_20")).responsible == ["2022-03-01..2022-03-19"]


def test_for_a_misregistered_youth_there_never_was_responsibility() -> None:
    assert given(entered("2022-03-01"), left("2022-03-20", "misregistered")).responsible == []


def test_after_an_exit_for_an_unknown_reason_responsibility_goes_on() -> None:
    story = given(entered("2022-03-01"), left("2022-03-20", "unknown"))
    assert story.responsible == ["2022-03-01.."]
    assert story.spells == ["2022-03-01..2022-03-20"]


def test_an_unknown_exit_that_is_explained_later_ended_responsibility_on_its_day() -> None:
    story = given(
        entered("2022-03-01"),
        left("2022-03-20", "unknown"),
        told(left("2022-03-20", "studies_registered", revision=4), recorded="2022-04-15"),
    )
    assert story.responsible == ["2022-03-01..2022-03-20"]


def test_re_entry_opens_responsibility_again() -> None:
    story = given(entered("2022-03-01"), left("2022-03-20"), entered("2022-08-20", revision=4))
    assert story.responsible == ["2022-03-01..2022-03-20", "2022-08-20.."]


def test_a_resumed_spell_is_answered_for_on_the_days_of_absence_too() -> None:
    story = given(entered("2022-03-01"), left("2022-03-20"), entered("2022-03-28", revision=4))
    assert story.responsible == ["2022-03-01.."]


def test_a_coordinator_ends_responsibility_on_studies_that_ber_cannot_see() -> None:
    ended = responsibility_ended("2022-08-22")
    story = given(taken_in("2022-03-01")).when(ended, recorded="2022-08-25").then(ended)
    assert story.responsible == ["2022-03-01..2022-08-22"]
    assert story.spells == ["2022-03-01.."]


def test_studies_that_do_not_aim_at_eligibility_end_nothing() -> None:
    story = given(taken_in("2022-03-01"))
    command = asking(responsibility_ended("2022-08-22"), aims_at_eligibility=False)
    story.when(command, recorded="2022-08-25", by=COORDINATOR).refused("studies_must_aim_at_eligibility")


def test_nobody_ends_a_responsibility_that_does_not_hold() -> None:
    story = given(entered("2022-03-01"), left("2022-03-20"))
    story.when(responsibility_ended("2022-03-21")).refused("not_under_responsibility")
    given(entered("2022-03-01")).when(responsibility_ended("2022-02-28")).refused("not_under_responsibility")


def test_responsibility_cannot_be_ended_on_a_day_to_come() -> None:
    story = given(entered("2022-03-01"))
    story.when(responsibility_ended("2022-08-22"), recorded="2022-08-21").refused("date_in_future")


def test_ending_responsibility_on_the_day_it_has_ended_already_adds_nothing() -> None:
    story = given(entered("2022-03-01"), responsibility_ended("2022-08-22"))
    story.when(responsibility_ended("2022-08-22"), recorded="2022-08-30", command_id="again").then_nothing()


def test_re_entry_opens_a_responsibility_that_a_coordinator_had_ended() -> None:
    story = given(
        entered("2022-03-01"),
        responsibility_ended("2022-08-22"),
        left("2022-10-01"),
        entered("2022-12-20", revision=4),
    )
    assert story.responsible == ["2022-03-01..2022-08-22", "2022-12-20.."]


def test_a_resumed_spell_does_not_undo_what_a_coordinator_knows() -> None:
    story = given(
        entered("2022-03-01"),
        responsibility_ended("2022-08-22"),
        left("2022-10-01"),
        entered("2022-10-05", revision=4),
    )
    assert story.responsible == ["2022-03-01..2022-08-22"]


def test_voiding_the_end_opens_responsibility_as_if_it_had_never_ended() -> None:
    story = given(entered("2022-03-01"), responsibility_ended("2022-08-22"))
    assert story.when(void(2), recorded="2022-08-25").accepted.responsible == ["2022-03-01.."]


def test_an_exit_corrected_from_moved_to_unknown_lets_responsibility_go_on() -> None:
    story = given(entered("2022-03-01"), left("2022-03-20", "moved_out"))
    after = story.when(correct(2, reason="unknown"), recorded="2022-03-25", by=REGISTER_COORDINATOR).accepted
    assert after.responsible == ["2022-03-01.."]


def test_a_case_opened_by_hand_is_answered_for_from_that_day() -> None:
    story = given(opened_by_hand("2022-02-20"))
    assert story.responsible == ["2022-02-20.."]
    assert story.spells == []


def test_a_case_opened_by_hand_and_then_taken_in_is_one_stretch_of_responsibility() -> None:
    story = given(opened_by_hand("2022-02-20"), entered("2022-03-01"), left("2022-05-01"))
    assert story.responsible == ["2022-02-20..2022-05-01"]


def test_a_case_may_be_opened_by_hand_after_the_youth_left_the_register() -> None:
    story = given(taken_in("2022-03-01"), left("2022-03-20", "moved_out"))
    assert story.when(opened_by_hand("2022-06-01")).accepted.responsible == ["2022-03-01..2022-03-20", "2022-06-01.."]


def test_a_case_that_is_open_is_not_opened_by_hand() -> None:
    given(entered("2022-03-01")).when(opened_by_hand("2022-03-05")).refused("case_already_open")
    given(opened_by_hand("2022-03-01")).when(opened_by_hand("2022-03-05")).refused("case_already_open")


def test_a_case_is_not_opened_by_hand_on_a_day_to_come() -> None:
    given().when(opened_by_hand("2022-03-05"), recorded="2022-03-04").refused("date_in_future")


def test_the_20th_birthday_is_the_end_whatever_ber_says() -> None:
    story = given(entered("2022-03-01", birth_year=2002)).born_on("2002-06-10")
    after = story.daily_round("2022-06-10").accepted
    assert after.responsible == ["2022-03-01..2022-06-09"]
    assert after.spells == ["2022-03-01..2022-06-09"]
    late_exit = after.when(left("2022-06-20", "turned_20")).accepted
    assert late_exit.responsible == ["2022-03-01..2022-06-09"]


def test_an_entry_on_or_after_the_20th_birthday_opens_nothing() -> None:
    story = given(entered("2022-03-01", birth_year=2002), left("2022-06-10", "turned_20"))
    again = story.and_given(entered("2022-09-01", revision=4, birth_year=2002))
    assert again.responsible == ["2022-03-01..2022-06-09"]
    assert again.spells == ["2022-03-01..2022-06-09"]


def test_a_daily_round_over_a_youth_without_a_known_birth_date_ends_nothing() -> None:
    story = given(taken_in("2022-03-01", birth_year=2002))
    round_ = c.RunDailyRound(through=on("2022-03-10"))
    story.when(round_, recorded="2022-03-10").then_nothing()
