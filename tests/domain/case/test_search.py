"""Outreach as days: waiting, under search, ended (rules ``wait_two_weeks`` and ``unknown_reopens_search``)."""

from __future__ import annotations

import pytest

from kaa_tracker.domain.case import events as e
from tests.domain.case.facts import (
    attempted,
    closed,
    declined,
    enrolled,
    entered,
    left,
    opened_by_hand,
    own_contact,
    responsibility_ended,
    search_started,
    service_ended,
    service_started,
)
from tests.domain.case.story import CENTRAL, REGISTER_COORDINATOR, Story, correct, given, taken_in, told, void


def test_the_search_begins_fourteen_days_after_entering() -> None:
    story = given(taken_in("2022-03-01"))
    story.daily_round("2022-03-14").then_nothing()
    assert story.daily_round("2022-03-15").then(search_started("2022-03-15")).searches == ["2022-03-15.."]


def test_a_daily_round_run_late_dates_the_search_on_its_due_day() -> None:
    given(taken_in("2022-03-01")).daily_round("2022-05-30").then(search_started("2022-03-15"))


def test_a_daily_round_run_twice_adds_nothing() -> None:
    story = given(taken_in("2022-03-01")).daily_round("2022-03-15").accepted
    story.daily_round("2022-03-15").then_nothing()
    story.daily_round("2022-04-15").then_nothing()


def test_leaving_on_day_thirteen_cancels_the_search_silently() -> None:
    given(taken_in("2022-03-01"), left("2022-03-14")).daily_round("2022-03-20").then_nothing()


def test_leaving_on_the_due_day_gives_a_search_of_that_one_day() -> None:
    story = given(taken_in("2022-03-01"), left("2022-03-15")).daily_round("2022-03-20").accepted
    assert story.searches == ["2022-03-15..2022-03-15"]


def test_entering_and_leaving_on_one_day_is_never_searched_for() -> None:
    given(taken_in("2022-03-01"), left("2022-03-01")).daily_round("2022-03-20").then_nothing()


def test_an_exit_known_late_makes_the_search_empty() -> None:
    story = given(taken_in("2022-03-01"), search_started("2022-03-15"))
    assert story.and_given(told(left("2022-03-10"), recorded="2022-03-18")).searches == []


def test_a_search_ends_with_the_register_exit() -> None:
    story = given(entered("2022-03-01"), search_started("2022-03-15"), left("2022-04-20"))
    assert story.searches == ["2022-03-15..2022-04-20"]


def test_a_search_ends_with_the_register_exit_though_responsibility_goes_on() -> None:
    story = given(entered("2022-03-01"), search_started("2022-03-15"), left("2022-04-20", "unknown"))
    assert story.searches == ["2022-03-15..2022-04-20"]
    assert story.responsible == ["2022-03-01.."]


def test_a_search_ends_when_responsibility_does() -> None:
    story = given(entered("2022-03-01"), search_started("2022-03-15"), responsibility_ended("2022-04-20"))
    assert story.searches == ["2022-03-15..2022-04-20"]


def test_a_search_ends_on_the_day_of_enrolling() -> None:
    story = given(entered("2022-03-01"), search_started("2022-03-15"), enrolled("2022-04-20"))
    assert story.searches == ["2022-03-15..2022-04-20"]


def test_a_search_ends_the_day_before_the_20th_birthday() -> None:
    story = given(entered("2022-03-01"), search_started("2022-03-15"), left("2022-04-20", "turned_20"))
    assert story.searches == ["2022-03-15..2022-04-19"]


def test_being_reached_or_declining_does_not_end_the_search() -> None:
    story = given(
        entered("2022-03-01"),
        search_started("2022-03-15"),
        own_contact("2022-03-20"),
        declined("2022-03-20", recontact_on="2022-06-18"),
    )
    assert story.searches == ["2022-03-15.."]


def test_who_is_enrolled_on_the_due_day_is_not_searched_for() -> None:
    given(taken_in("2022-03-01"), own_contact("2022-03-08"), enrolled("2022-03-08")).daily_round(
        "2022-03-20"
    ).then_nothing()
    given(taken_in("2022-03-01"), enrolled("2022-03-08"), closed("2022-03-15")).daily_round("2022-03-20").then_nothing()


def test_an_enrolment_closed_before_the_due_day_does_not_stop_the_search() -> None:
    story = given(taken_in("2022-03-01"), enrolled("2022-03-08"), closed("2022-03-14"))
    story.daily_round("2022-03-20").then(search_started("2022-03-15"))


def test_an_enrolment_brought_in_afterwards_makes_the_search_empty() -> None:
    story = given(taken_in("2022-03-01"), search_started("2022-03-15"))
    assert story.and_given(told(enrolled("2022-03-08"), recorded="2022-04-01")).searches == []


