"""A figure opened: the cases behind it, as far as whoever asks may read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.waiting import AfterPosition, wait_for
from kaa_tracker.adapters.inbound.api.city.asked import AskedFigure, Figure, no_such_value
from kaa_tracker.adapters.inbound.api.fields import Count, Limit, PageNumber
from kaa_tracker.adapters.inbound.api.problems import responses
from kaa_tracker.domain.access.roles import User
from kaa_tracker.projections.statistics.figures import Counted, NoSuchFigure
from kaa_tracker.projections.statistics.opened_cell import OpenedCell, open_cell
from kaa_tracker.projections.statistics.reached_cell import within_reach


class CaseBehind(BaseModel):
    """Somebody who counts; of a measure of attempts or addresses there is a line for each of theirs."""

    case_id: UUID
    given_name: Annotated[str | None, Field(examples=["Ada"])]
    family_name: Annotated[str | None, Field(examples=["Ek"])]
    day: Annotated[date, Field(description="The day that is counted.", examples=["2022-03-15"])]
    href: Annotated[str, Field(examples=["/v1/cases/0190f1e2-5c7a-7b3c-8d4e-5f6071829304"])]


class CellOpened(BaseModel):
    """`total` is the figure; `not_shown` of it are protected, disposed of, or not for whoever asks to read."""

    measure: Annotated[str, Field(examples=["reached"])]
    version: Annotated[int, Field(description="Of the definition.", examples=[1])]
    first: Annotated[date, Field(alias="from", examples=["2021-12-01"])]
    last: Annotated[date, Field(alias="to", examples=["2022-11-30"])]
    where: Annotated[Mapping[str, str], Field(examples=[{"gender": "woman"}])]
    total: Annotated[Count, Field(examples=[631])]
    not_shown: Annotated[Count, Field(examples=[4])]
    lacks_disposed: bool
    lines: Annotated[Count, Field(description="Of all pages; exact.", examples=[627])]
    page: Annotated[int, Field(examples=[1])]
    limit: Annotated[int, Field(examples=[20])]
    cases: Annotated[list[CaseBehind], Field(description="By day.")]


Counting = Annotated[User, Depends(Allowed("see_statistics"))]


def add_cells(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get("/cells", tags=["statistics"], responses=responses("not_allowed", "not_yet"))
    def cell(
        figure: AskedFigure,
        user: Counting,
        limit: Limit = 20,
        page: PageNumber = 1,
        after: AfterPosition = 0,
    ) -> CellOpened:
        """Who counts in a figure. Cases are listed for those whose role opens cells; others are told how many."""
        wait_for(door, after)
        found = _opened(door, user, figure)
        behind = found.shown[limit * (page - 1) : limit * page]
        return CellOpened.model_validate(
            {
                "measure": figure.measure.code,
                "version": figure.measure.version,
                "from": figure.period.first,
                "to": figure.period.last,
                "where": figure.where,
                "total": found.total,
                "not_shown": found.hidden,
                "lacks_disposed": found.lacks_disposed,
                "lines": len(found.shown),
                "page": page,
                "limit": limit,
                "cases": _named(door, user, behind),
            }
        )


def _opened(door: CaseDoor, user: User, figure: Figure) -> OpenedCell:
    """Everybody is counted; who is listed is asked where the database itself holds back the others."""
    reach, today = door.reach(user, "open_cells"), door.clock.today()
    try:
        with door.reading.connect() as connection:
            cell = open_cell(connection, door.reference, figure.measure.code, figure.period, figure.where)
    except NoSuchFigure:
        raise no_such_value() from None
    with door.reading.seen_within(reach, today) as connection:
        return within_reach(connection, cell, reach, today)


def _named(door: CaseDoor, user: User, behind: Sequence[Counted]) -> list[CaseBehind]:
    """With names, which are written down in the access log as one page."""
    case_ids = list(dict.fromkeys(one.case_id for one in behind))
    if not case_ids:
        return []
    names = door.revealing.persons(door.reader(user, "open_cells"), "cell", case_ids, door.clock.now())
    return [
        CaseBehind(
            case_id=one.case_id,
            given_name=names[one.case_id].values["given_name"] if one.case_id in names else None,
            family_name=names[one.case_id].values["family_name"] if one.case_id in names else None,
            day=one.placed_on,
            href=f"/v1/cases/{one.case_id}",
        )
        for one in behind
    ]
