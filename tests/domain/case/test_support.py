"""Support: enrolments, services inside them, individual plans (rules ``enrolment``, ``close_ends_services``)."""

from __future__ import annotations

import pytest

from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.policies import day_of
from tests.domain.case.facts import (
    answered,
    attempted,
    closed,
    enrolled,
    entered,
    left,
    on,
    opened_by_hand,
    own_contact,
    plan_recorded,
    plan_revised,
    reached,
    reached_by_own_contact,
    service_ended,
    service_started,
)
from tests.domain.case.story import (
    CENTRAL,
    COORDINATOR,
    Story,
    Told,
    asking,
    correct,
    given,
    taken_in,
    told,
    void,
)


def reached_in_march(*more: e.CaseEvent | Told) -> Story:
    answer = told(answered("2022-03-18"), reached("2022-03-18"))
    return given(taken_in("2022-03-01"), attempted("2022-03-16"), answer, *more)


def supported(*more: e.CaseEvent | Told) -> Story:
    """Enrolled since 1 April, in Aim since 5 April."""
    return reached_in_march(enrolled("2022-04-01"), service_started("2022-04-05"), *more)


# Enrolling


def test_a_reached_youth_is_enrolled() -> None:
    story = reached_in_march().when(enrolled("2022-04-01")).then(enrolled("2022-04-01"))
    assert story.enrolments == ["2022-04-01.."]


def test_enrolling_a_youth_not_yet_reached_records_the_own_contact_and_the_reach() -> None:
    story = given(taken_in("2022-03-01")).when(enrolled("2022-04-01"))
    assert story.then(
        own_contact("2022-04-01"), reached_by_own_contact("2022-04-01"), enrolled("2022-04-01")
    ).reaches == [("2022-04-01", "own_contact")]


def test_how_the_youth_came_is_recorded_with_the_enrolment() -> None:
    by_phone = asking(enrolled("2022-04-01"), via="phone")
    recorded = given(taken_in("2022-03-01")).when(by_phone, recorded="2022-04-01", by=COORDINATOR).accepted
    assert recorded.case.all(e.SelfContactMade)[-1].event == own_contact("2022-04-01", via="phone")


def test_a_made_up_way_of_coming_is_refused_with_the_enrolment_too() -> None:
    command = asking(enrolled("2022-04-01"), via="telepathy")
    given(taken_in("2022-03-01")).when(command, recorded="2022-04-01").refused("unknown_code", "via", "own_contact_via")


def test_a_youth_reached_in_an_earlier_spell_only_is_not_yet_reached() -> None:
    story = reached_in_march(left("2022-04-01"), entered("2022-08-20", revision=4))
    answer = story.when(enrolled("2022-09-10")).accepted
    assert answer.reaches[-1] == ("2022-09-10", "own_contact")


def test_an_enrolment_brought_in_with_an_earlier_day_than_the_reach_was_an_own_contact() -> None:
    story = reached_in_march().when(enrolled("2022-03-10"), recorded="2022-04-01")
    assert story.then(own_contact("2022-03-10"), enrolled("2022-03-10")).reaches == [
        ("2022-03-10", "own_contact"),
        ("2022-03-18", "youth"),
    ]


def test_the_own_contact_of_an_enrolment_in_the_morning_is_not_in_the_future() -> None:
    story = given(taken_in("2022-03-01")).when(enrolled("2022-04-01"), recorded="2022-04-01 09:00").accepted
    contact = story.case.all(e.SelfContactMade)[-1]
    assert day_of(contact.event) == on("2022-04-01")
    assert contact.event.at <= contact.recorded_at


def test_an_enrolment_in_the_future_is_refused() -> None:
    reached_in_march().when(enrolled("2022-04-02"), recorded="2022-04-01").refused("date_in_future")


def test_nobody_is_enrolled_before_the_case_began() -> None:
    given(entered("2022-03-01")).when(enrolled("2022-02-20"), recorded="2022-03-05").refused("attempt_not_before_case")


