"""Two cases were one person: the one BER does not know lives on in the other, and the person counts once."""

from __future__ import annotations

from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case import events as e
from tests.domain.case.facts import (
    attempted,
    changed,
    enrolled,
    entered,
    left,
    merged,
    opened_by_hand,
    own_contact,
    service_started,
    voided,
)
from tests.domain.case.story import CENTRAL, HANDLER, Outcome, Story, Told, given, taken_in, told, void


def by_hand(*more: e.CaseEvent | Told) -> Story:
    return given(opened_by_hand("2022-02-20"), *more)


def taking_over(story: Story, *facts: e.Correctable) -> Outcome:
    return story.when(c.TakeOverFacts(facts=facts), recorded="2022-03-20", by=CENTRAL)


def test_a_case_opened_by_hand_is_merged_into_the_one_ber_knows() -> None:
    story = by_hand().when(merged("2022-03-20")).then(merged("2022-03-20"))
    story.when(attempted("2022-03-21")).refused("case_merged")
    story.when(entered("2022-03-21")).refused("case_merged")
    assert story.next_day is None


def test_a_merged_case_is_passed_over_by_the_clock() -> None:
    by_hand(merged("2022-03-10")).daily_round("2022-03-20").then_nothing()


def test_the_case_ber_knows_stays() -> None:
    given(taken_in("2022-03-01")).when(merged("2022-03-20")).refused("registered_case_stays")


def test_a_protected_case_is_never_merged() -> None:
    protected = by_hand(told(entered("2022-03-01", protection="protected_registration")))
    protected.when(merged("2022-03-20"), by=HANDLER).refused("protected_case")
    protected.when(merged("2022-03-20"), by=CENTRAL).refused("unknown_case")
    assert taking_over(protected, own_contact("2022-02-20")).refused("protected_case")


def test_a_case_is_merged_for_a_reason_from_the_list() -> None:
    by_hand().when(merged("2022-03-20", reason="tidiness")).refused("unknown_code", "reason", "merge_reasons")
    by_hand().when(merged("2022-03-20"), recorded="2022-03-19").refused("date_in_future")


def test_what_the_merged_case_knew_is_written_anew() -> None:
    story = given(taken_in("2022-03-01"))
    facts = (opened_by_hand("2022-02-20"), own_contact("2022-02-20"))
    after = taking_over(story, *facts).accepted
    assert after.responsible == ["2022-02-20.."]
    assert after.reaches == [("2022-02-20", "own_contact")]


def test_taking_over_does_not_move_the_case_from_where_ber_placed_it() -> None:
    story = given(taken_in("2022-03-01"), told(changed("2022-03-05", district="bromma"))).when(
        changed("2022-03-06", revision=3, district="skarholmen")
    )
    assert taking_over(story.accepted, opened_by_hand("2022-02-20")).accepted.unit == "skarholmen"


def test_taking_over_a_second_open_enrolment_at_one_unit_is_refused() -> None:
    story = given(taken_in("2022-03-01"), enrolled("2022-03-10"))
    taking_over(story, enrolled("2022-03-05", "taken over")).refused("enrolment_already_open")


def test_an_enrolment_is_taken_over_with_what_rests_on_it() -> None:
    story = given(taken_in("2022-03-01"))
    after = taking_over(story, enrolled("2022-03-05"), service_started("2022-03-06")).accepted
    assert after.enrolments == ["2022-03-05.."]
    assert after.services == ["2022-03-06.."]


def test_a_youth_who_left_long_ago_may_be_the_same_person() -> None:
    story = given(taken_in("2021-03-01"), left("2021-05-01"))
    after = taking_over(story, opened_by_hand("2022-02-20")).accepted
    assert after.responsible == ["2021-03-01..2021-05-01", "2022-02-20.."]


def test_one_fact_that_was_taken_over_is_voided_or_corrected_by_itself() -> None:
    story = given(taken_in("2022-03-01"))
    facts = (opened_by_hand("2022-02-20"), own_contact("2022-02-20"), attempted("2022-02-25"))
    story = taking_over(story, *facts).accepted
    story.when(void(5), recorded="2022-03-21", by=CENTRAL).then(voided(5))
