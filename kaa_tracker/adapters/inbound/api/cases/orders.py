"""What people order about a case: a route an order, all of them made from one table."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from inspect import getdoc
from typing import Annotated, Any, NamedTuple
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import body_of, described
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.order_forms import BY_OWN_UNIT, Known, is_way, made, order_form
from kaa_tracker.adapters.inbound.api.fields import IdInAddress
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import signed_in
from kaa_tracker.adapters.inbound.messages.commands import command_name
from kaa_tracker.application.access.revealing import Reader
from kaa_tracker.application.casework import Order
from kaa_tracker.application.handling import CASE_CHANGED, UNKNOWN_CASE, Recorded, Result, Unchanged
from kaa_tracker.domain.access.actions import ACTION_OF
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import Actor
from kaa_tracker.domain.case.refusal import Refusal


class Ordered(NamedTuple):
    """Where an order is given, under ``/v1/cases/{case_id}/``."""

    path: str
    command: type
    example: Mapping[str, Any]


_ID = "0190f1e2-5c7a-7b3c-8d4e-5f6071829304"

ORDERS = (
    Ordered("contact-attempts", c.LogContactAttempt, {"channel": "phone"}),
    Ordered("answers", c.LogAnswer, {"attempt_id": _ID, "by": "youth"}),
    Ordered("own-contacts", c.LogSelfContact, {"via": "drop_in"}),
    Ordered("planned-contacts", c.PlanContact, {"at": "2026-12-01T09:00:00Z", "channel": "phone"}),
    Ordered("planned-contact-drops", c.DropPlannedContact, {"plan_id": _ID, "reason": "rescheduled"}),
    Ordered("occupations", c.RecordOccupation, {"code": "work", "source": "youth"}),
    Ordered("declines", c.RecordDecline, {"offered": "guidance"}),
    Ordered("contact-details", c.RecordContactDetail, {"field": "phone", "source": "youth", "value": "070-1740605"}),
    Ordered("failed-contact-details", c.ReportFailedContactDetail, {"field": "phone", "failure": "wrong_number"}),
    Ordered("address-doubts", c.DoubtAddress, {}),
    Ordered("address-reports", c.ReportAddress, {}),
    Ordered("address-report-closings", c.CloseAddressReport, {"result": "confirmed"}),
    Ordered("enrolments", c.Enrol, {"support_package_offered": True}),
    Ordered("services", c.StartService, {"enrolment_id": _ID, "service": "guidance", "unit": "globen"}),
    Ordered("service-endings", c.EndService, {"service_id": _ID, "outcome": "studies"}),
    Ordered(
        "plans",
        c.RecordPlan,
        {"template": "individual_plan_1", "goal": "upper_secondary", "follow_up_on": "2027-03-01"},
    ),
    Ordered(
        "plan-revisions",
        c.RevisePlan,
        {
            "plan_id": _ID,
            "template": "individual_plan_1",
            "goal": "upper_secondary",
            "follow_up_on": "2027-06-01",
        },
    ),
    Ordered("enrolment-closings", c.CloseEnrolment, {"enrolment_id": _ID, "outcome": "studies"}),
    Ordered("responsibility-endings", c.EndResponsibility, {"aims_at_eligibility": True}),
    Ordered("assignments", c.AssignCase, {"unit": "globen", "reason": "distributed", "user": "lena.lind"}),
    Ordered("access-grants", c.GrantCaseAccess, {"user": "mia.moe", "until": "2026-12-31", "reason": "stands_in"}),
    Ordered("disclosures", c.DiscloseData, {"recipient": "school", "fields": ["name"], "ground": "agreed"}),
    Ordered("corrections", c.CorrectEntry, {"entry": 7, "reason": "wrong_value", "changes": {"channel": "sms"}}),
    Ordered("voids", c.VoidEntry, {"entry": 7, "reason": "did_not_happen"}),
)
"""Every order about a case that is there."""

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9._:-]{8,100}$",
        description="A name of your own for the order: sent again under it, it has no second effect.",
        examples=["5f1c2b7e-attempt"],
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=r'^"[0-9]{1,9}"$',
        description="The `ETag` of the case as you read it: refused if more has been written in it since.",
        examples=['"12"'],
    ),
]


class Receipt(BaseModel):
    """What has become of an order. `repeated`: it had had its effect before."""

    case_id: UUID
    version: Annotated[int, Field(ge=1, description="How many entries the case has.", examples=[13])]
    position: Annotated[int, Field(ge=0, description="Where in the log; a read can wait for it.", examples=[90210])]
    repeated: bool


PROBLEMS = ("not_allowed", "no_such_case", "refused", "case_changed", "not_json", "too_large")


def add_orders(routes: APIRouter, door: CaseDoor) -> None:
    for order in ORDERS:
        _add(routes, door, order)


def _add(routes: APIRouter, door: CaseDoor, order: Ordered) -> None:
    form = order_form(order.command)

    async def give(request: Request, case_id: IdInAddress, key: Key = None, if_match: IfMatch = None) -> Response:
        told = await body_of(request, form, door.clock.today())
        user = signed_in(request)
        reader = door.reader(user, ACTION_OF[order.command])
        await _check(door, order.command, told, reader)
        ordered = _ordered(door, order.command, told, case_id, user, reader, key, if_match)
        result = await door.orders.ask(ordered)
        if isinstance(result, Unchanged):  # where the log ends now is for the database to say
            return await run_in_threadpool(receipt, door, case_id, result, reader)
        return receipt(door, case_id, result, reader)

    routes.add_api_route(
        f"/cases/{{case_id}}/{order.path}",
        give,
        methods=["POST"],
        name=order.command.__name__,
        summary=command_name(order.command).replace("-", " ").capitalize(),
        description=_described(order.command),
        dependencies=[Depends(Allowed(ACTION_OF[order.command]))],
        status_code=201,
        responses={200: {"model": Receipt, "description": "It had had its effect before."}, **responses(*PROBLEMS)},
        response_model=Receipt,
        openapi_extra=described(form, usual=dict(order.example)),
        tags=["orders"],
    )


def _described(command: type) -> str:
    """The command's own words, where it has any besides the list of its fields."""
    words = " ".join((getdoc(command) or "").split())
    own = "" if words.startswith(f"{command.__name__}(") else f"{words} "
    return f"{own}Written as an entry of the case; under an `Idempotency-Key` used before it has no second effect."


