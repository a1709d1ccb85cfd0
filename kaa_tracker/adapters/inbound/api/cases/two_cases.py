"""What concerns two cases: an entry that belongs to another youth, and two cases that are one person."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import body_of, described
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.orders import Key, Receipt, command_id_of, receipt
from kaa_tracker.adapters.inbound.api.fields import IdInAddress
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.messages.fields import ABSENT, Id, PastDay, Word
from kaa_tracker.application.access.youths import Youths
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.commands import MergeInto
from kaa_tracker.domain.case.refusal import Refusal

_ONCE: dict[int | str, dict[str, Any]] = {200: {"model": Receipt, "description": "It had had its effect before."}}
_ID = "0190f1e2-5c7a-7b3c-8d4e-5f6071829304"
_PROBLEMS = ("not_allowed", "no_such_case", "refused", "case_changed", "not_json", "too_large")


class MovedEntry(BaseModel):
    """Which entry of this case, and the case it belongs to."""

    model_config = ConfigDict(strict=True)

    entry: Annotated[int, Field(ge=1, le=1_000_000)]
    to: Id


class Merger(BaseModel):
    """The case in which the person lives on, from `on` (today), and why: a code of `merge_reasons`."""

    model_config = ConfigDict(strict=True)

    into: Id
    reason: Word
    on: PastDay = ABSENT


def add_two_cases(routes: APIRouter, door: CaseDoor, youths: Youths) -> None:
    @routes.post(
        "/cases/{case_id}/moved-entries",
        tags=["orders"],
        status_code=201,
        response_model=Receipt,
        responses={**_ONCE, **responses(*_PROBLEMS)},
        openapi_extra=described(MovedEntry, usual={"entry": 7, "to": _ID}),
    )
    async def move_entry(
        request: Request, case_id: IdInAddress, user: Annotated[User, Depends(Allowed("amend"))], key: Key = None
    ) -> Response:
        """An attempt, own contact, planned contact, occupation or decline that belongs to another youth is voided
        here and logged there, both or neither. Neither case names the other; the receipt is of the other."""
        told = await body_of(request, MovedEntry, door.clock.today())
        return await run_in_threadpool(_moved, door, youths, user, case_id, told, key)

    @routes.post(
        "/cases/{case_id}/mergers",
        tags=["orders"],
        status_code=201,
        response_model=Receipt,
        responses={**_ONCE, **responses(*_PROBLEMS)},
        openapi_extra=described(Merger, usual={"into": _ID, "reason": "same_person"}),
    )
    async def merge_case(
        request: Request, case_id: IdInAddress, user: Annotated[User, Depends(Allowed("merge"))], key: Key = None
    ) -> Response:
        """Two cases were one person: what this one says stands in the other from now on. The receipt is of that."""
        told = await body_of(request, Merger, door.clock.today())
        return await run_in_threadpool(_merged, door, youths, user, case_id, told, key)


def _moved(door: CaseDoor, youths: Youths, user: User, case_id: UUID, told: MovedEntry, key: str | None) -> Response:
    _check_other(case_id, told.to, "$.to")
    results = youths.moving.move(user, case_id, told.entry, told.to, command_id_of(user, key, told), door.clock.now())
    refusal = next((result for result in results if isinstance(result, Refusal)), None)
    return receipt(door, told.to, refusal or results[-1], door.reader(user, "amend"))


def _merged(door: CaseDoor, youths: Youths, user: User, case_id: UUID, told: Merger, key: str | None) -> Response:
    _check_other(case_id, told.into, "$.into")
    command = MergeInto(on=told.on or door.clock.today(), into=told.into, reason=told.reason)
    result = youths.merging.merge(user, case_id, command, command_id_of(user, key, told), door.clock.now())
    return receipt(door, told.into, result, door.reader(user, "merge"))


def _check_other(case_id: UUID, other: UUID, path: str) -> None:
    if case_id == other:
        raise Problem("invalid", errors=[{"in": "body", "path": path, "reason": "contradiction"}])
