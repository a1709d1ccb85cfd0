"""Made-up cases, built as entries and not by commands: a million events in seconds.

They are shaped like real ones, so that bodies are of the right size and every read model and measure
has something to do. They say nothing of anybody: a made-up case has neither name nor number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from kaa_tracker.adapters.outbound.stream_ids import new_case_id
from kaa_tracker.application.ports import Append
from kaa_tracker.domain.case import events as e

EVENTS_A_CASE = 20
ATTEMPTS_UNDER_SEARCH = 7
"""None of them answered. With these a case under search has ten events."""

FIRST_DAY, LAST_DAY = date(2012, 12, 1), date(2022, 11, 30)
"""Ten operating years, the last of which is reported."""

RECIPE = 2
"""Grows with every change of what is built: a store kept from an earlier run is then built anew."""

COORDINATOR = e.Actor("coordinator-1", "local_coordinator")

_PLACES = (("farsta", "globen"), ("bromma", "vallingby"), ("skarholmen", "skarholmen"), ("rinkeby_kista", "kista"))
_CHANNELS = ("letter", "phone", "sms", "email", "letter", "phone", "home_visit")
_WAIT_DAYS = 14


def whole_cases(events: int) -> Iterator[Append]:
    """So many events, or a few less, of youths who came evenly over the ten years, in the order in which they came.

    Whoever would leave after the last day is still here.
    """
    cases = max(events // EVENTS_A_CASE, 1)
    days = (LAST_DAY - FIRST_DAY).days
    for number in range(cases):
        began = FIRST_DAY + timedelta(days=days * number // cases)
        yield Append(new_case_id(), 0, _entries(_whole_case(number, began), began))


def whole_cases_between(cases: int, first: date, last: date) -> Iterator[Append]:
    """So many youths who came evenly between two days."""
    for number in range(cases):
        began = first + timedelta(days=(last - first).days * number // cases)
        yield Append(new_case_id(), 0, _entries(_whole_case(number, began), began))


def cases_under_search(cases: int, began: date = LAST_DAY - timedelta(days=100)) -> Iterator[Append]:
    """So many youths who have not been reached yet: ten events each."""
    for number in range(cases):
        known = [*_entered(number, began), *_attempts(number, began, ATTEMPTS_UNDER_SEARCH, every=5)]
        yield Append(new_case_id(), 0, _entries(known, began))


class Known(NamedTuple):
    """What has to be remembered of a case to add to it."""

    case_id: UUID
    began: date
    version: int

    @classmethod
    def of(cls, case: Append) -> Known:
        first, *_, last = case.entries
        assert isinstance(first.event, e.RegisterEntered)
        return cls(case.case_id, first.event.entered_on, last.version)


def recorded_later(case: Known, events: int) -> Append:
    """What an import adds to a case: attempts nobody had recorded."""
    attempts = _attempts(0, case.began, events, every=2)
    return Append(case.case_id, case.version, _entries(attempts, LAST_DAY, after=case.version))


def _entries(events: Iterable[e.CaseEvent], began: date, after: int = 0) -> tuple[e.Entry[e.CaseEvent], ...]:
    recorded_at = _at(began, 0)
    return tuple(
        e.Entry(version, recorded_at + timedelta(days=version), COORDINATOR, str(uuid4()), event)
        for version, event in enumerate(events, after + 1)
    )


def _whole_case(number: int, began: date) -> list[e.CaseEvent]:
    """By turns: enrolled after an answer, reached by the youth's own contact, never reached."""
    match number % 3:
        case 0:
            attempts = _attempts(number, began, 9, every=6)
            rest = _enrolled(number, began, attempts[-1])
        case 1:
            attempts = _attempts(number, began, 12, every=5)
            rest = _came_by_themselves(number, began)
        case _:
            attempts = _attempts(number, began, 12, every=3)
            rest = _never_reached(number, began)
    return [*_entered(number, began), *attempts, *rest]


def _entered(number: int, began: date) -> list[e.CaseEvent]:
    district, unit = _PLACES[number % len(_PLACES)]
    return [
        e.RegisterEntered(
            entered_on=began,
            revision=1,
            gender="woman" if number % 2 else "man",
            birth_year=began.year - 17,
            district=district,
            home_municipality="0180",
            last_school_occupation="upper_secondary",
        ),
        e.CaseAssigned(on=began, unit=unit, reason="district"),
        e.SearchStarted(
            on=began + timedelta(days=_WAIT_DAYS), reason="wait_over", wait_days=_WAIT_DAYS, rule_version="1"
        ),
    ]


def _attempts(number: int, began: date, count: int, *, every: int) -> list[e.ContactAttempted]:
    unit = _PLACES[number % len(_PLACES)][1]
    return [
        e.ContactAttempted(
            attempt_id=uuid4(),
            at=_at(began, _WAIT_DAYS + 1 + every * nth),
            channel=_CHANNELS[(number + nth) % len(_CHANNELS)],
            addressee="youth",
            unit=unit,
        )
        for nth in range(count)
    ]


def _enrolled(number: int, began: date, answered: e.ContactAttempted) -> list[e.CaseEvent]:
    unit, enrolment_id, service_id = answered.unit, uuid4(), uuid4()
    closed_on = began + timedelta(days=240)
    outcome: e.Outcome = "studies" if number % 2 else "work"
    return [
        e.ContactAnswered(attempt_id=answered.attempt_id, at=answered.at + timedelta(days=1), by="youth"),
        e.YouthReached(at=answered.at + timedelta(days=1), through=answered.attempt_id),
        e.OccupationRecorded(on=answered.at.date() + timedelta(days=1), code="job_seeking", source="youth"),
        e.Enrolled(enrolment_id=enrolment_id, unit=unit, on=began + timedelta(days=75)),
        e.ServiceStarted(
            service_id=service_id, enrolment_id=enrolment_id, service="aim", unit="aim", on=began + timedelta(days=80)
        ),
        e.ServiceEnded(service_id=service_id, on=closed_on, outcome=outcome),
        e.EnrolmentClosed(enrolment_id=enrolment_id, on=closed_on, outcome=outcome),
        *_left(number, began, 250),
    ]


def _came_by_themselves(number: int, began: date) -> list[e.CaseEvent]:
    contact = e.SelfContactMade(contact_id=uuid4(), at=_at(began, 80), via="drop_in")
    on = contact.at.date()
    return [
        contact,
        e.YouthReached(at=contact.at, through=contact.contact_id),
        e.OccupationRecorded(on=on, code="work", source="youth"),
        e.SupportDeclined(on=on, offered="aim", by="youth", recontact_on=on + timedelta(days=90)),
        *_left(number, began, 130),
    ]


def _never_reached(number: int, began: date) -> list[e.CaseEvent]:
    address_id, doubted_on = uuid4(), began + timedelta(days=50)
    return [
        e.EntryVoided(entry=4, reason="double"),
        e.AddressDoubted(on=doubted_on, address_id=address_id),
        e.AddressReported(on=doubted_on, address_id=address_id),
        e.AddressReportClosed(on=doubted_on + timedelta(days=7), address_id=address_id, result="confirmed"),
        *_left(number, began, 60),
    ]


def _left(number: int, began: date, days: int) -> list[e.CaseEvent]:
    left_on = began + timedelta(days=days)
    if left_on > LAST_DAY:
        return []
    district = _PLACES[number % len(_PLACES)][0]
    return [e.RegisterLeft(left_on=left_on, revision=2, reason="studies_registered", district=district)]


def _at(began: date, days: int) -> datetime:
    return datetime.combine(began + timedelta(days=days), time(9), tzinfo=UTC)
