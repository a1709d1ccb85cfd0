"""Every case has exactly one next day, with a reason (rule ``always_a_next_day``)."""

from __future__ import annotations

import pytest

from kaa_tracker.domain.case.events import CaseEvent
from tests.domain.case.facts import (
    address_reported,
    answered,
    attempted,
    changed,
    closed,
    declined,
    detail_failed,
    detail_recorded,
    dropped,
    enrolled,
    entered,
    left,
    occupied,
    opened_by_hand,
    own_contact,
    plan_recorded,
    plan_revised,
    planned,
    report_closed,
    responsibility_ended,
    search_started,
)
from tests.domain.case.story import Story, Told, given, taken_in, told, void


def in_search(*more: CaseEvent | Told) -> Story:
    """Under search since 15 March."""
    return given(taken_in("2022-03-01"), search_started("2022-03-15"), *more)


def then_channel(story: Story) -> str | None:
    assert story.next_step is not None
    return story.next_step.then


# When


def test_during_the_wait_the_next_day_is_the_due_day() -> None:
    assert given(taken_in("2022-03-01")).next_day == ("2022-03-15", "wait")


def test_when_the_search_begins_the_next_day_is_that_day() -> None:
    assert in_search().next_day == ("2022-03-15", "search_begun")


@pytest.mark.parametrize(
    ("channel", "next_day"),
    [
        ("letter", "2022-04-03"),
        ("phone", "2022-03-23"),
        ("sms", "2022-03-25"),
        ("email", "2022-03-25"),
        ("home_visit", "2022-04-03"),
        ("door_card", "2022-04-03"),
    ],
)
def test_after_an_unanswered_attempt_the_channel_says_when_to_try_again(channel: str, next_day: str) -> None:
    assert in_search(attempted("2022-03-20", channel)).next_day == (next_day, "unanswered")


def test_the_last_attempt_counts_whatever_order_they_were_logged_in() -> None:
    call = attempted("2022-03-25", "phone", "a call")
    letter = told(attempted("2022-03-18", "letter", "a letter"), recorded="2022-03-26")
    step = in_search(call, letter).next_step
    assert step is not None
    assert (str(step.on), step.why, step.code, step.attempts) == ("2022-03-28", "unanswered", "phone", 2)


def test_attempts_of_an_earlier_spell_are_not_counted() -> None:
    story = in_search(
        attempted("2022-03-18"),
        left("2022-03-20"),
        entered("2022-08-01", revision=4),
        search_started("2022-08-15"),
        attempted("2022-08-16", "phone", "a call"),
    )
    assert story.next_step is not None
    assert story.next_step.attempts == 1


def test_an_early_attempt_stays_the_last_word_when_the_search_begins() -> None:
    story = given(taken_in("2022-03-01"), attempted("2022-03-10", early_reason="school"), search_started("2022-03-15"))
    assert story.next_day == ("2022-03-24", "unanswered")


def test_a_reached_youth_is_looked_at_again_after_thirty_days() -> None:
    assert in_search(attempted("2022-03-18"), answered("2022-03-20")).next_day == ("2022-04-19", "reached")
    assert in_search(own_contact("2022-03-20")).next_day == ("2022-04-19", "reached")


def test_an_occupation_is_looked_at_on_its_review() -> None:
    story = in_search(own_contact("2022-03-20"), occupied("2022-03-20", review_after="2022-06-18"))
    assert story.next_day == ("2022-06-18", "occupation_review")


def test_who_declined_is_asked_again_on_the_re_contact() -> None:
    story = in_search(own_contact("2022-03-20"), declined("2022-03-20", recontact_on="2022-06-18"))
    assert story.next_day == ("2022-06-18", "declined")


def test_what_happened_last_decides() -> None:
    story = in_search(
        declined("2022-03-20", recontact_on="2022-06-18"), attempted("2022-03-25", "phone"), answered("2022-03-25")
    )
    assert story.next_day == ("2022-04-24", "reached")


def test_of_one_day_what_was_recorded_last_decides() -> None:
    occupation = occupied("2022-03-20", review_after="2022-06-18")
    decline = declined("2022-03-20", recontact_on="2022-05-01")
    assert in_search(occupation, decline).next_day == ("2022-05-01", "declined")
    assert in_search(decline, occupation).next_day == ("2022-06-18", "occupation_review")


