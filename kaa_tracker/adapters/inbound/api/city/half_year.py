"""The findings on the half-year file to Skolverket, for those whose cases they are in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.allowing import Sees
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.refused import problem_of
from kaa_tracker.adapters.inbound.api.cases.waiting import AfterPosition, wait_for
from kaa_tracker.adapters.inbound.api.fields import Count, Limit, PageNumber
from kaa_tracker.adapters.inbound.api.problems import responses
from kaa_tracker.application.half_year.checking import CaseFinding
from kaa_tracker.application.half_year.refused import HalfYearRefused
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.half_year.lines import Block

Half = Annotated[str, Query(pattern=r"^20[0-9]{2}H[12]$", description="The half-year.", examples=["2022H2"])]


class FoundInHalfYear(BaseModel):
    """A line of the file that breaks a rule, and what to do about it."""

    case_id: UUID
    given_name: Annotated[str | None, Field(examples=["Ada"])]
    family_name: Annotated[str | None, Field(examples=["Ek"])]
    unit: Annotated[str, Field(examples=["globen"])]
    rule: Annotated[str, Field(examples=["after_end"])]
    block: Block
    on: Annotated[date, Field(description="The day the line is about.", examples=["2022-09-11"])]
    left_out: Annotated[bool, Field(description="Whether the line is kept out of the file.")]
    sentence: Annotated[str, Field(examples=["Uppgiften ligger före registreringsdatumet. Rätta dagen."])]
    href: Annotated[str, Field(examples=["/v1/cases/0190f1e2-5c7a-7b3c-8d4e-5f6071829304"])]


class HalfYearFindings(BaseModel):
    half: Annotated[str, Field(examples=["2022H2"])]
    total: Annotated[Count, Field(description="Of all pages; exact.")]
    page: Annotated[int, Field(examples=[1])]
    limit: Annotated[int, Field(examples=[20])]
    findings: Annotated[list[FoundInHalfYear], Field(description="Unit by unit, rule by rule.")]


def add_half_year(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get("/half-year-findings", tags=["work"], responses=responses("not_allowed", "not_yet", "refused"))
    def half_year_findings(
        user: Sees, half: Half, limit: Limit = 20, page: PageNumber = 1, after: AfterPosition = 0
    ) -> HalfYearFindings:
        """What would be wrong with the half-year file in the cases you may see, one page with names."""
        wait_for(door, after)
        try:
            checked = door.half_year.checking.within_reach(user, HalfYear.named(half), door.clock.now())
        except HalfYearRefused as refused:
            raise problem_of(refused.refusal, door.sentences) from None
        shown = checked.listed[limit * (page - 1) : limit * page]
        return HalfYearFindings(
            half=half, total=len(checked.listed), page=page, limit=limit, findings=_named(door, user, shown)
        )


def _named(door: CaseDoor, user: User, found: Sequence[CaseFinding]) -> list[FoundInHalfYear]:
    """With names, which are written down in the access log as one page."""
    case_ids = list(dict.fromkeys(one.case_id for one in found))
    names = door.revealing.persons(door.reader(user), "list_page", case_ids, door.clock.now()) if found else {}
    return [
        FoundInHalfYear(
            case_id=one.case_id,
            given_name=names[one.case_id].values["given_name"] if one.case_id in names else None,
            family_name=names[one.case_id].values["family_name"] if one.case_id in names else None,
            unit=one.unit,
            rule=one.finding.rule,
            block=one.finding.line.block,
            on=one.finding.line.on,
            left_out=one.finding.is_left_out,
            sentence=door.sentences.half_year_finding(one.finding.rule),
            href=f"/v1/cases/{one.case_id}",
        )
        for one in found
    ]
