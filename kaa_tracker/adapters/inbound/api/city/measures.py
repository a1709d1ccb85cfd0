"""What each figure counts, in the words it is printed with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.measure import Counts, Kind, Measure
from kaa_tracker.projections.statistics.measures import MEASURES


class MeasureNamed(BaseModel):
    code: Annotated[str, Field(examples=["reached"])]
    label: Annotated[str, Field(examples=["Nådda"])]
    version: Annotated[int, Field(description="Of the definition.", examples=[1])]
    href: Annotated[str, Field(examples=["/v1/measures/reached"])]


class MeasuresNamed(BaseModel):
    measures: Annotated[list[MeasureNamed], Field(description="In the order in which they are explained.")]


class BreakdownShown(BaseModel):
    """`partition`: its rows sum to the total; `overlapping`: one who counts may stand in several."""

    code: Annotated[str, Field(examples=["gender"])]
    label: Annotated[str, Field(examples=["Kön"])]
    definition: Annotated[str, Field(examples=["Som det är känt på periodens sista dag."])]
    kind: Kind


class MeasureShown(BaseModel):
    code: Annotated[str, Field(examples=["reached"])]
    label: Annotated[str, Field(examples=["Nådda"])]
    definition: Annotated[str, Field(examples=["Ungdomar som svarat själva eller genom anhörig."])]
    placed: Annotated[str, Field(description="The day that is counted.", examples=["dagen för det första svaret"])]
    counts: Counts
    timed: Annotated[bool, Field(description="Whether the figure is the median of days.")]
    version: Annotated[int, Field(examples=[1])]
    breakdowns: list[BreakdownShown]


Code = Annotated[str, Path(pattern=r"^[a-z_0-9]{1,64}$", examples=["reached"])]


def add_measures(routes: APIRouter) -> None:
    allowed = [Depends(Allowed("see_statistics"))]

    @routes.get("/measures", tags=["statistics"], dependencies=allowed, responses=responses("not_allowed"))
    def measures() -> MeasuresNamed:
        """Every measure there is, with the version of its definition."""
        return MeasuresNamed(measures=[_named(measure) for measure in MEASURES.values()])

    @routes.get(
        "/measures/{code}",
        tags=["statistics"],
        dependencies=allowed,
        responses=responses("not_allowed", "no_such_measure"),
    )
    def measure(code: Code) -> MeasureShown:
        """Who counts in a measure, on which day, and by what it can be broken down."""
        if code not in MEASURES:
            raise Problem("no_such_measure")
        return _shown(MEASURES[code])


def _named(measure: Measure) -> MeasureNamed:
    return MeasureNamed(
        code=measure.code, label=measure.label, version=measure.version, href=f"/v1/measures/{measure.code}"
    )


def _shown(measure: Measure) -> MeasureShown:
    return MeasureShown(
        code=measure.code,
        label=measure.label,
        definition=measure.definition,
        placed=measure.placed,
        counts=measure.counts,
        timed=measure.is_timed,
        version=measure.version,
        breakdowns=_breakdowns(measure.breakdowns),
    )


def _breakdowns(kinds: Mapping[str, Kind]) -> list[BreakdownShown]:
    return [
        BreakdownShown(code=code, label=BREAKDOWNS[code].label, definition=BREAKDOWNS[code].definition, kind=kind)
        for code, kind in kinds.items()
    ]
