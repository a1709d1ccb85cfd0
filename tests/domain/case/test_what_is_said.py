"""Plans, occupations, declines, contact details, reports of addresses, disclosures: what else is recorded."""

from __future__ import annotations

import pytest

from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import CaseEvent
from tests.domain.case.facts import (
    address_doubted,
    address_reported,
    attempted,
    closed,
    declined,
    detail_failed,
    detail_recorded,
    disclosed,
    disposed,
    dropped,
    enrolled,
    entered,
    left,
    occupied,
    on,
    own_contact,
    planned,
    report_closed,
    responsibility_ended,
    search_started,
)
from tests.domain.case.story import COORDINATOR, Story, Told, given, taken_in, told, void


def in_register(*more: CaseEvent | Told) -> Story:
    return given(taken_in("2022-03-01"), search_started("2022-03-15"), *more)


# Planned contacts


def test_a_contact_may_be_planned_for_any_day_to_come() -> None:
    in_register().when(planned("2022-04-20"), recorded="2022-03-20").then(planned("2022-04-20"))


def test_a_planned_contact_is_no_attempt() -> None:
    story = in_register().when(planned("2022-04-20"), recorded="2022-03-20").accepted
    assert story.reaches == []
    story.when(planned("2022-04-20", "pigeon"), recorded="2022-03-20").refused("unknown_code", "channel", "channels")


def test_a_planned_contact_is_dropped_once() -> None:
    story = in_register(told(planned("2022-04-20"), recorded="2022-03-20"))
    story.when(dropped("2022-03-25")).then(dropped("2022-03-25"))
    story.when(dropped("2022-03-25", "another plan")).refused("plan_not_open")
    story.and_given(dropped("2022-03-25")).when(dropped("2022-03-26", reason="done")).refused("plan_not_open")
    story.when(dropped("2022-03-25", reason="rain")).refused("unknown_code", "reason", "plan_drop_reasons")


def test_nothing_is_planned_for_who_has_left() -> None:
    story = in_register(left("2022-04-05"))
    story.when(planned("2022-04-20"), recorded="2022-04-06").refused("outreach_stops_at_exit")


def test_contacts_with_an_enrolled_youth_are_planned_after_the_exit_too() -> None:
    story = in_register(own_contact("2022-04-01"), enrolled("2022-04-01"), left("2022-04-05"))
    story.when(planned("2022-04-20"), recorded="2022-04-06").then(planned("2022-04-20"))


# Occupations and declines


def test_an_occupation_is_looked_at_again_when_its_code_says() -> None:
    story = in_register().when(
        c.RecordOccupation(on=on("2022-03-20"), code="work", source="youth"), recorded="2022-03-20", by=COORDINATOR
    )
    story.then(occupied("2022-03-20", "work", review_after="2022-06-18"))


def test_an_occupation_is_looked_at_again_when_the_coordinator_says() -> None:
    known = occupied("2022-03-20", "work", review_after="2022-04-01")
    in_register().when(known).then(known)


def test_other_studies_ask_for_a_detail() -> None:
    story = in_register()
    story.when(occupied("2022-03-20", "other_studies")).refused("unknown_code", "detail", "occupations")
    course = occupied("2022-03-20", "other_studies", review_after="2022-06-01", detail="course")
    story.when(course).then(course)


def test_an_occupation_nobody_knows_is_refused() -> None:
    in_register().when(occupied("2022-03-20", "pirate")).refused("unknown_code", "code", "occupations")


def test_an_occupation_is_recorded_of_a_day_that_has_been() -> None:
    in_register().when(occupied("2022-03-20"), recorded="2022-03-19").refused("date_in_future")
    in_register().when(occupied("2022-02-20"), recorded="2022-03-19").refused("attempt_not_before_case")


def test_who_declines_is_asked_again_after_ninety_days() -> None:
    decline = c.RecordDecline(on=on("2022-03-20"), offered="meeting")
    story = in_register().when(decline, recorded="2022-03-20", by=COORDINATOR)
    story.then(declined("2022-03-20", recontact_on="2022-06-18"))


def test_who_declines_is_asked_again_when_they_wish() -> None:
    until_autumn = declined("2022-03-20", recontact_on="2022-09-01")
    in_register().when(until_autumn).then(until_autumn)


def test_a_decline_of_something_nobody_offers_is_refused() -> None:
    unheard_of = declined("2022-03-20", "2022-06-18", offered="a_pony")
    in_register().when(unheard_of).refused("unknown_code", "offered", "offered_support")


@pytest.mark.parametrize(
    "command",
    [
        c.RecordOccupation(on=on("9999-12-31"), code="work", source="youth"),
        c.RecordDecline(on=on("9999-12-31"), offered="meeting"),
    ],
    ids=["occupation", "decline"],
)
def test_the_last_day_of_the_calendar_is_a_day_to_come_like_others(command: c.Command) -> None:
    in_register().when(command, recorded="2022-03-20").refused("date_in_future")


# Contact details


def test_a_contact_detail_is_recorded_by_kind_and_source_only() -> None:
    in_register().when(detail_recorded("2022-03-20")).then(detail_recorded("2022-03-20"))
    in_register().when(detail_recorded("2022-03-20", "fax")).refused("unknown_code", "field", "contact_fields")


