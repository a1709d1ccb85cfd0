"""The method follow-up, as the command line prints it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints
from starlette.responses import Response

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import JSON
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.waiting import AfterPosition, wait_for
from kaa_tracker.adapters.inbound.api.city.asked import MOST_VALUES, check_breakdowns
from kaa_tracker.adapters.inbound.api.city.periods import AskedPeriod
from kaa_tracker.adapters.inbound.api.problems import responses
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.method.cells import MethodReport
from kaa_tracker.projections.statistics.method.follow_up import method_report

_REF = "#/components/schemas/FollowUp{name}"

By = Annotated[
    list[Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")]],
    Query(
        max_length=MOST_VALUES,
        description="Breakdowns of attempts, all at once, instead of the standing tables of attempts.",
        examples=[["channel", "attempt_number"]],
    ),
]


def add_method(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get(
        "/reports/method",
        tags=["statistics"],
        dependencies=[Depends(Allowed("see_statistics"))],
        responses={200: _ANSWER, **responses("not_allowed", "not_yet")},
        response_class=Response,
    )
    def method(period: AskedPeriod, by: By = [], after: AfterPosition = 0) -> Response:  # noqa: B006 - as in asked
        """Which ways of seeking lead to an answer, for whom, and how long it takes: exact, for work inside.

        A count names its measure, its days and its values by breakdown: what `/v1/cells` asks. Where `where` has
        several, the count is their sum. Shares have their 95 % interval in tenths of a per cent.
        """
        check_breakdowns(MEASURES["attempts"], "by", by)
        wait_for(door, after)
        with door.reading.connect() as connection:
            report = method_report(connection, door.reference, period, door.clock.today(), tuple(by))
        return Response(msgspec.json.encode(report), media_type=JSON)


def method_schemas() -> Mapping[str, Any]:
    """What the follow-up is made of, for the description, by name."""
    _, schemas = msgspec.json.schema_components([MethodReport], ref_template=_REF)
    return {f"FollowUp{name}": schema for name, schema in schemas.items()}


_ANSWER = {
    "description": "The follow-up.",
    "content": {JSON: {"schema": {"$ref": _REF.format(name="MethodReport")}}},
}