def test_nobody_is_enrolled_of_whom_nobody_has_heard() -> None:
    given().when(enrolled("2022-02-20")).refused("attempt_not_before_case")


def test_a_youth_who_came_by_themselves_is_enrolled_in_a_case_opened_by_hand() -> None:
    story = given(opened_by_hand("2022-04-01")).when(enrolled("2022-04-01"))
    story.then(own_contact("2022-04-01"), reached_by_own_contact("2022-04-01"), enrolled("2022-04-01"))


def test_support_may_outlive_register_and_responsibility() -> None:
    story = supported(left("2022-05-01"))
    assert story.enrolments == ["2022-04-01.."]
    assert story.responsible == ["2022-03-01..2022-05-01"]


def test_one_open_enrolment_per_unit() -> None:
    story = supported()
    story.when(enrolled("2022-05-01", "another")).refused("enrolment_already_open")
    story.when(enrolled("2022-05-01", "at Kista", "kista")).then(enrolled("2022-05-01", "at Kista", "kista"))


def test_who_was_closed_may_be_enrolled_again_the_same_day() -> None:
    story = supported(closed("2022-05-01"))
    story.when(enrolled("2022-05-01", "again")).then(enrolled("2022-05-01", "again"))


def test_enrolments_at_one_unit_do_not_overlap_even_when_brought_in_late() -> None:
    story = supported(closed("2022-05-01"))
    story.when(enrolled("2022-04-20", "again"), recorded="2022-06-01").refused("enrolment_already_open")


def test_nobody_is_enrolled_at_a_unit_that_has_closed() -> None:
    story = given(taken_in("2021-11-01"), own_contact("2021-11-20"))
    last_day = enrolled("2021-11-30", unit="city")
    story.when(last_day).then(last_day)
    story.when(enrolled("2021-12-01", unit="city")).refused("unknown_code", "unit", "units")


def test_the_same_enrolment_asked_for_again_adds_nothing() -> None:
    story = reached_in_march().when(enrolled("2022-04-01")).accepted
    story.when(enrolled("2022-04-01"), recorded="2022-04-02", command_id="another").then_nothing()


def test_an_enrolment_that_is_closed_is_not_opened_again_under_its_own_id() -> None:
    story = supported(closed("2022-05-01"))
    again = story.when(enrolled("2022-06-01"))
    assert not [event for event in _recorded(again.answer) if isinstance(event, e.Enrolled)]


def _recorded(answer: object) -> tuple[e.CaseEvent, ...]:
    return answer if isinstance(answer, tuple) else ()


# Services


def test_a_service_runs_inside_an_enrolment() -> None:
    story = reached_in_march(enrolled("2022-04-01")).when(service_started("2022-04-05")).accepted
    assert story.services == ["2022-04-05.."]
    assert story.when(service_ended("2022-05-05", "work")).accepted.services == ["2022-04-05..2022-05-05"]


def test_a_service_outside_its_enrolment_is_refused() -> None:
    story = reached_in_march(enrolled("2022-04-01"), closed("2022-05-01"))
    story.when(service_started("2022-03-31"), recorded="2022-06-01").refused("service_outside_enrolment")
    story.when(service_started("2022-05-02"), recorded="2022-06-01").refused("service_outside_enrolment")
    story.when(service_started("2022-04-05", enrolment="of somebody else")).refused("service_outside_enrolment")
    last_day = story.when(service_started("2022-05-01"), recorded="2022-06-01").accepted
    assert last_day.services == ["2022-05-01..2022-05-01"]


def test_a_service_ends_once_and_not_before_it_began() -> None:
    story = supported()
    story.when(service_ended("2022-04-04"), recorded="2022-05-01").refused("close_ends_services")
    story.when(service_ended("2022-04-05", service="unheard of")).refused("service_not_open")
    supported(service_ended("2022-04-20")).when(service_ended("2022-04-25")).refused("service_not_open")


