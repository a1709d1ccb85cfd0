"""Contact attempts: which may be logged, and which are refused."""

from __future__ import annotations

import pytest

from kaa_tracker.domain.case.events import CaseEvent
from tests.domain.case.facts import (
    address_reported,
    attempted,
    closed,
    enrolled,
    entered,
    left,
    opened_by_hand,
    own_contact,
    planned,
    report_closed,
    responsibility_ended,
    search_started,
)
from tests.domain.case.story import REGISTER_COORDINATOR, Story, Told, correct, given, taken_in, told


def searched_for(*more: CaseEvent | Told) -> Story:
    """Under search since 15 March."""
    return given(taken_in("2022-03-01"), search_started("2022-03-15"), *more)


def test_an_attempt_is_logged_when_it_has_been_made() -> None:
    searched_for().when(attempted("2022-03-16")).then(attempted("2022-03-16"))


# attempt_not_in_future, attempt_not_before_case


def test_an_attempt_in_the_future_is_refused() -> None:
    story = searched_for()
    story.when(attempted("2022-03-16 10:01"), recorded="2022-03-16 10:00").refused("attempt_not_in_future")
    story.when(attempted("2022-03-16 10:00"), recorded="2022-03-16 10:00").then(attempted("2022-03-16 10:00"))


def test_a_contact_that_is_yet_to_be_made_is_planned_instead() -> None:
    searched_for().when(planned("2022-03-20"), recorded="2022-03-16").then(planned("2022-03-20"))


def test_an_attempt_before_the_case_began_is_refused() -> None:
    early = attempted("2022-02-28 23:59", early_reason="school")
    given(entered("2022-03-01")).when(early, recorded="2022-03-02").refused("attempt_not_before_case")
    first_minute = attempted("2022-03-01 00:00", early_reason="school")
    given(entered("2022-03-01")).when(first_minute, recorded="2022-03-02").then(first_minute)


def test_an_attempt_on_a_case_nobody_has_heard_of_is_refused() -> None:
    given().when(attempted("2022-03-16")).refused("attempt_not_before_case")


def test_a_case_opened_by_hand_begins_that_day() -> None:
    story = given(opened_by_hand("2022-02-20"), entered("2022-03-01"))
    story.when(attempted("2022-02-20"), recorded="2022-03-02").then(attempted("2022-02-20"))
    story.when(attempted("2022-02-19"), recorded="2022-03-02").refused("attempt_not_before_case")


# attempt_before_search


def test_an_attempt_during_the_wait_needs_a_reason() -> None:
    story = given(entered("2022-03-01"))
    story.when(attempted("2022-03-14")).refused("attempt_before_search")
    early = attempted("2022-03-14", early_reason="school")
    story.when(early).then(early)


def test_an_attempt_on_the_due_day_needs_no_reason_though_the_daily_round_has_not_run() -> None:
    given(entered("2022-03-01")).when(attempted("2022-03-15")).then(attempted("2022-03-15"))


def test_a_made_up_reason_is_refused() -> None:
    early = attempted("2022-03-14", early_reason="felt_like_it")
    given(entered("2022-03-01")).when(early).refused("unknown_code", "early_reason", "early_reasons")


def test_who_is_enrolled_during_the_wait_is_contacted_without_a_reason() -> None:
    story = given(entered("2022-03-01"), own_contact("2022-03-05"), enrolled("2022-03-05"))
    follow_up = attempted("2022-03-08", purpose="follow_up")
    story.when(follow_up).then(follow_up)


def test_calling_it_a_follow_up_is_no_way_around_the_wait() -> None:
    follow_up = attempted("2022-03-08", purpose="follow_up")
    given(entered("2022-03-01")).when(follow_up).refused("attempt_before_search")


def test_the_wait_of_a_new_spell_needs_a_reason_again() -> None:
    story = searched_for(left("2022-04-01"), entered("2022-08-20", revision=4))
    story.when(attempted("2022-08-25")).refused("attempt_before_search")


def test_a_case_opened_by_hand_has_no_wait() -> None:
    given(opened_by_hand("2022-03-01")).when(attempted("2022-03-02")).then(attempted("2022-03-02"))


# outreach_stops_at_exit


def test_an_attempt_made_before_the_exit_and_logged_after_it_is_valid() -> None:
    story = searched_for(left("2022-04-05"))
    story.when(attempted("2022-04-03"), recorded="2022-04-20").then(attempted("2022-04-03"))


def test_an_attempt_on_the_day_of_leaving_is_valid() -> None:
    story = searched_for(left("2022-04-05"))
    story.when(attempted("2022-04-05"), recorded="2022-04-20").then(attempted("2022-04-05"))


def test_an_attempt_made_before_anybody_could_know_of_the_exit_is_valid_whenever_it_is_logged() -> None:
    story = searched_for(told(left("2022-04-05"), recorded="2022-04-12"))
    for day in ("2022-04-06", "2022-04-10", "2022-04-12"):
        story.when(attempted(day), recorded="2022-04-30").then(attempted(day))


def test_an_attempt_made_after_the_exit_was_recorded_is_refused() -> None:
    story = searched_for(told(left("2022-04-05"), recorded="2022-04-12"))
    story.when(attempted("2022-04-13"), recorded="2022-04-13").refused("outreach_stops_at_exit")
    story.when(attempted("2022-04-13"), recorded="2022-04-30").refused("outreach_stops_at_exit")


def test_an_attempt_made_before_the_exit_was_corrected_to_an_earlier_day_is_valid() -> None:
    story = searched_for(told(left("2022-04-20"), recorded="2022-04-21"))
    story = story.when(correct(4, left_on="2022-04-05"), recorded="2022-04-25", by=REGISTER_COORDINATOR).accepted
    story.when(attempted("2022-04-18"), recorded="2022-04-30").then(attempted("2022-04-18"))


