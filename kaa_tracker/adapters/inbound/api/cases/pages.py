"""The case: who it is about, where it stands, and everything that was recorded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from starlette.responses import Response

from kaa_tracker.adapters.inbound.api.allowing import Sees
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.fields import IdInAddress
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.application.access.access_log import Act
from kaa_tracker.application.access.revealing import EVERYTHING
from kaa_tracker.application.access.revealing import Field as PersonField
from kaa_tracker.application.access.seeing import SeenCase
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.events import CaseAssigned, ContactAnswered
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.next_step import next_step
from kaa_tracker.domain.case.support import Enrolment
from kaa_tracker.projections.timeline import TimelineLine, timeline


class HomeAddress(BaseModel):
    street: str
    postal_code: str
    city: str


class PersonShown(BaseModel):
    """What the vault holds, shown and written down."""

    identity_number: str | None
    identity_kind: str | None
    birth_date: date
    given_name: str
    family_name: str
    address: HomeAddress | None
    phones: list[str]
    emails: list[str]


class NextShown(BaseModel):
    on: Annotated[date | None, Field(description="Empty: nobody has said when, an alarm.")]
    sentence: str


class Unanswered(BaseModel):
    """An attempt that an answer can still be logged to."""

    attempt_id: UUID
    at: datetime
    channel: str
    addressee: str


class ServiceOpen(BaseModel):
    service_id: UUID
    service: str
    unit: str
    since: date


class EnrolmentOpen(BaseModel):
    """An enrolment that goes on, with the services given inside it."""

    enrolment_id: UUID
    unit: str
    since: date
    services: list[ServiceOpen]


class CasePage(BaseModel):
    """One case as it stands in the log, whatever the lists have come to."""

    case_id: UUID
    version: Annotated[int, Field(ge=1)]
    person: PersonShown | None
    unit: str
    user: str | None
    protected: bool
    in_register: bool
    responsible: bool
    enrolments: list[EnrolmentOpen]
    unanswered: list[Unanswered]
    next: NextShown | None


class TimelineEntry(BaseModel):
    """An entry in words; `amended_by`: the entry that corrected or voided it."""

    version: int
    day: date
    recorded_at: datetime
    role: str
    name: Annotated[str, Field(examples=["contact-attempted.v1"])]
    sentence: str
    facts: Annotated[dict[str, Any], Field(description="What the entry carries, by the names of the event.")]
    amended_by: int | None


class Timeline(BaseModel):
    case_id: UUID
    version: int
    entries: list[TimelineEntry]


PROBLEMS = ("not_allowed", "no_such_case")


def add_pages(routes: APIRouter, door: CaseDoor) -> None:
    def seen(user: User, case_id: UUID) -> SeenCase:
        found = door.seeing.case(user, case_id, door.clock.now())
        if found is None:
            raise Problem("no_such_case")
        return found

    def noted(found: SeenCase, act: Act, fields: tuple[PersonField, ...]) -> dict[str, Any] | None:
        shown = door.revealing.persons(found.reader, act, [found.case_id], door.clock.now(), fields=fields)
        return dict(shown[found.case_id].values) if found.case_id in shown else None

    @routes.get("/cases/{case_id}", tags=["cases"], responses=responses(*PROBLEMS))
    def case_page(case_id: IdInAddress, response: Response, user: Sees) -> CasePage:
        """Who the case is about and where it stands. The `ETag` guards an order against what others write."""
        found = seen(user, case_id)
        person = noted(found, "case_page", EVERYTHING)
        response.headers["ETag"] = f'"{found.history[-1].version}"'
        return _page(door, found, person)

    @routes.get("/cases/{case_id}/timeline", tags=["cases"], responses=responses(*PROBLEMS))
    def case_timeline(case_id: IdInAddress, user: Sees) -> Timeline:
        """Everything recorded about the case in the order it was recorded, what was amended still readable."""
        found = seen(user, case_id)
        noted(found, "timeline", ())
        entries = [_entry(line) for line in timeline(found.history, door.sentences)]
        return Timeline(case_id=case_id, version=entries[-1].version, entries=entries)

    @routes.get("/cases/{case_id}/entries/{version}", tags=["cases"], responses=responses(*PROBLEMS, "no_such_entry"))
    def case_entry(
        case_id: IdInAddress, version: Annotated[int, Path(ge=1, le=1_000_000)], user: Sees
    ) -> TimelineEntry:
        """One entry of the case."""
        found = seen(user, case_id)
        noted(found, "timeline", ())
        for line in timeline(found.history, door.sentences):
            if line.version == version:
                return _entry(line)
        raise Problem("no_such_entry")


def _page(door: CaseDoor, found: SeenCase, person: dict[str, Any] | None) -> CasePage:
    life, today = found.life, door.clock.today()
    step = next_step(life)
    assigned = life.case.last(CaseAssigned)
    return CasePage(
        case_id=found.case_id,
        version=life.case.version,
        person=_person(person) if person else None,
        unit=assigned.event.unit if assigned else "",
        user=assigned.event.user if assigned else None,
        protected=life.is_protected,
        in_register=life.in_register(today),
        responsible=life.is_responsible(today),
        enrolments=[_enrolment(life, one) for one in life.enrolments if one.span.is_open],
        unanswered=_unanswered(life),
        next=NextShown(on=step.on, sentence=door.sentences.next_step(step)) if step else None,
    )


def _enrolment(life: Life, enrolment: Enrolment) -> EnrolmentOpen:
    enrolled = enrolment.enrolled.event
    services = [
        ServiceOpen(service_id=one.service_id, service=one.service, unit=one.unit, since=one.on)
        for one in (service.started.event for service in life.services if service.span.is_open)
        if one.enrolment_id == enrolled.enrolment_id
    ]
    return EnrolmentOpen(enrolment_id=enrolled.enrolment_id, unit=enrolled.unit, since=enrolled.on, services=services)


def _unanswered(life: Life) -> list[Unanswered]:
    answered = {entry.event.attempt_id for entry in life.case.all(ContactAnswered)}
    return [
        Unanswered(attempt_id=one.attempt_id, at=one.at, channel=one.channel, addressee=one.addressee)
        for one in (entry.event for _, entry in life.attempts)
        if one.attempt_id not in answered
    ]


def _person(values: dict[str, Any]) -> PersonShown:
    address = values.pop("address")
    home = HomeAddress(street=address.street, postal_code=address.postal_code, city=address.city) if address else None
    return PersonShown(address=home, **values)


def _entry(line: TimelineLine) -> TimelineEntry:
    return TimelineEntry(**line._asdict())