def test_a_service_does_not_end_after_its_enrolment() -> None:
    story = reached_in_march(enrolled("2022-04-01"), closed("2022-05-01"), service_started("2022-04-05"))
    story.when(service_ended("2022-05-02")).refused("service_outside_enrolment")


def test_a_service_with_a_code_nobody_knows_is_refused() -> None:
    story = reached_in_march(enrolled("2022-04-01"))
    story.when(service_started("2022-04-05", service="yoga")).refused("unknown_code", "service", "services")
    story.when(service_started("2022-04-05", unit="nowhere")).refused("unknown_code", "unit", "units")


def test_services_at_two_enrolments_are_told_apart() -> None:
    story = supported(
        enrolled("2022-04-10", "at Kista", "kista"),
        service_started("2022-04-12", "guidance", "at Kista", "guidance", "kista"),
    )
    assert story.when(closed("2022-05-01")).then(service_ended("2022-05-01"), closed("2022-05-01")).services == [
        "2022-04-05..2022-05-01",
        "2022-04-12..",
    ]


# Closing


@pytest.mark.parametrize("outcome", ["studies", "work", "no_occupation"])
def test_closing_an_enrolment_ends_its_services_the_same_day_with_its_outcome(outcome: e.Outcome) -> None:
    story = supported().when(closed("2022-05-10", outcome))
    after = story.then(service_ended("2022-05-10", outcome), closed("2022-05-10", outcome))
    assert after.enrolments == ["2022-04-01..2022-05-10"]
    assert after.services == ["2022-04-05..2022-05-10"]


def test_a_service_that_has_ended_keeps_its_own_end() -> None:
    story = supported(service_ended("2022-04-20", "work"))
    story.when(closed("2022-05-10")).then(closed("2022-05-10"))


def test_closing_to_other_asks_for_a_detail() -> None:
    supported().when(closed("2022-05-10", "other")).refused("unknown_code", "detail", "outcomes")
    to_other = closed("2022-05-10", "other", detail="moved")
    supported().when(to_other).then(service_ended("2022-05-10", "other"), to_other)


def test_an_enrolment_is_not_closed_before_it_or_its_services_began() -> None:
    supported().when(closed("2022-04-04")).refused("close_ends_services")
    reached_in_march(enrolled("2022-04-01")).when(closed("2022-03-31")).refused("close_ends_services")


def test_an_enrolment_may_be_closed_the_day_it_was_opened() -> None:
    story = reached_in_march(enrolled("2022-04-01")).when(closed("2022-04-01")).accepted
    assert story.enrolments == ["2022-04-01..2022-04-01"]


def test_an_enrolment_is_not_closed_before_the_end_of_a_service_in_it() -> None:
    story = supported(service_ended("2022-05-20", "work"))
    story.when(closed("2022-05-10"), recorded="2022-05-21").refused("service_outside_enrolment")


def test_only_an_open_enrolment_is_closed() -> None:
    supported().when(closed("2022-05-10", enrolment="of somebody else")).refused("enrolment_not_open")
    supported(closed("2022-05-10")).when(closed("2022-05-12", "work")).refused("enrolment_not_open")
    supported().when(closed("2022-05-10"), recorded="2022-05-09").refused("date_in_future")


def test_a_service_brought_in_after_the_closing_ended_with_it() -> None:
    story = reached_in_march(enrolled("2022-04-01"), closed("2022-05-10"))
    after = story.when(service_started("2022-04-05"), recorded="2022-06-01").accepted
    assert after.services == ["2022-04-05..2022-05-10"]


# Enrolments corrected and voided


def test_an_enrolment_with_services_is_not_voided_from_under_them() -> None:
    supported().when(void(6), recorded="2022-04-06").refused("dependents_exist", "7")