def test_a_youth_whose_exit_is_unknown_is_still_sought() -> None:
    story = searched_for(left("2022-04-05", "unknown"))
    story.when(attempted("2022-04-20")).then(attempted("2022-04-20"))


def test_a_youth_in_the_register_may_be_contacted_after_responsibility_ended() -> None:
    story = searched_for(responsibility_ended("2022-04-05"))
    story.when(attempted("2022-04-20")).then(attempted("2022-04-20"))


def test_an_enrolled_youth_is_followed_up_after_the_exit() -> None:
    story = searched_for(enrolled("2022-04-01"), left("2022-04-05"))
    story.when(attempted("2022-04-20")).refused("outreach_stops_at_exit", "follow_up")
    follow_up = attempted("2022-04-20", purpose="follow_up")
    story.when(follow_up).then(follow_up)


def test_an_enrolled_youth_sought_before_anybody_could_know_of_the_exit_was_sought_rightly() -> None:
    story = searched_for(enrolled("2022-04-01"), told(left("2022-04-05"), recorded="2022-04-12"))
    story.when(attempted("2022-04-10"), recorded="2022-04-13").then(attempted("2022-04-10"))


def test_who_has_left_and_is_not_enrolled_is_not_followed_up_either() -> None:
    story = searched_for(left("2022-04-05"))
    story.when(attempted("2022-04-20", purpose="follow_up")).refused("outreach_stops_at_exit")
    story = searched_for(enrolled("2022-04-01"), left("2022-04-05"), closed("2022-04-15"))
    story.when(attempted("2022-04-20", purpose="follow_up")).refused("outreach_stops_at_exit")


def test_the_20th_birthday_is_known_beforehand_however_late_the_daily_round_ran() -> None:
    story = searched_for().born_on("2002-04-20").daily_round("2022-04-20", run_on="2022-04-30").accepted
    story.when(attempted("2022-04-19"), recorded="2022-05-01").then(attempted("2022-04-19"))
    story.when(attempted("2022-04-21"), recorded="2022-05-01").refused("outreach_stops_at_exit")


def test_nobody_is_sought_between_two_spells() -> None:
    story = searched_for(left("2022-04-05"), entered("2022-08-20", revision=4))
    story.when(attempted("2022-06-01"), recorded="2022-09-10").refused("outreach_stops_at_exit")


# relative_after_18


def test_until_the_18th_birthday_a_relative_may_be_contacted() -> None:
    story = searched_for().born_on("2004-04-10")
    to_relative = attempted("2022-04-09", "phone", addressee="relative")
    story.when(to_relative).then(to_relative)


def test_from_the_18th_birthday_the_youth_must_agree_that_a_relative_is_contacted() -> None:
    story = searched_for().born_on("2004-04-10")
    story.when(attempted("2022-04-10", "phone", addressee="relative")).refused("relative_after_18")
    agreed = attempted("2022-04-10", "phone", addressee="relative", youth_agreed=True)
    story.when(agreed).then(agreed)


def test_without_a_birth_date_the_year_of_turning_18_decides() -> None:
    to_relative = attempted("2022-03-20", "phone", addressee="relative")
    given(entered("2022-03-01", birth_year=2005)).when(to_relative).then(to_relative)
    given(entered("2022-03-01", birth_year=2004)).when(to_relative).refused("relative_after_18")


def test_a_city_may_switch_the_rule_about_relatives_off() -> None:
    story = searched_for().born_on("2004-04-10").under_rules(relative_after_18_needs_agreement=False)
    to_relative = attempted("2022-04-10", "phone", addressee="relative")
    story.when(to_relative).then(to_relative)


# address_in_doubt


@pytest.mark.parametrize("channel", ["letter", "home_visit", "door_card"])
def test_letters_and_visits_stop_while_a_report_of_the_address_is_open(channel: str) -> None:
    story = searched_for(address_reported("2022-03-20"))
    story.when(attempted("2022-03-21", channel)).refused("address_in_doubt")
    story.when(attempted("2022-03-21", "phone")).then(attempted("2022-03-21", "phone"))


def test_the_visit_that_led_to_the_report_may_be_logged_after_it() -> None:
    story = searched_for(address_reported("2022-03-20"))
    visit = attempted("2022-03-20", "home_visit")
    story.when(visit, recorded="2022-03-21").then(visit)


def test_letters_go_out_again_from_the_day_the_report_is_closed() -> None:
    story = searched_for(address_reported("2022-03-20"), report_closed("2022-04-10"))
    story.when(attempted("2022-04-09"), recorded="2022-04-11").refused("address_in_doubt")
    story.when(attempted("2022-04-10"), recorded="2022-04-11").then(attempted("2022-04-10"))


def test_letters_stop_again_when_the_same_address_is_reported_again() -> None:
    story = searched_for(address_reported("2022-03-20"), report_closed("2022-04-10"), address_reported("2022-05-10"))
    story.when(attempted("2022-05-12")).refused("address_in_doubt")


# Codes


def test_an_attempt_with_a_code_nobody_knows_is_refused() -> None:
    story = searched_for()
    story.when(attempted("2022-03-16", "pigeon")).refused("unknown_code", "channel", "channels")
    story.when(attempted("2022-03-16", unit="rosengard")).refused("unknown_code", "unit", "units")
    story.when(attempted("2022-03-16", method="by_stealth")).refused("unknown_code", "method", "method_tags")


def test_the_same_attempt_logged_again_adds_nothing() -> None:
    story = searched_for(attempted("2022-03-16"))
    story.when(attempted("2022-03-16"), command_id="given-4").then_nothing()
    story.when(attempted("2022-03-16"), recorded="2022-03-18", command_id="another").then_nothing()
