"""Answers and own contacts: who counts as reached, and the milestone (rules ``answer_needs_attempt``, ``reached``)."""

from __future__ import annotations

from kaa_tracker.domain.case.events import CaseEvent
from tests.domain.case.facts import (
    answered,
    attempted,
    entered,
    left,
    opened_by_hand,
    own_contact,
    reached,
    reached_by_own_contact,
    search_started,
)
from tests.domain.case.story import CENTRAL, Story, Told, correct, given, taken_in, told, void


def attempted_once(*more: CaseEvent | Told) -> Story:
    return given(
        taken_in("2022-03-01"),
        search_started("2022-03-15"),
        attempted("2022-03-16"),
        *more,
    )


def test_an_answer_to_an_outreach_attempt_reaches_the_youth() -> None:
    story = attempted_once().when(answered("2022-03-18")).then(answered("2022-03-18"), reached("2022-03-18"))
    assert story.reaches == [("2022-03-18", "youth")]


def test_an_answer_of_a_relative_reaches_too() -> None:
    by_relative = answered("2022-03-18", by="relative")
    story = attempted_once().when(by_relative).then(by_relative, reached("2022-03-18"))
    assert story.reaches == [("2022-03-18", "relative")]


def test_an_answer_to_a_follow_up_reaches_nobody() -> None:
    story = attempted_once(attempted("2022-03-20", "phone", "follow-up", purpose="follow_up"))
    follow_up_answered = answered("2022-03-20", "follow-up")
    assert story.when(follow_up_answered).then(follow_up_answered).reaches == []


def test_an_own_contact_reaches_also_before_the_search() -> None:
    story = given(taken_in("2022-03-01")).when(own_contact("2022-03-05"))
    assert story.then(own_contact("2022-03-05"), reached_by_own_contact("2022-03-05")).reaches == [
        ("2022-03-05", "own_contact")
    ]


def test_an_own_contact_about_something_else_reaches_nobody() -> None:
    about_support = own_contact("2022-03-05", purpose="follow_up")
    assert given(taken_in("2022-03-01")).when(about_support).then(about_support).reaches == []


def test_an_answer_without_an_attempt_is_refused() -> None:
    attempted_once().when(answered("2022-03-18", "another attempt")).refused("answer_needs_attempt")


def test_an_answer_earlier_than_its_attempt_is_refused() -> None:
    story = attempted_once()
    story.when(answered("2022-03-16 09:59")).refused("answer_needs_attempt")
    story.when(answered("2022-03-16 10:00")).then(answered("2022-03-16 10:00"), reached("2022-03-16 10:00"))


def test_an_attempt_is_answered_once() -> None:
    story = attempted_once(answered("2022-03-18"))
    story.when(answered("2022-03-19")).refused("answered_before")


def test_an_answer_to_a_voided_attempt_is_refused() -> None:
    story = attempted_once().when(void(4), recorded="2022-03-17").accepted
    story.when(answered("2022-03-18")).refused("answer_needs_attempt")


def test_an_answer_or_own_contact_in_the_future_is_refused() -> None:
    attempted_once().when(answered("2022-03-18"), recorded="2022-03-18 09:00").refused("attempt_not_in_future")
    attempted_once().when(own_contact("2022-03-18"), recorded="2022-03-17").refused("attempt_not_in_future")


def test_an_own_contact_before_the_case_began_is_refused() -> None:
    story = given(entered("2022-03-01"))
    story.when(own_contact("2022-02-28"), recorded="2022-03-02").refused("attempt_not_before_case")


def test_an_answer_after_the_exit_is_recorded() -> None:
    story = attempted_once(left("2022-03-20")).when(answered("2022-03-25"))
    story.then(answered("2022-03-25"), reached("2022-03-25"))


def test_the_milestone_is_recorded_once_a_spell() -> None:
    story = attempted_once().when(answered("2022-03-18")).accepted
    story.when(own_contact("2022-03-20")).then(own_contact("2022-03-20"))


def test_an_earlier_contact_logged_later_makes_no_second_milestone() -> None:
    story = attempted_once().when(answered("2022-03-18")).accepted
    after = story.when(own_contact("2022-03-08"), recorded="2022-03-25").then(own_contact("2022-03-08"))
    assert after.reaches == [("2022-03-08", "own_contact"), ("2022-03-18", "youth")]


def test_a_new_spell_has_a_milestone_of_its_own() -> None:
    story = attempted_once().when(answered("2022-03-18")).accepted
    story = story.and_given(left("2022-04-01"), entered("2022-08-20", revision=4))
    again = own_contact("2022-08-25", "the second time")
    story.when(again).then(again, reached_by_own_contact("2022-08-25", "the second time"))


def test_a_resumed_spell_has_no_second_milestone() -> None:
    story = attempted_once().when(answered("2022-03-18")).accepted
    story = story.and_given(left("2022-04-01"), entered("2022-04-08", revision=4))
    story.when(own_contact("2022-04-10")).then(own_contact("2022-04-10"))


def test_a_voided_answer_makes_room_for_the_milestone_again() -> None:
    story = attempted_once().when(answered("2022-03-18"), command_id="answer").accepted
    story = story.when(void(made_by="answer"), recorded="2022-03-19").accepted
    assert story.reaches == []
    story.when(own_contact("2022-03-20")).then(own_contact("2022-03-20"), reached_by_own_contact("2022-03-20"))


def test_the_day_of_being_reached_is_the_facts_not_the_milestones() -> None:
    story = attempted_once().when(answered("2022-03-18"), command_id="answer").accepted
    after = story.when(correct(made_by="answer", at="2022-03-17T10:00:00Z"), recorded="2022-03-19").accepted
    assert after.reaches == [("2022-03-17", "youth")]


def test_an_attempt_corrected_to_a_follow_up_reached_nobody() -> None:
    story = attempted_once().when(answered("2022-03-18")).accepted
    assert story.when(correct(4, purpose="follow_up"), recorded="2022-03-19").accepted.reaches == []


def test_a_correction_that_makes_the_answer_earlier_than_its_attempt_is_refused() -> None:
    story = attempted_once(answered("2022-03-18"))
    story.when(correct(4, at="2022-03-18T20:00:00Z"), recorded="2022-03-19").refused("dependents_exist", "5")


def test_whoever_opened_a_case_by_hand_may_log_the_own_contact_of_that_day() -> None:
    story = given(told(opened_by_hand("2022-03-01")))
    story.when(own_contact("2022-03-01"), by=CENTRAL).then(
        own_contact("2022-03-01"), reached_by_own_contact("2022-03-01")
    )


def test_an_own_contact_with_a_code_nobody_knows_is_refused() -> None:
    story = given(entered("2022-03-01"))
    story.when(own_contact("2022-03-05", via="telepathy")).refused("unknown_code", "via", "own_contact_via")
    story.when(own_contact("2022-03-05", referred_by="stars")).refused("unknown_code", "referred_by", "referred_by")


def test_the_same_own_contact_logged_again_adds_nothing() -> None:
    story = given(taken_in("2022-03-01")).when(own_contact("2022-03-05")).accepted
    story.when(own_contact("2022-03-05"), recorded="2022-03-06", command_id="another").then_nothing()
