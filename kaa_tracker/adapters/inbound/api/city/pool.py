"""The pool: cases that wait for somebody to say which unit they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.waiting import AfterPosition, wait_for
from kaa_tracker.adapters.inbound.api.fields import Count, Limit, PageNumber
from kaa_tracker.adapters.inbound.api.problems import responses
from kaa_tracker.domain.access.roles import User
from kaa_tracker.projections.pool import pooled


class Waiting(BaseModel):
    """A youth whom no unit has."""

    case_id: UUID
    given_name: Annotated[str | None, Field(examples=["Ada"])]
    family_name: Annotated[str | None, Field(examples=["Ek"])]
    since: Annotated[date, Field(description="Since when there is something to do.", examples=["2022-03-15"])]
    sentence: Annotated[str, Field(description="What.", examples=["Brevet 3 mars 2022 är obesvarat. Ring."])]
    href: Annotated[str, Field(examples=["/v1/cases/0190f1e2-5c7a-7b3c-8d4e-5f6071829304"])]


class PoolShown(BaseModel):
    total: Annotated[Count, Field(description="Of all pages; exact.")]
    page: Annotated[int, Field(examples=[1])]
    limit: Annotated[int, Field(examples=[20])]
    cases: Annotated[list[Waiting], Field(description="Who has waited longest first.")]


HandsOver = Annotated[User, Depends(Allowed("transfer"))]


def add_pool(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get("/pool", tags=["work"], responses=responses("not_allowed", "not_yet"))
    def pool(user: HandsOver, limit: Limit = 20, page: PageNumber = 1, after: AfterPosition = 0) -> PoolShown:
        """The cases that no unit has, for those who can hand them to one."""
        wait_for(door, after)
        reach, today, unit = door.reach(user, "transfer"), door.clock.today(), door.reference.pool_unit
        with door.reading.seen_within(reach, today) as connection:
            found = pooled(connection, reach, today, unit, limit=limit, page=page)
        return PoolShown(total=found.total, page=page, limit=limit, cases=_named(door, user, found.rows))


def _named(door: CaseDoor, user: User, rows: Sequence[Any]) -> list[Waiting]:
    """With names, which are written down in the access log as one page."""
    case_ids = [row.case_id for row in rows]
    names = (
        door.revealing.persons(door.reader(user, "transfer"), "list_page", case_ids, door.clock.now()) if rows else {}
    )
    return [
        Waiting(
            case_id=row.case_id,
            given_name=names[row.case_id].values["given_name"] if row.case_id in names else None,
            family_name=names[row.case_id].values["family_name"] if row.case_id in names else None,
            since=row.since,
            sentence=door.sentences.why(row),
            href=f"/v1/cases/{row.case_id}",
        )
        for row in rows
    ]