def test_voiding_an_enrolment_voids_the_own_contact_recorded_with_it() -> None:
    story = given(taken_in("2022-03-01")).when(enrolled("2022-04-01"), command_id="enrolling").accepted
    after = story.when(void(made_by="enrolling"), recorded="2022-04-02").accepted
    assert after.enrolments == []
    assert after.reaches == []


def test_an_enrolment_is_not_corrected_to_begin_after_its_service_or_closing() -> None:
    story = supported(closed("2022-05-10"))
    story.when(correct(6, on="2022-04-06"), recorded="2022-05-11", by=CENTRAL).refused("dependents_exist", "7")
    story.when(correct(6, on="2022-05-11"), recorded="2022-05-11", by=CENTRAL).refused("dependents_exist", "7", "8")


def test_a_correction_does_not_make_two_open_enrolments_at_one_unit() -> None:
    story = supported(enrolled("2022-04-10", "at Kista", "kista"))
    story.when(correct(8, unit="globen"), recorded="2022-04-11").refused("enrolment_already_open")


def test_a_closing_under_a_later_enrolment_at_the_unit_is_not_voided() -> None:
    story = supported(closed("2022-05-10"), enrolled("2022-05-12", "again"))
    story.when(void(8), recorded="2022-05-13").refused("dependents_exist", "9")


def test_a_closing_is_not_corrected_beyond_a_later_enrolment_at_the_unit() -> None:
    story = supported(closed("2022-05-10"), enrolled("2022-05-12", "again"))
    story.when(correct(8, on="2022-05-13"), recorded="2022-05-14").refused("dependents_exist", "9")


def test_a_closing_corrected_to_an_earlier_day_takes_the_services_it_ended_along() -> None:
    story = supported().when(closed("2022-05-10"), command_id="closing").accepted
    after = story.when(correct(made_by="closing", on="2022-05-05"), recorded="2022-05-11").accepted
    assert after.enrolments == ["2022-04-01..2022-05-05"]
    assert after.services == ["2022-04-05..2022-05-05"]


def test_the_first_day_of_an_enrolment_may_be_corrected_while_a_later_one_stands() -> None:
    story = supported(closed("2022-05-10"), enrolled("2022-05-12", "again"))
    after = story.when(correct(6, on="2022-03-28"), recorded="2022-05-13", by=CENTRAL).accepted
    assert after.enrolments == ["2022-03-28..2022-05-10", "2022-05-12.."]


# Individual plans


def test_an_individual_plan_is_recorded_and_revised() -> None:
    story = supported().when(plan_recorded("2022-04-20", "2022-07-01")).accepted
    story.when(plan_revised("2022-06-20", "2022-09-01")).then(plan_revised("2022-06-20", "2022-09-01"))


def test_only_a_plan_that_was_recorded_is_revised() -> None:
    supported().when(plan_revised("2022-06-20", "2022-09-01")).refused("plan_not_open")


def test_a_plan_with_a_code_nobody_knows_is_refused() -> None:
    unheard_of = e.PlanRecorded(
        plan_id=plan_recorded("2022-04-20", "2022-07-01").plan_id,
        on=on("2022-04-20"),
        template="individual_plan_1",
        goal="upper_secondary",
        measures=(e.PlanMeasure("astrology", "coach"),),
        follow_up_on=on("2022-07-01"),
    )
    supported().when(unheard_of).refused("unknown_code", "measures", "plan_measures")


def test_a_plan_dated_in_the_future_or_before_the_case_is_refused() -> None:
    story = supported()
    story.when(plan_recorded("2022-04-20", "2022-07-01"), recorded="2022-04-19").refused("date_in_future")
    story.when(plan_recorded("2022-02-20", "2022-07-01"), recorded="2022-04-19").refused("attempt_not_before_case")


def test_a_plan_with_a_revision_is_not_voided_from_under_it() -> None:
    story = supported(plan_recorded("2022-04-20", "2022-07-01"), plan_revised("2022-04-25", "2022-09-01"))
    story.when(void(8), recorded="2022-04-26").refused("dependents_exist", "9")
