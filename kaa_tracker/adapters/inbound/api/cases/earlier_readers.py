"""Who knows of a youth whose identity has been protected since: for the handlers to judge the risk."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.fields import IdInAddress, Limit, PageNumber
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.application.access.earlier_readers import earlier_readers
from kaa_tracker.domain.access.roles import User


class EarlierReading(BaseModel):
    at: datetime
    user: Annotated[str, Field(examples=["lena.lind"])]
    role: Annotated[str, Field(examples=["local_coordinator"])]
    unit: Annotated[str, Field(examples=["globen"])]
    act: Annotated[str, Field(examples=["case_page"])]
    fields: Annotated[list[str], Field(description="What they were shown, never the values.", examples=[["phones"]])]


class EarlierReaders(BaseModel):
    page: int
    limit: int
    rows: Annotated[list[EarlierReading], Field(description="The latest first.")]


Handles = Annotated[User, Depends(Allowed("name_others"))]


def add_earlier_readers(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get("/cases/{case_id}/earlier-readers", tags=["cases"], responses=responses("not_allowed", "no_such_case"))
    def case_earlier_readers(
        case_id: IdInAddress, user: Handles, limit: Limit = 20, page: PageNumber = 1
    ) -> EarlierReaders:
        """Who was shown anything of a youth before the identity was protected, as far back as the log goes.

        They are not handlers, and were not named on the case.
        """
        found = door.seeing.case(user, case_id, door.clock.now(), "name_others")
        if found is None:
            raise Problem("no_such_case")
        readings = earlier_readers(door.access_log, case_id, found.history)
        rows = [
            EarlierReading(at=one.at, user=one.user, role=one.role, unit=one.unit, act=one.act, fields=list(one.fields))
            for one in islice(readings, limit * (page - 1), limit * page)
        ]
        return EarlierReaders(page=page, limit=limit, rows=rows)
