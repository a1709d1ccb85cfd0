"""A figure of any period, by any breakdown: each number with the address of the cases behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, StringConstraints

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.waiting import AfterPosition, wait_for
from kaa_tracker.adapters.inbound.api.city.asked import MOST, AskedFigure, Figure, check_breakdowns, no_such_value
from kaa_tracker.adapters.inbound.api.fields import Count
from kaa_tracker.adapters.inbound.api.problems import responses
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.figures import NoSuchFigure
from kaa_tracker.projections.statistics.measure import Kind
from kaa_tracker.projections.statistics.parted import Part, Parted, parted

Median = Annotated[float | None, Field(description="Of a measure of days, where anybody counts.", examples=[11.5])]
Cell = Annotated[
    str,
    Field(
        description="The cases behind the number.",
        examples=["/v1/cells?measure=reached&from=2021-12-01&to=2022-11-30&where=gender%3Awoman"],
    ),
]


class PartShown(BaseModel):
    values: Annotated[Mapping[str, str], Field(description="By breakdown.", examples=[{"gender": "woman"}])]
    labels: Annotated[list[str], Field(examples=[["Kvinna"]])]
    count: Annotated[Count, Field(examples=[631])]
    median_days: Median
    href: Cell


class Statistic(BaseModel):
    """`total` counts everyone once. Of a `partition` the rows sum to it; where they are `overlapping`, one who
    counts may stand in several."""

    measure: Annotated[str, Field(examples=["reached"])]
    label: Annotated[str, Field(examples=["Nådda"])]
    definition: Annotated[str, Field(examples=["Ungdomar som svarat själva eller genom anhörig."])]
    version: Annotated[int, Field(description="Of the definition.", examples=[1])]
    first: Annotated[date, Field(alias="from", examples=["2021-12-01"])]
    last: Annotated[date, Field(alias="to", examples=["2022-11-30"])]
    where: Annotated[Mapping[str, str], Field(examples=[{}])]
    by: Annotated[list[str], Field(examples=[["gender"]])]
    kind: Kind
    total: Annotated[Count, Field(examples=[1302])]
    median_days: Median
    href: Cell
    rows: list[PartShown]
    lacks_disposed: Annotated[
        bool,
        Field(description="Whether people have been disposed of who may belong here and cannot be counted any more."),
    ]
    reference_version: Annotated[str, Field(examples=["14adea1493bb"])]


By = Annotated[
    list[Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")]],
    Query(max_length=MOST, description="The breakdowns whose values make the rows.", examples=[["gender"]]),
]


def add_statistics(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get(
        "/statistics",
        tags=["statistics"],
        dependencies=[Depends(Allowed("see_statistics"))],
        responses=responses("not_allowed", "not_yet"),
    )
    def statistics(figure: AskedFigure, by: By = [], after: AfterPosition = 0) -> Statistic:  # noqa: B006 - as in asked
        """How many count in a measure, in a period, broken down as asked. Everybody counts, whoever may be shown."""
        check_breakdowns(figure.measure, "by", by, among=figure.where)
        wait_for(door, after)
        try:
            with door.reading.connect() as connection:
                found = parted(connection, door.reference, figure.measure, figure.period, figure.where, by)
        except NoSuchFigure:
            raise no_such_value() from None
        return _shown(figure, by, found, door.reference)


def _shown(figure: Figure, by: list[str], found: Parted, reference: Reference) -> Statistic:
    measure = figure.measure
    return Statistic.model_validate(
        {
            "measure": measure.code,
            "label": measure.label,
            "definition": measure.definition,
            "version": measure.version,
            "from": figure.period.first,
            "to": figure.period.last,
            "where": figure.where,
            "by": by,
            "kind": found.kind,
            "total": found.whole.times,
            "median_days": _days(found.whole),
            "href": figure.cell,
            "rows": [_part(figure, by, part, reference) for part in found.parts],
            "lacks_disposed": found.lacks_disposed,
            "reference_version": reference.version,
        }
    )


def _part(figure: Figure, by: list[str], part: Part, reference: Reference) -> PartShown:
    return PartShown(
        values=dict(zip(by, part.values, strict=True)),
        labels=[BREAKDOWNS[code].name(reference, value) for code, value in zip(by, part.values, strict=True)],
        count=part.times,
        median_days=_days(part),
        href=figure.within(by, part.values).cell,
    )


def _days(part: Part) -> float | None:
    return None if part.half_days is None else part.half_days / 2