def test_an_enrolled_youth_is_looked_at_after_ninety_days() -> None:
    story = in_search(own_contact("2022-04-01"), enrolled("2022-04-01"))
    assert story.next_day == ("2022-06-30", "enrolled")


def test_a_contact_with_an_enrolled_youth_counts_from_its_day() -> None:
    story = in_search(enrolled("2022-04-01"), attempted("2022-05-01", "phone", purpose="follow_up"))
    assert story.next_day == ("2022-07-30", "enrolled")


def test_an_individual_plan_says_when_it_is_followed_up() -> None:
    story = in_search(enrolled("2022-04-01"), plan_recorded("2022-04-20", "2022-08-01"))
    assert story.next_day == ("2022-08-01", "plan_follow_up")
    assert story.and_given(plan_revised("2022-05-20", "2022-09-01")).next_day == ("2022-09-01", "plan_follow_up")


def test_an_enrolled_youth_is_followed_up_after_responsibility_too() -> None:
    story = in_search(enrolled("2022-04-01"), left("2022-04-10"))
    assert story.next_day == ("2022-06-30", "enrolled")


def test_after_support_was_closed_the_youth_is_looked_at_again_while_in_the_register() -> None:
    story = in_search(enrolled("2022-04-01"), closed("2022-05-10", "work"))
    assert story.next_day == ("2022-06-09", "support_closed")


def test_after_support_was_closed_to_unknown_the_search_begins_anew_that_day() -> None:
    story = in_search(enrolled("2022-04-01")).when(closed("2022-05-10", "unknown")).accepted
    assert story.next_day == ("2022-05-10", "search_begun")


def test_after_support_was_closed_to_unknown_outside_the_register_there_is_a_day_all_the_same() -> None:
    story = in_search(enrolled("2022-04-01"), left("2022-04-20", "unknown"))
    step = story.when(closed("2022-05-10", "unknown")).accepted.next_step
    assert step is not None
    assert str(step.since) == "2022-05-10"


def test_an_unknown_exit_is_looked_at_after_fourteen_days() -> None:
    story = in_search(attempted("2022-03-20"), left("2022-03-25", "unknown"))
    assert story.next_day == ("2022-04-08", "exit_unknown")


def test_a_case_opened_by_hand_is_looked_at_the_same_day() -> None:
    assert given(opened_by_hand("2022-03-01")).next_day == ("2022-03-01", "opened_by_hand")


def test_a_closed_report_is_looked_at_the_day_it_was_closed() -> None:
    story = in_search(attempted("2022-03-20"), address_reported("2022-03-25"), report_closed("2022-04-20"))
    assert story.next_day == ("2022-04-20", "address_report_closed")


def test_a_re_entry_begins_with_a_wait_whatever_went_before() -> None:
    story = in_search(
        declined("2022-03-20", recontact_on="2022-09-18"), left("2022-04-01"), entered("2022-08-20", revision=4)
    )
    assert story.next_day == ("2022-09-03", "wait")


def test_a_case_that_is_nobodys_to_follow_up_has_no_next_day() -> None:
    assert in_search(left("2022-03-20")).next_day is None
    assert in_search(left("2022-03-20", "misregistered")).next_day is None
    assert in_search(responsibility_ended("2022-03-20")).next_day is None
    assert in_search(enrolled("2022-04-01"), left("2022-04-10"), closed("2022-05-10")).next_day is None
    assert given().next_day is None


def test_a_voided_fact_has_no_follow_up() -> None:
    story = in_search(declined("2022-03-20", recontact_on="2022-06-18"))
    assert story.when(void(4), recorded="2022-03-21").accepted.next_day == ("2022-03-15", "search_begun")


# Planned contacts


def test_a_planned_contact_comes_before_everything_else() -> None:
    story = in_search(own_contact("2022-03-20"), told(planned("2022-05-02"), recorded="2022-03-20"))
    assert story.next_day == ("2022-05-02", "contact_planned")


def test_of_several_planned_contacts_the_first_comes_first() -> None:
    story = in_search(
        told(planned("2022-05-02", "phone", "second"), recorded="2022-03-20"),
        told(planned("2022-04-10", "home_visit", "first"), recorded="2022-03-21"),
    )
    assert story.next_day == ("2022-04-10", "contact_planned")


def test_a_dropped_plan_gives_way_to_what_was_before() -> None:
    story = in_search(own_contact("2022-03-20"), told(planned("2022-05-02"), recorded="2022-03-20"))
    assert story.and_given(dropped("2022-03-25")).next_day == ("2022-04-19", "reached")


