"""Nothing is overwritten: corrections supersede, voids remove, both with reason and actor.

The rule is ``corrections_keep_history``.
"""

from __future__ import annotations

from typing import Any

import pytest

from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case import events as e
from tests.domain.case.facts import (
    address_doubted,
    address_reported,
    answered,
    assigned,
    attempted,
    corrected,
    detail_failed,
    dropped,
    enrolled,
    entered,
    left,
    occupied,
    opened_by_hand,
    own_contact,
    planned,
    reached,
    report_closed,
    search_started,
    service_ended,
    service_started,
    the,
    voided,
)
from tests.domain.case.story import (
    CENTRAL,
    COLLEAGUE,
    COORDINATOR,
    HANDLER,
    REGISTER_COORDINATOR,
    Story,
    Told,
    correct,
    given,
    taken_in,
    told,
    void,
)


def in_search(*more: e.CaseEvent | Told) -> Story:
    """Entries 1 to 3: taken in on 1 March, under search since the 15th."""
    return given(taken_in("2022-03-01"), search_started("2022-03-15"), *more)


ANSWER = told(answered("2022-03-18"), reached("2022-03-18"), command_id="answer")

# Correcting


def test_a_correction_supersedes_what_the_entry_said() -> None:
    story = in_search(attempted("2022-03-16", "letter"))
    by_phone = attempted("2022-03-16", "phone")
    after = story.when(correct(4, channel="phone"), recorded="2022-03-17").then(corrected(4, by_phone))
    assert [entry.event for entry in after.case.all(e.ContactAttempted)] == [by_phone]


def test_the_history_keeps_what_was_said_first() -> None:
    story = in_search(attempted("2022-03-16", "letter"))
    story = story.when(correct(4, channel="phone"), recorded="2022-03-17").accepted
    assert story.history[3].event == attempted("2022-03-16", "letter")


def test_the_last_of_several_corrections_holds() -> None:
    story = in_search(attempted("2022-03-16", "letter"))
    story = story.when(correct(4, channel="phone"), recorded="2022-03-17").accepted
    story = story.when(correct(4, at="2022-03-17T09:00:00Z"), recorded="2022-03-18").accepted
    assert story.case.all(e.ContactAttempted)[0].event == attempted("2022-03-17", "phone")


def test_a_correction_that_changes_nothing_is_no_event() -> None:
    story = in_search(attempted("2022-03-16", "letter"))
    story.when(correct(4, channel="letter"), recorded="2022-03-17").then_nothing()


def test_an_entry_is_named_by_its_number_or_by_the_command_that_made_it() -> None:
    story = in_search(told(attempted("2022-03-16", "letter"), command_id="logging"))
    story.when(correct(made_by="logging", channel="phone"), recorded="2022-03-17").then(
        corrected(4, attempted("2022-03-16", "phone"))
    )


def test_of_several_entries_by_one_command_the_one_it_was_about_is_corrected() -> None:
    story = in_search().when(enrolled("2022-03-20"), command_id="enrolling").accepted
    after = story.when(correct(made_by="enrolling", unit="kista"), recorded="2022-03-21").accepted
    assert after.case.all(e.Enrolled)[0].event == enrolled("2022-03-20", unit="kista")


def test_an_entry_nobody_made_is_neither_corrected_nor_voided() -> None:
    story = in_search()
    story.when(correct(17, channel="phone"), recorded="2022-03-17").refused("unknown_entry")
    story.when(correct(made_by="nobody", channel="phone"), recorded="2022-03-17").refused("unknown_entry")
    story.when(correct(channel="phone"), recorded="2022-03-17").refused("unknown_entry")
    story.when(void(17), recorded="2022-03-17").refused("unknown_entry")
    story.when(void(), recorded="2022-03-17").refused("unknown_entry")


def test_what_the_system_concluded_is_not_corrected() -> None:
    in_search().when(correct(3, on="2022-03-20"), recorded="2022-03-21", by=CENTRAL).refused("unknown_entry")
    in_search().when(void(3), recorded="2022-03-21", by=CENTRAL).refused("unknown_entry")


def test_a_voided_entry_is_not_corrected() -> None:
    story = in_search(attempted("2022-03-16")).when(void(4), recorded="2022-03-17").accepted
    story.when(correct(4, channel="phone"), recorded="2022-03-17").refused("unknown_entry")


@pytest.mark.parametrize("name", ["attempt_id", "batch_id", "type"])
def test_what_identifies_an_entry_is_not_changed(name: str) -> None:
    story = in_search(attempted("2022-03-16"))
    story.when(correct(4, **{name: str(the("another"))}), recorded="2022-03-17").refused("correction_invalid", name)


def test_the_revision_of_a_message_is_not_changed() -> None:
    story = in_search()
    story.when(correct(1, revision=9), recorded="2022-03-17", by=REGISTER_COORDINATOR).refused("correction_invalid")