def test_voiding_that_enrolment_brings_the_search_back_on_its_due_day() -> None:
    story = given(taken_in("2022-03-01"), enrolled("2022-03-08"))
    after = story.when(void(3), recorded="2022-03-20").accepted
    assert after.daily_round("2022-03-21").then(search_started("2022-03-15")).searches == ["2022-03-15.."]


def test_a_case_opened_by_hand_is_not_searched_for_until_ber_lists_the_youth() -> None:
    story = given(told(opened_by_hand("2022-02-01"))).daily_round("2022-03-20").then_nothing()
    joined = story.and_given(told(entered("2022-02-20"), recorded="2022-03-20"))
    joined.daily_round("2022-03-21").then(search_started("2022-03-06"))


def test_an_ended_responsibility_stops_a_search_that_is_not_due_yet() -> None:
    given(taken_in("2022-03-01"), responsibility_ended("2022-03-10")).daily_round("2022-03-20").then_nothing()


def test_a_misregistered_youth_was_under_search_until_somebody_noticed() -> None:
    story = given(entered("2022-03-01"), search_started("2022-03-15"), left("2022-03-20", "misregistered"))
    assert story.searches == ["2022-03-15..2022-03-20"]


def test_a_new_spell_has_a_new_wait() -> None:
    story = given(
        taken_in("2022-03-01"), search_started("2022-03-15"), left("2022-04-01"), entered("2022-08-20", revision=4)
    )
    story.daily_round("2022-09-02").then_nothing()
    after = story.daily_round("2022-09-03").then(search_started("2022-09-03"))
    assert after.searches == ["2022-03-15..2022-04-01", "2022-09-03.."]


def test_a_resumed_spell_keeps_its_wait() -> None:
    story = given(taken_in("2022-03-01"), left("2022-03-10"), entered("2022-03-16", revision=4))
    story.daily_round("2022-03-16").then(search_started("2022-03-15"))


def test_a_corrected_day_of_entry_moves_the_search() -> None:
    story = given(taken_in("2022-03-01"), search_started("2022-03-15"))
    after = story.when(correct(1, entered_on="2022-03-04"), recorded="2022-03-20", by=REGISTER_COORDINATOR).accepted
    assert after.searches == []
    assert after.daily_round("2022-03-20").then(search_started("2022-03-18")).searches == ["2022-03-18.."]


def test_the_wait_is_a_setting() -> None:
    story = given(taken_in("2022-03-01")).under_rules(wait_days=10)
    story.daily_round("2022-03-11").then(search_started("2022-03-11", wait_days=10))


def test_a_search_begun_under_an_older_wait_stays_where_it_is() -> None:
    story = given(taken_in("2022-03-01"), search_started("2022-03-15")).under_rules(wait_days=10)
    assert story.searches == ["2022-03-15.."]
    assert story.daily_round("2022-04-01").then_nothing().searches == ["2022-03-15.."]


def test_a_longer_wait_does_not_search_anew_either() -> None:
    story = given(taken_in("2022-03-01"), search_started("2022-03-15")).under_rules(wait_days=21)
    story.daily_round("2022-04-01").then_nothing()


# Closed to unknown


def enrolled_out_of_search(*more: e.CaseEvent) -> Story:
    """Under search from 15 March to the enrolment of 1 April."""
    return given(taken_in("2022-03-01"), search_started("2022-03-15"), enrolled("2022-04-01"), *more)


def test_closing_to_unknown_starts_a_search_without_a_wait() -> None:
    story = enrolled_out_of_search()
    after = story.when(closed("2022-05-10", "unknown")).then(
        closed("2022-05-10", "unknown"), search_started("2022-05-10", "reopened")
    )
    assert after.searches == ["2022-03-15..2022-04-01", "2022-05-10.."]


@pytest.mark.parametrize("outcome", ["studies", "work", "no_occupation"])
def test_closing_to_anything_known_starts_no_search(outcome: e.Outcome) -> None:
    story = enrolled_out_of_search()
    story.when(closed("2022-05-10", outcome)).then(closed("2022-05-10", outcome))


def test_closing_to_unknown_starts_no_search_for_who_has_left_the_register() -> None:
    story = enrolled_out_of_search(left("2022-04-20", "unknown"))
    story.when(closed("2022-05-10", "unknown")).then(closed("2022-05-10", "unknown"))


def test_closing_to_unknown_on_the_day_of_leaving_starts_a_search_of_that_day() -> None:
    story = enrolled_out_of_search(left("2022-05-10"))
    assert story.when(closed("2022-05-10", "unknown")).accepted.searches[-1] == "2022-05-10..2022-05-10"


def test_closing_to_unknown_starts_no_search_after_responsibility() -> None:
    story = enrolled_out_of_search(responsibility_ended("2022-04-20"))
    story.when(closed("2022-05-10", "unknown")).then(closed("2022-05-10", "unknown"))


def test_closing_to_unknown_starts_no_search_for_who_is_enrolled_elsewhere() -> None:
    story = enrolled_out_of_search(enrolled("2022-04-10", "at Kista", "kista"))
    story.when(closed("2022-05-10", "unknown")).then(closed("2022-05-10", "unknown"))