def test_a_failed_contact_detail_is_recorded_with_the_attempt_that_showed_it() -> None:
    failed = detail_failed("2022-03-20", attempt="the attempt")
    in_register(attempted("2022-03-20", "phone")).when(failed).then(failed)


def test_a_failed_contact_detail_of_an_attempt_nobody_made_is_refused() -> None:
    failed = detail_failed("2022-03-20", attempt="another attempt")
    in_register().when(failed).refused("answer_needs_attempt")


# Addresses


def test_an_address_is_doubted_reported_and_closed() -> None:
    story = in_register().when(address_doubted("2022-03-20")).accepted
    story = story.when(address_reported("2022-03-22")).accepted
    story.when(report_closed("2022-04-20", result="deregistered")).then(
        report_closed("2022-04-20", result="deregistered")
    )


def test_an_address_is_reported_once_while_the_report_is_open() -> None:
    in_register(address_reported("2022-03-22")).when(address_reported("2022-03-25")).refused("report_already_open")
    other = address_reported("2022-03-25", "another address")
    in_register(address_reported("2022-03-22")).when(other).then(other)


def test_a_report_is_closed_once_and_not_before_it_was_made() -> None:
    story = in_register(address_reported("2022-03-22"))
    story.when(report_closed("2022-03-21"), recorded="2022-03-25").refused("report_not_open")
    story.and_given(report_closed("2022-03-25")).when(report_closed("2022-03-26")).refused("report_not_open")
    in_register().when(report_closed("2022-03-26")).refused("report_not_open")


def test_an_address_may_be_reported_again_and_closed_again() -> None:
    story = in_register(address_reported("2022-03-22"), report_closed("2022-04-20"), address_reported("2022-06-01"))
    story.when(address_reported("2022-06-05")).refused("report_already_open")
    story.when(report_closed("2022-06-10")).then(report_closed("2022-06-10"))


# Disclosure, disposal


def test_a_disclosure_is_recorded_with_what_to_whom_and_why() -> None:
    in_register().when(disclosed("2022-03-20")).then(disclosed("2022-03-20"))
    in_register().when(disclosed("2022-03-20", "the_press")).refused("unknown_code", "recipient", "recipients")
    in_register().when(disclosed("2022-03-20", ground="gossip")).refused("unknown_code", "ground", "disclosure_grounds")


def test_nothing_falls_due_in_a_disposed_case() -> None:
    given(taken_in("2022-03-01"), disposed("2022-03-10")).daily_round("2022-03-20").then_nothing()


def test_a_disposed_case_takes_nothing_more() -> None:
    story = in_register(left("2022-03-20")).when(disposed("2023-04-01")).then(disposed("2023-04-01"))
    story.when(entered("2023-05-01", revision=4)).refused("case_disposed")
    story.when(disposed("2023-05-01"), command_id="again").then_nothing()
    assert story.next_day is None
    assert story.spells == []


def test_a_case_is_disposed_of_by_a_rule() -> None:
    in_register().when(disposed("2023-04-01", "tidiness")).refused("unknown_code", "rule", "disposal_rules")
    in_register().when(disposed("2023-04-01"), recorded="2023-03-31").refused("date_in_future")


# Repeats


REPEATED: dict[str, tuple[Story, CaseEvent, str]] = {
    "attempt": (in_register(), attempted("2022-03-20"), "2022-03-20"),
    "own contact": (in_register(), own_contact("2022-03-20"), "2022-03-20"),
    "plan": (in_register(), planned("2022-04-20"), "2022-03-20"),
    "occupation": (in_register(), occupied("2022-03-20", review_after="2022-04-01"), "2022-03-20"),
    "enrolment": (in_register(), enrolled("2022-03-20"), "2022-03-20"),
    "closing": (in_register(enrolled("2022-03-20")), closed("2022-03-25"), "2022-03-25"),
    "exit": (in_register(), left("2022-03-20"), "2022-03-21"),
    "end of responsibility": (in_register(), responsibility_ended("2022-03-20"), "2022-03-20"),
    "report": (in_register(), address_reported("2022-03-20"), "2022-03-20"),
    "void": (in_register(attempted("2022-03-20")), attempted("2022-03-21", name="another"), "2022-03-21"),
}


@pytest.mark.parametrize("asked", REPEATED.values(), ids=REPEATED)
def test_the_same_command_repeated_adds_nothing(asked: tuple[Story, CaseEvent, str]) -> None:
    story, fact, day = asked
    after = story.when(fact, recorded=day, command_id="once").accepted
    after.when(fact, recorded=day, command_id="once").then_nothing()


def test_a_repeat_is_no_error_even_when_the_case_has_gone_on() -> None:
    story = in_register().when(enrolled("2022-03-20"), command_id="once").accepted
    story = story.when(closed("2022-03-25"), command_id="closing").accepted
    story.when(closed("2022-03-25"), command_id="closing", recorded="2022-04-01").then_nothing()
    story = story.when(void(made_by="closing"), recorded="2022-03-26").accepted
    story.when(closed("2022-03-25"), command_id="closing", recorded="2022-04-01").then_nothing()