@pytest.mark.parametrize(
    "changes",
    [{}, {"shoe_size": 39}, {"at": "yesterday"}, {"addressee": "neighbour"}, {"channel": 7}, {"channel": None}],
    ids=str,
)
def test_a_correction_that_does_not_fit_the_entry_is_refused(changes: dict[str, Any]) -> None:
    story = in_search(attempted("2022-03-16"))
    story.when(correct(4, **changes), recorded="2022-03-17").refused("correction_invalid")


def test_a_time_without_an_offset_does_not_fit() -> None:
    story = in_search(attempted("2022-03-16"))
    story.when(correct(4, at="2022-03-16T09:00:00"), recorded="2022-03-17").refused("correction_invalid")


def test_a_correction_is_judged_by_the_rules_of_the_entry() -> None:
    story = in_search(attempted("2022-03-16"))
    story.when(correct(4, at="2022-03-10T09:00:00Z"), recorded="2022-03-17").refused("attempt_before_search")
    story.when(correct(4, at="2022-03-18T09:00:00Z"), recorded="2022-03-17").refused("attempt_not_in_future")
    story.when(correct(4, at="2022-02-10T09:00:00Z"), recorded="2022-03-17").refused("attempt_not_before_case")
    story.when(correct(4, channel="pigeon"), recorded="2022-03-17").refused("unknown_code", "channel", "channels")


def test_a_correction_needs_a_reason_from_the_list() -> None:
    story = in_search(attempted("2022-03-16"))
    whim = c.CorrectEntry(reason="on_a_whim", changes={"channel": "phone"}, entry=4)
    story.when(whim, recorded="2022-03-17", by=COORDINATOR).refused("unknown_code", "reason", "correction_reasons")


def test_a_correction_that_later_entries_do_not_survive_is_refused_with_their_list() -> None:
    story = in_search(attempted("2022-03-16"), ANSWER)
    story.when(correct(4, at="2022-03-18T17:00:00Z"), recorded="2022-03-19").refused("dependents_exist", "5")


def test_a_case_opened_by_hand_is_not_corrected_to_begin_after_its_first_contact() -> None:
    story = given(opened_by_hand("2022-03-01"), own_contact("2022-03-01"))
    story.when(correct(1, on="2022-03-02"), recorded="2022-03-03").refused("dependents_exist", "2")


# Voiding


def test_a_void_removes_the_entry_from_everything() -> None:
    story = in_search(own_contact("2022-03-16")).when(void(4), recorded="2022-03-17").then(voided(4))
    assert story.reaches == []


def test_voiding_what_was_voided_already_is_no_event() -> None:
    story = in_search(attempted("2022-03-16")).when(void(4), recorded="2022-03-17").accepted
    story.when(void(4), recorded="2022-03-18", command_id="again").then_nothing()


def test_a_void_is_not_voided_what_was_right_is_logged_anew() -> None:
    story = in_search(attempted("2022-03-16")).when(void(4), recorded="2022-03-17").accepted
    story.when(void(5), recorded="2022-03-18").refused("unknown_entry")
    anew = attempted("2022-03-16", name="logged anew")
    story.when(anew, recorded="2022-03-18").then(anew)


def test_a_corrected_entry_is_voided_as_a_whole() -> None:
    story = in_search(attempted("2022-03-16")).when(correct(4, channel="phone"), recorded="2022-03-17").accepted
    assert story.when(void(4), recorded="2022-03-18").then(voided(4)).case.all(e.ContactAttempted) == ()


def test_a_void_needs_a_reason_from_the_list() -> None:
    whim = c.VoidEntry(reason="on_a_whim", entry=4)
    story = in_search(attempted("2022-03-16"))
    story.when(whim, recorded="2022-03-17", by=COORDINATOR).refused("unknown_code", "reason", "void_reasons")


def test_what_later_entries_rest_on_is_not_voided_from_under_them() -> None:
    in_search(attempted("2022-03-16"), ANSWER).when(void(4), recorded="2022-03-19").refused("dependents_exist", "5")


def test_later_entries_are_voided_with_it_in_one_command() -> None:
    story = in_search(attempted("2022-03-16"), ANSWER)
    after = story.when(void(4, with_dependents=True), recorded="2022-03-19").then(voided(5), voided(4))
    assert after.reaches == []


def test_dependents_of_dependents_are_listed_too() -> None:
    story = in_search(enrolled("2022-03-20"), service_started("2022-03-21"), service_ended("2022-03-25"))
    story.when(void(4), recorded="2022-03-26").refused("dependents_exist", "5", "6")
    story.when(void(4, with_dependents=True), recorded="2022-03-26").then(voided(6), voided(5), voided(4))


