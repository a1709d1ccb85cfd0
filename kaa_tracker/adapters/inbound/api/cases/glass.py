"""Breaking the glass, the list of those who did, and the reviews of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import body_of, described
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.refused import directory_refusals
from kaa_tracker.adapters.inbound.api.fields import After, IdInAddress, Limit, Number, NumberInPath
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.messages.fields import Word
from kaa_tracker.application.access.directory import Opening
from kaa_tracker.application.access.youths import Youths
from kaa_tracker.domain.access.roles import User
from kaa_tracker.projections.unprotected import unprotected


class GlassToBreak(BaseModel):
    """Why: a code of `glass_reasons`."""

    model_config = ConfigDict(strict=True)

    reason: Word


class OpenedCase(BaseModel):
    """Open to whoever asked, until then."""

    number: Number
    href: Annotated[str, Field(examples=["/v1/cases/0190f1e2-5c7a-7b3c-8d4e-5f6071829304"])]
    until: datetime


class BrokenGlass(BaseModel):
    """`case_id` is empty for a case disposed of, or protected by now."""

    number: Number
    user: str
    case_id: UUID | None
    reason: Annotated[str, Field(examples=["acute"])]
    opened_at: datetime
    until: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None


class AllBrokenGlass(BaseModel):
    rows: list[BrokenGlass]


class Reviewed(BaseModel):
    number: Number
    reviewed_by: str


Breaks = Annotated[User, Depends(Allowed("break_glass"))]
Reviews = Annotated[User, Depends(Allowed("review_access"))]
AlsoReviewed = Annotated[bool, Query(description="Also those that have been reviewed.")]


def add_glass(routes: APIRouter, door: CaseDoor, youths: Youths) -> None:
    @routes.post(
        "/cases/{case_id}/glass",
        tags=["glass"],
        status_code=201,
        responses=responses("not_allowed", "no_such_case", "refused", "not_json", "too_large"),
        openapi_extra=described(GlassToBreak, usual={"reason": "acute"}),
    )
    async def break_glass(request: Request, case_id: IdInAddress, user: Breaks) -> OpenedCase:
        """Opens another unit's case for a time. It is written down, and somebody else looks at why."""
        told = await body_of(request, GlassToBreak, door.clock.today())
        return await run_in_threadpool(_broken, door, youths, user, case_id, told.reason)

    @routes.get("/broken-glass", tags=["glass"], responses=responses("not_allowed"))
    def broken_glass(
        user: Reviews, limit: Limit = 20, before: After = 0, reviewed: AlsoReviewed = False
    ) -> AllBrokenGlass:
        """Each time the glass was broken, the latest first."""
        openings = youths.glass.broken(unreviewed_only=not reviewed, limit=limit, before=before)
        named = _unprotected(door, user, [opening.case_id for opening in openings if opening.case_id])
        return AllBrokenGlass(rows=[_row(opening, named) for opening in openings])

    @routes.post(
        "/broken-glass/{number}/reviews",
        tags=["glass"],
        status_code=201,
        responses=responses("not_allowed", "no_such_opening", "refused"),
    )
    def review_broken_glass(number: NumberInPath, user: Reviews) -> Reviewed:
        """Somebody else has looked at why the glass was broken."""
        with directory_refusals(door.sentences):
            youths.glass.review(number, user.name, door.clock.now())
        return Reviewed(number=number, reviewed_by=user.name)


def _broken(door: CaseDoor, youths: Youths, user: User, case_id: UUID, reason: str) -> OpenedCase:
    with directory_refusals(door.sentences):
        opening = youths.glass.break_it(user, case_id, reason, door.clock.now())
    if opening is None:
        raise Problem("no_such_case")
    return opened_case(opening)


def opened_case(opening: Opening) -> OpenedCase:
    return OpenedCase(number=opening.number, href=f"/v1/cases/{opening.case_id}", until=opening.until)


def _unprotected(door: CaseDoor, user: User, case_ids: Sequence[UUID]) -> set[UUID]:
    """Those that may be named to a reviewer, who need not see them: no case of a protected identity."""
    return {row.case_id for row in door.reading.overviews(unprotected(user), door.clock.today(), case_ids)}


def _row(opening: Opening, named: set[UUID]) -> BrokenGlass:
    return BrokenGlass(
        number=opening.number,
        user=opening.user,
        case_id=opening.case_id if opening.case_id in named else None,
        reason=opening.reason,
        opened_at=opening.opened_at,
        until=opening.until,
        reviewed_by=opening.reviewed_by,
        reviewed_at=opening.reviewed_at,
    )
