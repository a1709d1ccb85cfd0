"""The day's work: the counters, each with the link to its list, and the lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.allowing import Sees
from kaa_tracker.adapters.inbound.api.cases.choosing import check_wanted
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.waiting import AfterPosition, wait_for
from kaa_tracker.adapters.inbound.api.fields import Count, Limit, PageNumber
from kaa_tracker.adapters.inbound.api.problems import responses
from kaa_tracker.application.access.revealing import Revealed
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.next_step import Why
from kaa_tracker.projections.worklist import ListName, SortedBy, Wanted


class Counter(BaseModel):
    """How many a list holds, and where it is."""

    list: ListName
    label: Annotated[str, Field(examples=["Förfallna"])]
    count: Count
    href: Annotated[str, Field(examples=["/v1/worklist?list=overdue"])]


class MyDay(BaseModel):
    today: date
    counters: list[Counter]


class Line(BaseModel):
    """A youth on the list: who, when, why, and what to do next, in a sentence."""

    case_id: UUID
    given_name: str | None
    family_name: str | None
    unit: Annotated[str, Field(examples=["globen"])]
    user: Annotated[str | None, Field(examples=["lena.lind"])]
    next_on: Annotated[date | None, Field(description="Empty: nobody has said when, an alarm.")]
    why: Annotated[str, Field(examples=["unanswered"])]
    then: Annotated[str | None, Field(description="The channel to try next.", examples=["phone"])]
    attempts: Count
    sentence: Annotated[str, Field(examples=["Brevet 3 mars 2022 är obesvarat. Ring."])]
    href: Annotated[str, Field(examples=["/v1/cases/0190f1e2-5c7a-7b3c-8d4e-5f6071829304"])]


class Worklist(BaseModel):
    today: date
    total: Annotated[int, Field(ge=0, description="Of all pages; exact.")]
    page: int
    limit: int
    rows: list[Line]


Code = Annotated[str | None, Query(pattern=r"^\w{1,64}$")]
Mine = Annotated[
    str | None,
    Query(
        pattern=r"^[A-Za-z][A-Za-z0-9._@-]{1,63}$|^nobody$", description="Whose; `nobody`: those not given to anybody."
    ),
]


def add_lists(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get("/my-day", tags=["work"], responses=responses("not_allowed", "not_yet"))
    def my_day(user: Sees, after: AfterPosition = 0) -> MyDay:
        """What there is to do today: every counter counts by the query of its list."""
        wait_for(door, after)
        today = door.clock.today()
        counts = door.reading.my_day(door.reach(user), today)
        return MyDay(
            today=today,
            counters=[
                Counter(list=name, label=door.sentences.list_name(name), count=count, href=f"/v1/worklist?list={name}")  # type: ignore[arg-type]  # the names of LISTS
                for name, count in counts.items()
            ],
        )

    @routes.get("/worklist", tags=["work"], responses=responses("not_allowed", "not_yet"))
    def worklist(
        user: Sees,
        list: ListName = "due",
        unit: Code = None,
        assigned_to: Mine = None,
        why: Why | None = None,
        channel: Code = None,
        district: Code = None,
        sort: SortedBy = "urgency",
        limit: Limit = 20,
        page: PageNumber = 1,
        after: AfterPosition = 0,
    ) -> Worklist:
        """The youths whose day has come, or another list of the day's, one page with names."""
        owner = "" if assigned_to == "nobody" else assigned_to
        wanted = Wanted(list, unit, owner, why, channel, district, sort)
        check_wanted(door.reference, wanted, "query")
        wait_for(door, after)
        today = door.clock.today()
        rows, total = door.reading.listed(door.reach(user), today, wanted, limit=limit, page=page)
        lines = _lines(door, user, rows)
        return Worklist(today=today, total=total, page=page, limit=limit, rows=lines)


def _lines(door: CaseDoor, user: User, rows: Sequence[Any]) -> list[Line]:
    """With names, which are written down in the access log as one page."""
    case_ids = [row.case_id for row in rows]
    names = door.revealing.persons(door.reader(user), "list_page", case_ids, door.clock.now()) if rows else {}
    return [_line(door, row, names.get(row.case_id)) for row in rows]


def _line(door: CaseDoor, row: Any, name: Revealed | None) -> Line:
    return Line(
        case_id=row.case_id,
        given_name=name.values["given_name"] if name else None,
        family_name=name.values["family_name"] if name else None,
        unit=row.unit,
        user=row.user,
        next_on=row.next_on,
        why=row.why,
        then=row.then,
        attempts=row.attempts,
        sentence=door.sentences.why(row),
        href=f"/v1/cases/{row.case_id}",
    )