RESTING: dict[str, tuple[e.CaseEvent, e.CaseEvent]] = {
    "answer": (attempted("2022-03-16"), answered("2022-03-18")),
    "failed detail": (attempted("2022-03-16"), detail_failed("2022-03-16", attempt="the attempt")),
    "doubted address": (attempted("2022-03-16", "home_visit"), address_doubted("2022-03-16", attempt="the attempt")),
    "dropped plan": (planned("2022-03-16"), dropped("2022-03-16")),
    "closed report": (address_reported("2022-03-16"), report_closed("2022-03-20")),
}


@pytest.mark.parametrize(("ground", "resting"), RESTING.values(), ids=RESTING)
def test_entries_that_rest_on_it_keep_a_ground_from_being_voided(ground: e.CaseEvent, resting: e.CaseEvent) -> None:
    story = in_search(ground, resting)
    story.when(void(4), recorded="2022-03-21").refused("dependents_exist", "5")
    story.when(void(4, with_dependents=True), recorded="2022-03-21").then(voided(5), voided(4))


def test_a_case_opened_by_hand_is_not_voided_from_under_its_contacts() -> None:
    story = given(opened_by_hand("2022-03-01"), assigned("2022-03-01", "globen", "district"))
    story = story.and_given(own_contact("2022-03-01"))
    story.when(void(1), recorded="2022-03-03").refused("dependents_exist", "3")


def test_an_answer_may_be_voided_and_the_attempt_answered_anew() -> None:
    story = in_search(attempted("2022-03-16"), ANSWER).when(void(made_by="answer"), recorded="2022-03-19").accepted
    story.when(answered("2022-03-17"), recorded="2022-03-19").then(answered("2022-03-17"), reached("2022-03-17"))


# Who may


def test_ones_own_entry_is_amended_for_fourteen_days() -> None:
    story = in_search(told(attempted("2022-03-16"), recorded="2022-03-16"))
    story.when(void(4), recorded="2022-03-30").then(voided(4))
    story.when(void(4), recorded="2022-03-31").refused("not_in_own_days")
    story.when(correct(4, channel="phone"), recorded="2022-03-31").refused("not_in_own_days")


def test_the_fourteenth_day_lasts_until_midnight() -> None:
    story = in_search(told(attempted("2022-03-16"), recorded="2022-03-16 14:00"))
    story.when(void(4), recorded="2022-03-30 20:00").then(voided(4))


def test_a_colleagues_entry_is_not_ones_own() -> None:
    story = in_search(told(attempted("2022-03-16"), by=COLLEAGUE))
    story.when(void(4), recorded="2022-03-17").refused("not_in_own_days")


@pytest.mark.parametrize("who", [CENTRAL, REGISTER_COORDINATOR, HANDLER], ids=lambda who: who.role)
def test_after_that_a_central_or_register_coordinator_amends(who: e.Actor) -> None:
    in_search(attempted("2022-03-16")).when(void(4), recorded="2022-09-01", by=who).then(voided(4))


def test_what_ber_said_is_amended_by_the_register_coordinator_only() -> None:
    story = in_search(left("2022-03-20"))
    story.when(void(4), recorded="2022-03-21", by=CENTRAL).refused("not_the_register")
    story.when(correct(1, district="bromma"), recorded="2022-03-21").refused("not_the_register")
    assert story.when(void(4), recorded="2022-03-21", by=REGISTER_COORDINATOR).accepted.spells == ["2022-03-01.."]


def test_a_colleagues_answer_is_not_voided_with_ones_own_attempt() -> None:
    story = in_search(attempted("2022-03-16"), told(answered("2022-03-18"), by=COLLEAGUE))
    story.when(void(4, with_dependents=True), recorded="2022-03-19").refused("not_in_own_days")
    story.when(void(4, with_dependents=True), recorded="2022-03-19", by=CENTRAL).then(voided(5), voided(4))


def test_a_message_that_was_voided_may_be_sent_again() -> None:
    story = given(taken_in("2022-03-01"), left("2022-03-20"))
    story = story.when(void(3), recorded="2022-03-21", by=REGISTER_COORDINATOR).accepted
    again = left("2022-03-22", revision=4)
    assert story.when(again).then(again).spells == ["2022-03-01..2022-03-22"]


def test_an_entry_of_the_register_is_corrected_with_its_revision_kept() -> None:
    story = given(taken_in("2022-03-01"))
    story = story.when(correct(1, entered_on="2022-02-20"), recorded="2022-03-02", by=REGISTER_COORDINATOR).accepted
    story.when(entered("2022-03-01"), recorded="2022-03-03", command_id="sent again").then_nothing()
    assert story.spells == ["2022-02-20.."]


def test_a_corrected_occupation_is_looked_at_again_on_its_new_day() -> None:
    story = in_search(occupied("2022-03-20", review_after="2022-06-18"))
    after = story.when(correct(4, review_after="2022-05-01"), recorded="2022-03-21").accepted
    assert after.next_day == ("2022-05-01", "occupation_review")
