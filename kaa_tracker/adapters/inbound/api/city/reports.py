"""The annual report, as the command line prints it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import JSON
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.waiting import AfterPosition, wait_for
from kaa_tracker.adapters.inbound.api.problems import responses
from kaa_tracker.projections.statistics.report.annual import annual_report
from kaa_tracker.projections.statistics.report.cells import Report
from kaa_tracker.projections.statistics.report.differences import Differences

Year = Annotated[int, Path(ge=1990, le=2199, description="1 December of the year before to 30 November.")]

REPORT_REF = "#/components/schemas/AnnualReport{name}"


def add_reports(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get(
        "/reports/annual/{year}",
        tags=["statistics"],
        dependencies=[Depends(Allowed("see_statistics"))],
        responses={200: REPORT_ANSWER, **responses("not_allowed", "not_yet")},
        response_class=Response,
    )
    def annual(year: Year, after: AfterPosition = 0) -> Response:
        """The annual report of an operating year, beside the year before.

        A count names its measure, its values by breakdown, and which of the two `periods`: what `/v1/cells` asks.
        """
        wait_for(door, after)
        with door.reading.connect() as connection:
            report = annual_report(connection, door.reference, year)
        return Response(msgspec.json.encode(report), media_type=JSON)


def report_schemas() -> Mapping[str, Any]:
    """What a report is made of, for the description, by name."""
    _, schemas = msgspec.json.schema_components([Report, Differences], ref_template=REPORT_REF)
    return {f"AnnualReport{name}": schema for name, schema in schemas.items()}


COUNT_EXAMPLE = {"type": "count", "measure": "covered", "where": {}, "period": "year", "value": 3421}
_TABLE = {
    "title": "Ungdomar i aktivitetsansvaret",
    "heads": [],
    "columns": {"year": "2022"},
    "rows": {"covered": {"labels": ["Omfattade"], "cells": {"year": COUNT_EXAMPLE}}},
    "kind": "partition",
    "note": "",
}
_DEFINED = {
    "label": "Omfattade",
    "definition": "Alla som omfattats någon dag.",
    "placed": "den första dagen",
    "counts": "persons",
    "version": 1,
}
_EXAMPLE = {
    "report": "annual",
    "year": 2022,
    "periods": {
        "year": {"first": "2021-12-01", "last": "2022-11-30"},
        "year_before": {"first": "2020-12-01", "last": "2021-11-30"},
    },
    "division_on": "2022-11-30",
    "division_before": "2022-11-30",
    "reference_version": "14adea1493bb",
    "tables": {"covered": _TABLE},
    "measures": {"covered": _DEFINED},
}
REPORT_ANSWER = {
    "description": "The report.",
    "content": {JSON: {"schema": {"$ref": REPORT_REF.format(name="Report")}, "example": _EXAMPLE}},
}
