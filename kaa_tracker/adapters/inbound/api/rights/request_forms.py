"""Requests of persons, as programs read and write them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.fields import Count, Number
from kaa_tracker.adapters.inbound.messages.fields import Id, PastDay
from kaa_tracker.application.rights.person_requests import PersonRequest, StepKind
from kaa_tracker.application.rights.request_rules import REQUEST_KINDS
from kaa_tracker.application.rights.source_messages import SourceMessage
from kaa_tracker.domain.reference import Reference

Code = Annotated[str, Field(pattern=r"^\w{1,64}$")]
Entry = Annotated[int, Field(ge=1, le=1_000_000, description="The number of the entry in the case.")]


class NewRequest(BaseModel):
    """Of whom, and which of `request_kinds`; `received_on`: today, if left out."""

    case_id: Id
    kind: Code
    received_on: PastDay | None = None


class NewStep(BaseModel):
    """What was done. The code is of `request_steps`, `request_extension_reasons` or `request_outcomes`; taking a
    request over has none."""

    what: StepKind
    code: Code | Literal[""] = ""


class Rectification(BaseModel):
    """As for a correction: which entry, why, and the new values by the names of its fields."""

    entry: Entry
    reason: Code
    changes: dict[str, Any]


class Contested(BaseModel):
    """The field of `register_fields` that the person says is wrong."""

    field: Code


class Sent(BaseModel):
    """That it was sent says the request itself."""


class SourceAnswer(BaseModel):
    """One of `source_answers`."""

    answer: Code


class StepShown(BaseModel):
    what: StepKind
    code: Annotated[str, Field(examples=["identity_checked"])]
    entry: int | None
    by: str
    at: datetime


class RequestShown(BaseModel):
    """`due_on`: the last day to answer. No case: it has been disposed of."""

    number: Number
    href: Annotated[str, Field(examples=["/v1/person-requests/4711"])]
    case_id: UUID | None
    kind: Annotated[str, Field(examples=["access"])]
    label: Annotated[str, Field(examples=["Registerutdrag"])]
    received_on: date
    due_on: date
    overdue: bool
    handler: str | None
    extended_for: str | None
    outcome: str | None
    steps: list[StepShown]


class Requests(BaseModel):
    """What is overdue first, then by the day they are due."""

    today: date
    total: Count
    overdue: Annotated[int, Field(ge=0, description="Of all pages.")]
    page: int
    limit: int
    rows: list[RequestShown]


class MessageShown(BaseModel):
    """What the register is to be told. The program sends nothing by itself."""

    number: Number
    request: Number
    case_id: UUID | None
    field: Annotated[str, Field(examples=["address"])]
    by: str
    at: datetime
    sent_by: str | None
    sent_at: datetime | None
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


class Messages(BaseModel):
    total: Count
    page: int
    limit: int
    rows: list[MessageShown]


def request_shown(request: PersonRequest, today: date, reference: Reference) -> RequestShown:
    return RequestShown(
        number=request.number,
        href=f"/v1/person-requests/{request.number}",
        case_id=request.case_id,
        kind=request.kind,
        label=reference.codes(REQUEST_KINDS).label_of(request.kind),
        received_on=request.received_on,
        due_on=request.due_on,
        overdue=request.is_overdue(today),
        handler=request.handler,
        extended_for=request.extended_for,
        outcome=request.outcome,
        steps=[StepShown(**step._asdict()) for step in request.steps],
    )


def message_shown(message: SourceMessage) -> MessageShown:
    return MessageShown(**message._asdict())
