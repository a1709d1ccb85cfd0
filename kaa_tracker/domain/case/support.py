"""Support: enrolments at a unit, and the services given inside them.

Support may outlive both the register and the responsibility.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from kaa_tracker.domain.case.events import (
    Enrolled,
    EnrolmentClosed,
    Entry,
    ServiceEnded,
    ServiceStarted,
)
from kaa_tracker.domain.case.state import Case
from kaa_tracker.domain.periods import FOREVER, Span


class Enrolment(NamedTuple):
    """From the day of enrolling through the day of closing."""

    span: Span
    enrolled: Entry[Enrolled]
    closed: Entry[EnrolmentClosed] | None


class Service(NamedTuple):
    span: Span
    started: Entry[ServiceStarted]
    ended: Entry[ServiceEnded] | None


def enrolments(case: Case) -> tuple[Enrolment, ...]:
    closings = {closed.event.enrolment_id: closed for closed in case.all(EnrolmentClosed)}
    found = []
    for enrolled in case.all(Enrolled):
        closed = closings.get(enrolled.event.enrolment_id)
        found.append(Enrolment(Span(enrolled.event.on, closed.event.on if closed else FOREVER), enrolled, closed))
    return tuple(found)


def services(case: Case) -> tuple[Service, ...]:
    endings = {ended.event.service_id: ended for ended in case.all(ServiceEnded)}
    found = []
    for started in case.all(ServiceStarted):
        ended = endings.get(started.event.service_id)
        found.append(Service(Span(started.event.on, ended.event.on if ended else FOREVER), started, ended))
    return tuple(found)


def is_enrolled(enrolled: Iterable[Enrolment], day: date) -> bool:
    return any(enrolment.span.covers(day) for enrolment in enrolled)


def enrolled_twice(enrolled: Iterable[Enrolment]) -> bool:
    """Whether two enrolments at one unit share a day other than the closing of the first."""
    by_unit = sorted(enrolled, key=lambda enrolment: (enrolment.enrolled.event.unit, enrolment.span))
    return any(
        one.enrolled.event.unit == following.enrolled.event.unit and one.span.last > following.span.first
        for one, following in pairwise(by_unit)
    )


def stays_enrolled_after(enrolled: Iterable[Enrolment], day: date) -> bool:
    """Whether an enrolment that began by ``day`` goes on beyond it."""
    return any(enrolment.span.first <= day < enrolment.span.last for enrolment in enrolled)


def closings_to_unknown(case: Case) -> set[date]:
    """The days on which an enrolment or a service was closed to ``unknown``."""
    ended = {e.event.on for e in case.all(ServiceEnded) if e.event.outcome == "unknown"}
    return ended | {e.event.on for e in case.all(EnrolmentClosed) if e.event.outcome == "unknown"}
