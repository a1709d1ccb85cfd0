"""Search: by number, name or phone, which stand in the body and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.allowing import Sees
from kaa_tracker.adapters.inbound.api.bodies import body_of, described
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.fields import Count, Limit, PageNumber
from kaa_tracker.adapters.inbound.api.problems import responses
from kaa_tracker.adapters.inbound.messages.fields import ABSENT, Number
from kaa_tracker.adapters.inbound.messages.person import Text
from kaa_tracker.adapters.inbound.messages.rejection import fault
from kaa_tracker.application.access.revealing import Revealed
from kaa_tracker.application.access.youths import Youths
from kaa_tracker.domain.access.roles import User

CASES_A_QUERY = 1_000


class CaseSearch(BaseModel):
    """Exactly one of the three. A name is found by all its words, or by the first three letters of any of them."""

    model_config = ConfigDict(strict=True)

    identity_number: Number = ABSENT
    name: Text = ABSENT
    phone: Text = ABSENT

    @model_validator(mode="after")
    def is_one(self) -> CaseSearch:
        if len(self.model_fields_set) != 1:
            raise fault("contradiction" if self.model_fields_set else "missing_field")
        return self


class Hit(BaseModel):
    """A case within reach of whoever searches."""

    case_id: UUID
    given_name: str | None
    family_name: str | None
    birth_year: Annotated[int | None, Field(examples=[2004])]
    unit: Annotated[str, Field(examples=["globen"])]
    href: Annotated[str, Field(examples=["/v1/cases/0190f1e2-5c7a-7b3c-8d4e-5f6071829304"])]


class Hits(BaseModel):
    total: Annotated[Count, Field(description="Of all pages; exact.")]
    page: int
    limit: int
    rows: list[Hit]


def add_searching(routes: APIRouter, door: CaseDoor, youths: Youths) -> None:
    @routes.post(
        "/case-searches",
        tags=["finding"],
        responses=responses("not_allowed", "not_json", "too_large"),
        openapi_extra=described(CaseSearch, name={"name": "Öberg Lin"}, phone={"phone": "070-174 06 05"}),
    )
    async def search(request: Request, user: Sees, limit: Limit = 20, page: PageNumber = 1) -> Hits:
        """The cases of whoever it is, as far as they are within reach; one that is not is no hit. Logged, also
        without a hit."""
        asked = await body_of(request, CaseSearch, door.clock.today())
        return await run_in_threadpool(_searched, door, youths, user, asked, limit, page)


def _searched(door: CaseDoor, youths: Youths, user: User, asked: CaseSearch, limit: int, page: int) -> Hits:
    reader = door.reader(user)
    found = list(_within_reach(door, user, _cases(door, youths, asked)))
    shown = sorted(found, key=lambda row: row.case_id)[limit * (page - 1) : limit * page]
    names = door.revealing.persons(reader, "search", [row.case_id for row in shown], door.clock.now())
    rows = [_hit(row, names.get(row.case_id)) for row in shown]
    return Hits(total=len(found), page=page, limit=limit, rows=rows)


def _cases(door: CaseDoor, youths: Youths, asked: CaseSearch) -> Sequence[UUID]:
    if asked.identity_number is not None:
        return [one.case_id for one in youths.finding.of_number(asked.identity_number.value)]
    return door.vault.cases_of_name(asked.name) if asked.name else door.vault.cases_of_phone(asked.phone)


def _within_reach(door: CaseDoor, user: User, case_ids: Sequence[UUID]) -> Iterator[Any]:
    """Piece by piece, as many as a query takes; of nobody it is asked all the same."""
    reach, today, rest = door.reach(user), door.clock.today(), iter(case_ids)
    piece = list(islice(rest, CASES_A_QUERY))
    yield from door.reading.overviews(reach, today, piece)
    while piece := list(islice(rest, CASES_A_QUERY)):
        yield from door.reading.overviews(reach, today, piece)


def _hit(row: Any, name: Revealed | None) -> Hit:
    return Hit(
        case_id=row.case_id,
        given_name=name.values["given_name"] if name else None,
        family_name=name.values["family_name"] if name else None,
        birth_year=row.birth_year,
        unit=row.unit,
        href=f"/v1/cases/{row.case_id}",
    )
