"""The youth is here: covered or not, by which unit, and the little that may be done about another unit's case."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import body_of, described
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.order_forms import Known, made, order_form
from kaa_tracker.adapters.inbound.api.cases.refused import problem_of
from kaa_tracker.adapters.inbound.api.fields import IdInAddress
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.messages.fields import Number, Word
from kaa_tracker.application.access.presence import PresenceAnswer
from kaa_tracker.application.access.youths import Youths
from kaa_tracker.application.handling import Recorded
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.coded import first_unknown_code
from kaa_tracker.domain.case.commands import LogSelfContact
from kaa_tracker.domain.case.events import SelfContactMade
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import local_day


class CoverageQuestion(BaseModel):
    """Whose number, whole, and why it is asked: a code of `presence_purposes`."""

    model_config = ConfigDict(strict=True)

    identity_number: Number
    purpose: Word


class OpenPresence(BaseModel):
    """What may be done, until then, about a case that is not opened by it."""

    own_contact: Annotated[str, Field(examples=["/v1/presences/0190f1e2-5c7a-7b3c-8d4e-5f6071829304/own-contact"])]
    transfer_request: str
    until: datetime


class Coverage(BaseModel):
    """`href`: the case, where it is within reach; `presence`: where another unit has it."""

    covered: bool
    unit: Annotated[str | None, Field(examples=["globen"])]
    unit_label: Annotated[str | None, Field(examples=["Globen"])]
    href: str | None
    presence: OpenPresence | None


class Noted(BaseModel):
    """`repeated`: it had had its effect before."""

    repeated: bool


Asks = Annotated[User, Depends(Allowed("ask_if_covered"))]
_OwnContact = order_form(LogSelfContact)
_BODY_PROBLEMS = ("not_allowed", "not_json", "too_large")
_ONCE: dict[int | str, dict[str, Any]] = {200: {"model": Noted, "description": "It had had its effect before."}}


def add_presence(routes: APIRouter, door: CaseDoor, youths: Youths) -> None:
    @routes.post(
        "/coverage-questions",
        tags=["presence"],
        responses=responses("refused", *_BODY_PROBLEMS),
        openapi_extra=described(CoverageQuestion, usual={"identity_number": "20040506TF07", "purpose": "is_here"}),
    )
    async def ask_if_covered(request: Request, user: Asks) -> Coverage:
        """Whether the youth is covered, and by which unit. Of another unit's case nothing else is told; it can be
        worked with for a while: one own contact, one request to take it over."""
        told = await body_of(request, CoverageQuestion, door.clock.today())
        return await run_in_threadpool(_answered, door, youths, user, told)

    @routes.post(
        "/presences/{presence_id}/own-contact",
        tags=["presence"],
        status_code=201,
        response_model=Noted,
        responses={**_ONCE, **responses("no_such_presence", "refused", *_BODY_PROBLEMS)},
        openapi_extra=described(_OwnContact, usual={"via": "drop_in"}),
    )
    async def note_own_contact(request: Request, presence_id: IdInAddress, user: Asks) -> JSONResponse:
        """The youth made contact; noted once in the case of the unit that has it."""
        told = await body_of(request, _OwnContact, door.clock.today())
        return await run_in_threadpool(_contact, door, youths, user, presence_id, told)

    @routes.post(
        "/presences/{presence_id}/transfer-request",
        tags=["presence"],
        status_code=201,
        response_model=Noted,
        responses={**_ONCE, **responses("no_such_presence", "not_allowed")},
    )
    def request_transfer(presence_id: IdInAddress, user: Asks) -> JSONResponse:
        """One's own unit asks to take the case over; the unit that has it and the central coordinators see that."""
        first = youths.presence.request_transfer(
            user, door.reader(user, "ask_if_covered"), presence_id, door.clock.now()
        )
        if first is None:
            raise Problem("no_such_presence")
        return _noted(is_new=first)


def _answered(door: CaseDoor, youths: Youths, user: User, told: CoverageQuestion) -> Coverage:
    if door.reference.find("presence_purposes", told.purpose, door.clock.today()) is None:
        raise problem_of(Refusal("unknown_code", ("presence_purposes",)), door.sentences)
    reader = door.reader(user, "ask_if_covered")
    answer = youths.presence.ask(user, reader, told.identity_number.value, told.purpose, door.clock.now())
    return Coverage(
        covered=answer.covered,
        unit=answer.unit,
        unit_label=door.reference.label(answer.unit) if answer.unit else None,
        href=f"/v1/cases/{answer.case_id}" if answer.case_id else None,
        presence=_open_presence(answer),
    )


def _open_presence(answer: PresenceAnswer) -> OpenPresence | None:
    if answer.foreign is None:
        return None
    path = f"/v1/presences/{answer.foreign.reference}"
    return OpenPresence(
        own_contact=f"{path}/own-contact",
        transfer_request=f"{path}/transfer-request",
        until=answer.foreign.until,
    )


def _contact(door: CaseDoor, youths: Youths, user: User, presence_id: UUID, told: BaseModel) -> JSONResponse:
    reader, now = door.reader(user, "ask_if_covered"), door.clock.now()
    known = Known(now, door.clock.today(), door.unit_of(reader), f"presence:{presence_id}")
    contact: LogSelfContact = made(LogSelfContact, told, known)
    if refusal := _unknown_code(door, contact):
        raise problem_of(refusal, door.sentences)
    result = youths.presence.contact(user, reader, presence_id, contact, now)
    if result is None:
        raise Problem("no_such_presence")
    if isinstance(result, Refusal):
        raise problem_of(result, door.sentences)
    door.wake()
    return _noted(is_new=isinstance(result, Recorded))


def _unknown_code(door: CaseDoor, contact: LogSelfContact) -> Refusal | None:
    """Looked at before the case is: a bad code tells nothing of what has become of it."""
    said = SelfContactMade(
        contact_id=contact.contact_id, at=contact.at, via=contact.via, referred_by=contact.referred_by
    )
    unknown = first_unknown_code(said, door.reference, local_day(contact.at))
    return Refusal("unknown_code", unknown) if unknown else None


def _noted(*, is_new: bool) -> JSONResponse:
    return JSONResponse(Noted(repeated=not is_new).model_dump(), 201 if is_new else 200)