def _ordered(
    door: CaseDoor,
    command: type,
    told: BaseModel,
    case_id: UUID,
    user: User,
    reader: Reader,
    key: str | None,
    if_match: str | None,
) -> Order:
    known = Known(door.clock.now(), door.clock.today(), door.unit_of(reader), command_id_of(user, key, told))
    request = c.Request(
        command_id=known.command_id,
        actor=Actor(user.name, reader.role),
        recorded_at=known.now,
        command=made(command, told, known),
    )
    version = int(if_match.strip('"')) if if_match else None
    return Order(case_id, request, value=getattr(told, "value", None), user=user, at_version=version)


def command_id_of(user: User, key: str | None, told: BaseModel | None = None) -> str:
    """One user's keys are not another's, and a key used again for something else is no repeat.

    What is ``told`` goes in as a digest, without the value of a contact detail, which is the vault's.
    """
    if key is None:
        return f"{user.name}:{uuid4()}"
    said = repr(told.model_dump(exclude={"value"})).encode() if told else b""
    return f"{user.name}:{key}:{sha256(said).hexdigest()[:16]}"


async def _check(door: CaseDoor, command: type, told: BaseModel, reader: Reader) -> None:
    """What the form alone cannot see. Raises the ``Problem``."""
    unit, user = getattr(told, "unit", None), getattr(told, "user", None)
    if command in BY_OWN_UNIT and reader.unit and unit not in (None, reader.unit):
        raise Problem("invalid", errors=[_wrong("unit", "other_unit")])
    if (
        command is c.CorrectEntry
        and reader.unit
        and getattr(told, "changes", {}).get("unit") not in (None, reader.unit)
    ):
        raise Problem("invalid", errors=[_wrong("changes.unit", "other_unit")])
    if user is not None:
        await run_in_threadpool(check_user, door, user, unit if command is c.AssignCase else None)
    if command is c.RecordContactDetail and not is_way(getattr(told, "field", ""), getattr(told, "value", "")):
        raise Problem("invalid", errors=[_wrong("value", "wrong_format")])


def check_user(door: CaseDoor, name: str, unit: str | None) -> None:
    """That somebody of the name works here, and with the cases of the unit. Raises the ``Problem``."""
    today = door.clock.today()
    if not door.seeing.is_somebody(name, today):
        raise Problem("invalid", errors=[_wrong("user", "unknown_user")])
    handled = unit == door.reference.handler_unit  # whose cases are the protected ones
    if unit is not None and not door.seeing.works_at(name, unit, today, protected=handled):
        raise Problem("invalid", errors=[_wrong("user", "works_elsewhere")])


def _wrong(name: str, reason: str) -> dict[str, str]:
    return {"in": "body", "path": f"$.{name}", "reason": reason}


def receipt(door: CaseDoor, case_id: UUID, result: Result, reader: Reader, **more: object) -> Response:
    """The answer to an order, with ``more`` members of its own. Raises the ``Problem`` of a refusal."""
    if isinstance(result, Refusal):
        raise _problem(door, result)
    door.wake()
    is_new = isinstance(result, Recorded)
    position = result.position if isinstance(result, Recorded) else door.last_position()
    told = Receipt(case_id=case_id, version=result.version, position=position, repeated=not is_new)
    headers = {"Location": f"/v1/cases/{case_id}/entries/{result.version}", "ETag": f'"{result.version}"'}
    return JSONResponse({**told.model_dump(mode="json"), **more}, 201 if is_new else 200, headers)


def _problem(door: CaseDoor, refusal: Refusal) -> Problem:
    if refusal == UNKNOWN_CASE:
        return Problem("no_such_case")
    if refusal == CASE_CHANGED:
        return Problem("case_changed", detail=door.sentences.refusal(refusal))
    return Problem("refused", detail=door.sentences.refusal(refusal), rule=refusal.code, about=list(refusal.about))
