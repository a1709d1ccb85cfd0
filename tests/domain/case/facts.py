"""The facts that the tests tell stories with, each in a few words; everything else is ordinary.

A day is written ``2022-03-01``. A fact with a time of day happened at ten in the morning in Sweden
unless the story says ``2022-03-01 23:30``. What an id names is said in words.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import NAMESPACE_OID, UUID, uuid5

from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.periods import SWEDEN


def the(name: str) -> UUID:
    """The id of what the story calls by that name."""
    return uuid5(NAMESPACE_OID, name)


def on(day: str) -> date:
    return date.fromisoformat(day)


def at(moment: str, otherwise: str = "10:00") -> datetime:
    """An instant by the clock on the wall in Sweden."""
    day, _, clock = moment.partition(" ")
    return datetime.fromisoformat(f"{day}T{clock or otherwise}").replace(tzinfo=SWEDEN).astimezone(UTC)


def entered(day: str, revision: int = 1, district: str = "farsta", **others: Any) -> e.RegisterEntered:
    values: dict[str, Any] = {
        "gender": "woman",
        "birth_year": 2004,
        "home_municipality": "0180",
        "last_school_occupation": "upper_secondary",
    }
    return e.RegisterEntered(entered_on=on(day), revision=revision, district=district, **(values | others))


def changed(day: str, revision: int = 2, **what: Any) -> e.RegisterDetailsChanged:
    return e.RegisterDetailsChanged(effective_on=on(day), revision=revision, **what)


def left(
    day: str, reason: str = "studies_registered", revision: int = 3, district: str = e.NO_DISTRICT
) -> e.RegisterLeft:
    return e.RegisterLeft(left_on=on(day), revision=revision, reason=reason, district=district)


def opened_by_hand(day: str, basis: str = "drop_in", **others: Any) -> e.CaseOpenedByHand:
    values: dict[str, Any] = {"gender": "woman", "birth_year": 2004, "district": "farsta"}
    return e.CaseOpenedByHand(on=on(day), basis=basis, **(values | others))


def search_started(day: str, reason: e.SearchReason = "wait_over", wait_days: int = 14) -> e.SearchStarted:
    return e.SearchStarted(on=on(day), reason=reason, wait_days=wait_days, rule_version="1")


def attempted(moment: str, channel: str = "letter", name: str = "the attempt", **others: Any) -> e.ContactAttempted:
    values: dict[str, Any] = {"addressee": "youth", "unit": "globen"}
    return e.ContactAttempted(attempt_id=the(name), at=at(moment), channel=channel, **(values | others))


def answered(moment: str, attempt: str = "the attempt", by: e.Addressee = "youth") -> e.ContactAnswered:
    return e.ContactAnswered(attempt_id=the(attempt), at=at(moment, "11:00"), by=by)


def own_contact(moment: str, name: str = "the own contact", via: str = "drop_in", **others: Any) -> e.SelfContactMade:
    return e.SelfContactMade(contact_id=the(name), at=at(moment, "12:00"), via=via, **others)


def reached(moment: str, through: str = "the attempt") -> e.YouthReached:
    return e.YouthReached(at=at(moment, "11:00"), through=the(through))


def reached_by_own_contact(moment: str, through: str = "the own contact") -> e.YouthReached:
    return e.YouthReached(at=at(moment, "12:00"), through=the(through))


def planned(moment: str, channel: str = "phone", name: str = "the plan") -> e.ContactPlanned:
    return e.ContactPlanned(plan_id=the(name), at=at(moment), channel=channel)


def dropped(day: str, plan: str = "the plan", reason: str = "rescheduled") -> e.ContactPlanDropped:
    return e.ContactPlanDropped(plan_id=the(plan), on=on(day), reason=reason)


def occupied(day: str, code: str = "work", review_after: str | None = None, **others: Any) -> e.OccupationRecorded:
    review = on(review_after) if review_after else None
    return e.OccupationRecorded(on=on(day), code=code, source="youth", review_after=review, **others)


def declined(day: str, recontact_on: str, offered: str = "meeting") -> e.SupportDeclined:
    return e.SupportDeclined(on=on(day), offered=offered, by="youth", recontact_on=on(recontact_on))


def detail_recorded(day: str, field: str = "phone", source: str = "youth") -> e.ContactDetailRecorded:
    return e.ContactDetailRecorded(on=on(day), field=field, source=source)


def detail_failed(
    day: str, field: str = "phone", failure: str = "disconnected", attempt: str | None = None
) -> e.ContactDetailFailed:
    noticed_by = the(attempt) if attempt else None
    return e.ContactDetailFailed(on=on(day), field=field, failure=failure, attempt_id=noticed_by)


def address_doubted(day: str, address: str = "the address", attempt: str | None = None) -> e.AddressDoubted:
    return e.AddressDoubted(on=on(day), address_id=the(address), attempt_id=the(attempt) if attempt else None)


def address_reported(day: str, address: str = "the address") -> e.AddressReported:
    return e.AddressReported(on=on(day), address_id=the(address))


def report_closed(
    day: str,
    address: str = "the address",
    result: Literal["confirmed", "changed", "deregistered"] = "confirmed",
) -> e.AddressReportClosed:
    return e.AddressReportClosed(on=on(day), address_id=the(address), result=result)


def enrolled(day: str, name: str = "the enrolment", unit: str = "globen") -> e.Enrolled:
    return e.Enrolled(enrolment_id=the(name), unit=unit, on=on(day))


def closed(
    day: str, outcome: e.Outcome = "studies", enrolment: str = "the enrolment", detail: str | None = None
) -> e.EnrolmentClosed:
    return e.EnrolmentClosed(enrolment_id=the(enrolment), on=on(day), outcome=outcome, detail=detail)


def service_started(
    day: str, name: str = "the service", enrolment: str = "the enrolment", service: str = "aim", unit: str = "aim"
) -> e.ServiceStarted:
    return e.ServiceStarted(service_id=the(name), enrolment_id=the(enrolment), service=service, unit=unit, on=on(day))


def service_ended(day: str, outcome: e.Outcome = "studies", service: str = "the service") -> e.ServiceEnded:
    return e.ServiceEnded(service_id=the(service), on=on(day), outcome=outcome)


def plan_recorded(day: str, follow_up_on: str, name: str = "the individual plan") -> e.PlanRecorded:
    return e.PlanRecorded(
        plan_id=the(name),
        on=on(day),
        template="individual_plan_1",
        goal="upper_secondary",
        measures=(e.PlanMeasure("guidance", "coach"),),
        follow_up_on=on(follow_up_on),
    )


def plan_revised(day: str, follow_up_on: str, name: str = "the individual plan") -> e.PlanRevised:
    return e.PlanRevised(
        plan_id=the(name), on=on(day), template="individual_plan_1", goal="work", follow_up_on=on(follow_up_on)
    )


def assigned(day: str, unit: str, reason: str = "distributed", user: str | None = None) -> e.CaseAssigned:
    return e.CaseAssigned(on=on(day), unit=unit, reason=reason, user=user)


def access_granted(until: str, user: str = "coach-1", reason: str = "works_the_case") -> e.CaseAccessGranted:
    return e.CaseAccessGranted(user=user, until=on(until), reason=reason)


def merged(day: str, into: str = "the other case", reason: str = "same_person") -> e.CasesMerged:
    return e.CasesMerged(on=on(day), into=the(into), reason=reason)


def disclosed(day: str, recipient: str = "other_municipality", ground: str = "moved") -> e.DataDisclosed:
    return e.DataDisclosed(on=on(day), recipient=recipient, fields=("name", "occupation"), ground=ground)


def responsibility_ended(
    day: str, reason: Literal["equivalent_studies", "turned_20"] = "equivalent_studies"
) -> e.ResponsibilityEnded:
    return e.ResponsibilityEnded(on=on(day), reason=reason)


def disposed(day: str, rule: str = "no_longer_needed") -> e.CaseDisposed:
    return e.CaseDisposed(on=on(day), rule=rule)


def voided(entry: int, reason: str = "did_not_happen") -> e.EntryVoided:
    return e.EntryVoided(entry=entry, reason=reason)


def corrected(entry: int, replacement: e.Correctable, reason: str = "wrong_day") -> e.EntryCorrected:
    return e.EntryCorrected(entry=entry, replacement=replacement, reason=reason)
