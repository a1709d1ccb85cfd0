"""Many cases handed out at once: each one is done or told why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, Strict
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import body_of, described
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.orders import Key, check_user, command_id_of
from kaa_tracker.adapters.inbound.api.fields import Count
from kaa_tracker.adapters.inbound.api.problems import responses
from kaa_tracker.adapters.inbound.messages.fields import ABSENT, Id, PastDay, Word
from kaa_tracker.application.casework import Order
from kaa_tracker.application.handling import UNKNOWN_CASE, Recorded, Result
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.commands import AssignCase
from kaa_tracker.domain.case.commands import Request as CaseRequest
from kaa_tracker.domain.case.events import Actor
from kaa_tracker.domain.case.refusal import Refusal

MOST = 500

_EXAMPLE = {
    "case_ids": ["0190f1e2-5c7a-7b3c-8d4e-5f6071829304"],
    "unit": "globen",
    "user": "lena.lind",
    "reason": "distributed",
}


class BulkAssignment(BaseModel):
    """Whom the cases are given to, from `on` (today) on."""

    model_config = ConfigDict(strict=True)

    case_ids: Annotated[tuple[Id, ...], Strict(False), Field(min_length=1, max_length=MOST)]
    unit: Word
    reason: Word
    user: Word = ABSENT
    on: PastDay = ABSENT


class AssignedCase(BaseModel):
    """`done`; `unchanged`: it stood so before; or `refused`, by the rule and its sentence."""

    case_id: UUID
    outcome: Literal["done", "unchanged", "refused"]
    rule: Annotated[str | None, Field(examples=["unknown_case"])]
    sentence: str | None


class AssignedCases(BaseModel):
    """One line a case, in the order they were named."""

    done: Count
    refused: Count
    position: Annotated[Count, Field(description="Where in the log; a read can wait for it.")]
    rows: list[AssignedCase]


def add_bulk(routes: APIRouter, door: CaseDoor) -> None:
    @routes.post(
        "/bulk-assignments",
        tags=["orders"],
        responses=responses("not_allowed", "not_json", "too_large"),
        openapi_extra=described(BulkAssignment, usual=_EXAMPLE),
    )
    async def assign_many(
        request: Request, user: Annotated[User, Depends(Allowed("assign"))], key: Key = None
    ) -> AssignedCases:
        """Up to 500 cases to a unit, or to somebody there. What is refused keeps nothing else back; a case that is
        not there for whoever asks, or protected, is told of as missing."""
        told = await body_of(request, BulkAssignment, door.clock.today())
        return await run_in_threadpool(_assigned, door, user, told, key)


def _assigned(door: CaseDoor, user: User, told: BulkAssignment, key: str | None) -> AssignedCases:
    if told.user is not None:
        check_user(door, told.user, told.unit)
    case_ids = list(dict.fromkeys(told.case_ids))
    takes_part, command_id = _unprotected(door, user, case_ids), command_id_of(user, key, told)
    orders = [_order(door, user, told, case_id, command_id) for case_id in case_ids if case_id in takes_part]
    results = dict(zip((order.case_id for order in orders), door.casework.take(orders), strict=True))
    door.wake()
    rows = [_row(door, case_id, results.get(case_id, UNKNOWN_CASE)) for case_id in case_ids]
    return AssignedCases(
        done=sum(row.outcome == "done" for row in rows),
        refused=sum(row.outcome == "refused" for row in rows),
        position=max((one.position for one in results.values() if isinstance(one, Recorded)), default=0),
        rows=rows,
    )


def _unprotected(door: CaseDoor, user: User, case_ids: Sequence[UUID]) -> set[UUID]:
    """A protected identity takes no part in what is done to many, not even for whoever is named on it."""
    rows = door.reading.overviews(door.reach(user, "assign"), door.clock.today(), case_ids)
    return {row.case_id for row in rows if not row.protected}


def _order(door: CaseDoor, user: User, told: BulkAssignment, case_id: UUID, command_id: str) -> Order:
    on: date = told.on or door.clock.today()
    reader = door.reader(user, "assign")
    request = CaseRequest(
        command_id=f"{command_id}:{case_id}",
        actor=Actor(user.name, reader.role),
        recorded_at=door.clock.now(),
        command=AssignCase(on=on, unit=told.unit, reason=told.reason, user=told.user),
    )
    return Order(case_id, request, user=user)


def _row(door: CaseDoor, case_id: UUID, result: Result) -> AssignedCase:
    if isinstance(result, Refusal):
        sentence = door.sentences.refusal(result)
        return AssignedCase(case_id=case_id, outcome="refused", rule=result.code, sentence=sentence)
    outcome: Literal["done", "unchanged"] = "done" if isinstance(result, Recorded) else "unchanged"
    return AssignedCase(case_id=case_id, outcome=outcome, rule=None, sentence=None)