@pytest.mark.parametrize("day", ["2022-05-02 08:00", "2022-05-02 17:00", "2022-05-04"])
def test_a_contact_on_or_after_the_day_keeps_the_plan(day: str) -> None:
    story = in_search(told(planned("2022-05-02"), recorded="2022-03-20"), attempted(day, "phone"))
    assert story.next_step is not None
    assert story.next_step.why == "unanswered"


def test_a_contact_before_the_day_does_not_keep_the_plan() -> None:
    story = in_search(told(planned("2022-05-02"), recorded="2022-03-20"), attempted("2022-05-01", "phone"))
    assert story.next_day == ("2022-05-02", "contact_planned")


def test_who_asks_to_be_called_again_the_same_afternoon_is_not_forgotten() -> None:
    call = told(attempted("2022-05-02 09:00", "phone"), recorded="2022-05-02 09:05")
    story = in_search(call, told(planned("2022-05-02 15:00"), recorded="2022-05-02 09:06"))
    assert story.next_day == ("2022-05-02", "contact_planned")


def test_a_planned_contact_lapses_at_the_exit_and_stays_lapsed() -> None:
    story = in_search(told(planned("2022-05-02"), recorded="2022-03-20"), left("2022-04-01"))
    assert story.next_day is None
    assert story.and_given(entered("2022-04-20", revision=4)).next_day == ("2022-05-04", "wait")


def test_a_planned_contact_outlives_an_exit_that_ber_takes_back() -> None:
    story = in_search(told(planned("2022-05-02"), recorded="2022-03-20"), left("2022-04-01"))
    assert story.and_given(entered("2022-04-01", revision=4)).next_day == ("2022-05-02", "contact_planned")


# How


@pytest.mark.parametrize(
    ("tried", "then"),
    [("letter", "phone"), ("phone", "sms"), ("sms", "email"), ("email", "home_visit"), ("home_visit", "letter")],
)
def test_after_an_unanswered_attempt_the_next_rung_of_the_ladder_is_tried(tried: str, then: str) -> None:
    assert then_channel(in_search(attempted("2022-03-20", tried))) == then


def test_after_a_channel_that_is_not_on_the_ladder_it_begins_from_the_bottom() -> None:
    assert then_channel(in_search(attempted("2022-03-20", "door_card"))) == "letter"


def test_the_ladder_is_a_setting() -> None:
    story = in_search(attempted("2022-03-20")).under_rules(channel_ladder=("letter", "home_visit"))
    assert then_channel(story) == "home_visit"


def test_a_failed_phone_is_not_offered_again_for_calls_nor_messages() -> None:
    story = in_search(detail_failed("2022-03-18", "phone"), attempted("2022-03-20"))
    assert then_channel(story) == "email"


def test_a_failed_address_is_not_offered_again_for_letters_nor_visits() -> None:
    story = in_search(detail_failed("2022-03-18", "address", "returned_mail"), attempted("2022-03-20", "email"))
    assert then_channel(story) == "phone"


def test_a_new_phone_may_be_called_though_the_old_one_failed() -> None:
    story = in_search(detail_failed("2022-03-18", "phone"), detail_recorded("2022-03-19", "phone"))
    assert then_channel(story.and_given(attempted("2022-03-20"))) == "phone"


def test_a_new_phone_from_the_register_may_be_called_too() -> None:
    story = in_search(detail_failed("2022-03-18", "phone"), changed("2022-03-19", vault_fields=("phones",)))
    assert then_channel(story.and_given(attempted("2022-03-20"))) == "phone"


def test_a_voided_failure_is_no_failure() -> None:
    story = in_search(detail_failed("2022-03-18", "phone"), attempted("2022-03-20"))
    assert then_channel(story.when(void(4), recorded="2022-03-20").accepted) == "phone"


def test_when_every_contact_detail_has_failed_none_is_offered() -> None:
    story = in_search(
        detail_failed("2022-03-18", "phone"),
        detail_failed("2022-03-18", "email", "bounced"),
        detail_failed("2022-03-18", "address", "returned_mail"),
        attempted("2022-03-20"),
    )
    assert then_channel(story) is None


def test_letters_and_visits_are_not_offered_while_a_report_of_the_address_is_open() -> None:
    story = in_search(address_reported("2022-03-18"), attempted("2022-03-20", "email"))
    assert then_channel(story) == "phone"
