"""Frozen reports, as programs read and write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.fields import Count, Number
from kaa_tracker.application.reports.since import Behind, Happened, LateRegistrations
from kaa_tracker.domain.reports.decisions import DIARY_NUMBER
from kaa_tracker.domain.reports.life import ReportLife, ReportState

SomeCount = Annotated[int, Field(ge=0, examples=[2])]
Digest = Annotated[str, Field(description="SHA-256 of the bytes, in hexadecimal.", examples=["ab" * 32])]
Way = Annotated[
    Literal["in", "out", "day"],
    Field(description="Counts and did not, no longer does, or does on another day.", examples=["out"]),
]


class ReportToFreeze(BaseModel):
    """The operating year; the number under which the report is registered, if it is."""

    year: Annotated[int, Field(ge=1990, le=2199, examples=[2022])]
    diary_number: Annotated[
        str | None, Field(pattern=f"^(?:{DIARY_NUMBER})$", max_length=32, examples=["AMN 2022/0123"])
    ] = None


class PublicationShown(BaseModel):
    number: Annotated[Number, Field(description="Among all publications.")]
    by: Annotated[str | None, Field(examples=["berit.berg"])]
    at: datetime | None
    threshold: Annotated[int, Field(description="It tells of no fewer persons than so many.", examples=[5])]
    sha256: Digest
    href: Annotated[str, Field(examples=["/v1/reports/frozen/3/publication"])]


class FrozenShown(BaseModel):
    """`follows` is the report of the same year frozen last before; `position` is of the log, at which the figures
    were."""

    number: Annotated[int, Field(examples=[3])]
    href: Annotated[str, Field(examples=["/v1/reports/frozen/3"])]
    figures: Annotated[str, Field(examples=["/v1/reports/frozen/3/figures"])]
    year: Annotated[int, Field(examples=[2022])]
    state: ReportState
    diary_number: Annotated[str | None, Field(examples=["AMN 2022/0123"])]
    division_before: date
    reference_version: Annotated[str, Field(examples=["14adea1493bb"])]
    position: Annotated[int, Field(examples=[90210])]
    sha256: Digest
    follows: Annotated[int | None, Field(examples=[1])]
    frozen_by: Annotated[str, Field(examples=["stina.sten"])]
    frozen_at: datetime
    approved_by: Annotated[str | None, Field(examples=["berit.berg"])]
    approved_at: datetime | None
    publication: PublicationShown | None


class FrozenList(BaseModel):
    rows: Annotated[list[FrozenShown], Field(description="By number.")]


class HappenedShown(BaseModel):
    position: Annotated[int, Field(examples=[90214])]
    kind: Annotated[str, Field(examples=["entry-voided"])]
    recorded_at: datetime


class MovedShown(BaseModel):
    case_id: UUID
    href: Annotated[str, Field(examples=["/v1/cases/0190f1e2-5c7a-7b3c-8d4e-5f6071829304"])]
    how: Way
    events: Annotated[list[HappenedShown], Field(description="What was told of the case in between.")]


class BehindShown(BaseModel):
    """Who is behind the change of one figure. `not_shown` cases moved besides; `unexplained` is left of the change,
    as of reference data."""

    measure: Annotated[str, Field(examples=["attempts"])]
    where: Annotated[Mapping[str, str], Field(examples=[{"gender": "woman"}])]
    period: Annotated[Literal["year", "year_before"], Field(examples=["year"])]
    before: SomeCount
    after: SomeCount
    moved: list[MovedShown]
    not_shown: Count
    unexplained: Annotated[int, Field(examples=[0])]


class BehindDifferences(BaseModel):
    before: Annotated[int, Field(description="The report that was frozen first.", examples=[1])]
    after: Annotated[int, Field(examples=[3])]
    figures: list[BehindShown]


class LateShown(BaseModel):
    case_id: UUID
    href: Annotated[str, Field(examples=["/v1/cases/0190f1e2-5c7a-7b3c-8d4e-5f6071829304"])]
    day: Annotated[date, Field(description="In a period of the report; of a correction, of what it mends.")]
    event: HappenedShown


class LateShownList(BaseModel):
    """Told after the report was frozen of days in its periods. `not_shown` more are not yours to see."""

    not_shown: Count
    rows: Annotated[list[LateShown], Field(description="In the order in which they were recorded.")]


def frozen_shown(life: ReportLife) -> FrozenShown:
    frozen = life.frozen
    return FrozenShown(
        number=life.number,
        href=_href(life.number),
        figures=f"{_href(life.number)}/figures",
        year=frozen.year,
        state=life.state,
        diary_number=frozen.diary_number,
        division_before=frozen.division_before,
        reference_version=frozen.reference_version,
        position=frozen.position,
        sha256=frozen.sha256,
        follows=frozen.follows,
        frozen_by=life.frozen_by,
        frozen_at=life.frozen_at,
        approved_by=life.approved_by,
        approved_at=life.approved_at,
        publication=_publication(life),
    )


def _publication(life: ReportLife) -> PublicationShown | None:
    if life.published is None:
        return None
    return PublicationShown(
        number=life.published.publication,
        by=life.published_by,
        at=life.published_at,
        threshold=life.published.threshold,
        sha256=life.published.sha256,
        href=f"{_href(life.number)}/publication",
    )


def behind_shown(before: int, after: int, found: Sequence[Behind]) -> BehindDifferences:
    return BehindDifferences(before=before, after=after, figures=[_figure(one) for one in found])


def _figure(one: Behind) -> BehindShown:
    moved = [
        MovedShown(
            case_id=case.case_id,
            href=f"/v1/cases/{case.case_id}",
            how=case.how,
            events=[_happened(event) for event in case.events],
        )
        for case in one.moved
    ]
    return BehindShown.model_validate({**one._asdict(), "moved": moved})


def late_shown(found: LateRegistrations) -> LateShownList:
    rows = [
        LateShown(case_id=one.case_id, href=f"/v1/cases/{one.case_id}", day=one.day, event=_happened(one.happened))
        for one in found.shown
    ]
    return LateShownList(not_shown=found.not_shown, rows=rows)


def _happened(event: Happened) -> HappenedShown:
    return HappenedShown(**event._asdict())


def _href(number: int) -> str:
    return f"/v1/reports/frozen/{number}"