def test_the_last_of_two_enrolments_closed_to_unknown_starts_the_search() -> None:
    story = enrolled_out_of_search(enrolled("2022-04-10", "at Kista", "kista"), closed("2022-05-10", "unknown"))
    after = story.when(closed("2022-05-20", "unknown", "at Kista")).accepted
    assert after.searches[-1] == "2022-05-20.."


def test_an_enrolment_elsewhere_known_late_takes_the_reopened_search_back() -> None:
    story = enrolled_out_of_search().when(closed("2022-05-10", "unknown")).accepted
    after = story.and_given(told(enrolled("2022-05-05", "at Kista", "kista"), recorded="2022-05-20"))
    assert after.searches == ["2022-03-15..2022-04-01"]


def test_closing_to_unknown_during_the_wait_starts_the_search_at_once_and_only_once() -> None:
    story = given(taken_in("2022-03-01"), enrolled("2022-03-03")).when(closed("2022-03-08", "unknown")).accepted
    assert story.searches == ["2022-03-08.."]
    assert story.daily_round("2022-03-20").then_nothing().searches == ["2022-03-08.."]


def test_a_search_due_during_a_reopened_one_known_late_is_the_same_search() -> None:
    story = given(
        taken_in("2022-03-01"),
        search_started("2022-03-15"),
        told(enrolled("2022-03-03"), recorded="2022-03-20"),
    )
    after = story.when(closed("2022-03-08", "unknown"), recorded="2022-03-20").accepted
    assert after.searches == ["2022-03-08.."]


def test_one_round_does_not_find_two_searches_for_the_same_days() -> None:
    story = given(
        told(opened_by_hand("2022-02-20")),
        enrolled("2022-03-02"),
        closed("2022-03-08", "unknown"),
        told(entered("2022-03-01"), recorded="2022-03-20"),
    )
    after = story.daily_round("2022-03-21").then(search_started("2022-03-08", "reopened"))
    assert after.searches == ["2022-03-08.."]


def test_a_service_ending_to_unknown_with_its_enrolment_starts_one_search() -> None:
    story = enrolled_out_of_search(service_started("2022-04-05"))
    story.when(closed("2022-05-10", "unknown")).then(
        service_ended("2022-05-10", "unknown"),
        closed("2022-05-10", "unknown"),
        search_started("2022-05-10", "reopened"),
    )


def test_a_service_ending_to_unknown_starts_no_search_while_the_enrolment_goes_on() -> None:
    story = enrolled_out_of_search(service_started("2022-04-05"))
    story.when(service_ended("2022-05-10", "unknown")).then(service_ended("2022-05-10", "unknown"))


def test_correcting_a_closing_to_unknown_starts_the_search() -> None:
    story = enrolled_out_of_search(closed("2022-05-10", "studies"))
    after = story.when(correct(5, outcome="unknown"), recorded="2022-05-12").accepted
    assert after.searches == ["2022-03-15..2022-04-01", "2022-05-10.."]


def test_correcting_a_closing_from_unknown_takes_the_search_back() -> None:
    story = enrolled_out_of_search().when(closed("2022-05-10", "unknown"), command_id="closing").accepted
    after = story.when(correct(made_by="closing", outcome="studies"), recorded="2022-05-12").accepted
    assert after.searches == ["2022-03-15..2022-04-01"]


def test_correcting_a_closing_from_unknown_takes_the_search_back_though_services_ended_with_it() -> None:
    story = enrolled_out_of_search(service_started("2022-04-05"))
    story = story.when(closed("2022-05-10", "unknown"), command_id="closing").accepted
    after = story.when(correct(made_by="closing", outcome="studies"), recorded="2022-05-12").accepted
    assert after.searches == ["2022-03-15..2022-04-01"]


def test_voiding_a_closing_to_unknown_takes_the_search_back() -> None:
    story = enrolled_out_of_search(service_started("2022-04-05"))
    story = story.when(closed("2022-05-10", "unknown"), command_id="closing").accepted
    after = story.when(void(made_by="closing"), recorded="2022-05-12").accepted
    assert after.searches == ["2022-03-15..2022-04-01"]
    assert after.services == ["2022-04-05.."]


def test_voiding_the_enrolment_elsewhere_starts_the_search_it_had_held_back() -> None:
    story = enrolled_out_of_search(enrolled("2022-04-10", "at Kista", "kista"), closed("2022-05-10", "unknown"))
    after = story.when(void(5), recorded="2022-05-12", by=CENTRAL).accepted
    assert after.searches[-1] == "2022-05-10.."


def test_an_attempt_in_a_reopened_search_needs_no_early_reason() -> None:
    story = given(taken_in("2022-03-01"), enrolled("2022-03-03")).when(closed("2022-03-08", "unknown")).accepted
    story.when(attempted("2022-03-10", "phone")).then(attempted("2022-03-10", "phone"))
