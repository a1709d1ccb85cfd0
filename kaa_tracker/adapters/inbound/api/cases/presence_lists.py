"""What questions about youths lead to: requests to take cases over, and alerts to the handlers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.fields import Limit
from kaa_tracker.adapters.inbound.api.problems import responses
from kaa_tracker.application.access.questions import Alert, QuestionKind, TransferRequest
from kaa_tracker.application.access.youths import Youths
from kaa_tracker.domain.access.roles import User

SHOWN_FOR = timedelta(days=30)
"""A request that nobody has answered by then is made anew, or not at all."""


class RequestedTransfer(BaseModel):
    """`accept`: where the case is assigned to the unit that asks; then it is on this list no more."""

    number: int
    at: datetime
    case_id: UUID
    given_name: str | None
    family_name: str | None
    unit: Annotated[str, Field(description="That has the case.", examples=["globen"])]
    asked_by: Annotated[str, Field(examples=["kim.krok"])]
    for_unit: Annotated[str, Field(examples=["kista"])]
    href: str
    accept: str


class RequestedTransfers(BaseModel):
    rows: list[RequestedTransfer]


class ProtectedAlert(BaseModel):
    """Somebody asked by the number of a protected identity, and was answered as for one that nobody has."""

    number: int
    at: datetime
    user: str
    unit: str
    kind: QuestionKind
    reason: Annotated[str, Field(description="The purpose of the question, or the basis of the case opened.")]
    case_id: UUID
    href: str


class ProtectedAlerts(BaseModel):
    rows: list[ProtectedAlert]


Before = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Those before this number are shown.")]
Assigns = Annotated[User, Depends(Allowed("assign"))]
Handles = Annotated[User, Depends(Allowed("name_others"))]


def add_presence_lists(routes: APIRouter, door: CaseDoor, youths: Youths) -> None:
    @routes.get("/transfer-requests", tags=["presence"], responses=responses("not_allowed"))
    def transfer_requests(user: Assigns) -> RequestedTransfers:
        """The requests of the last 30 days for cases that one may assign, and that have not gone to whoever asked."""
        requests = youths.questions.transfer_requests(door.clock.now() - SHOWN_FOR)
        return RequestedTransfers(rows=_requested(door, user, requests))

    @routes.get("/protected-alerts", tags=["presence"], responses=responses("not_allowed"))
    def protected_alerts(user: Handles, limit: Limit = 20, before: Before = None) -> ProtectedAlerts:
        """Each time somebody asked by the number of a protected identity, the latest first."""
        alerts = youths.questions.alerts(limit=limit, before=before)
        held = _within(door, user, [alert.case_id for alert in alerts])
        return ProtectedAlerts(rows=[_alert(alert) for alert in alerts if alert.case_id in held])


def _within(door: CaseDoor, user: User, case_ids: Sequence[UUID]) -> set[UUID]:
    reach = door.reach(user, "name_others")
    return {row.case_id for row in door.reading.overviews(reach, door.clock.today(), case_ids)}


def _requested(door: CaseDoor, user: User, requests: Sequence[TransferRequest]) -> list[RequestedTransfer]:
    asked_for = {request.case_id for request in requests}
    rows = door.reading.overviews(door.reach(user, "assign"), door.clock.today(), asked_for)
    units = {row.case_id: row.unit for row in rows if not row.protected}
    open_ones = [one for one in requests if one.case_id in units and units[one.case_id] != one.unit]
    case_ids = sorted({one.case_id for one in open_ones})
    names = {}
    if case_ids:
        names = door.revealing.persons(door.reader(user, "assign"), "list_page", case_ids, door.clock.now())
    return [
        RequestedTransfer(
            number=one.number,
            at=one.at,
            case_id=one.case_id,
            given_name=names[one.case_id].values["given_name"] if one.case_id in names else None,
            family_name=names[one.case_id].values["family_name"] if one.case_id in names else None,
            unit=units[one.case_id],
            asked_by=one.user,
            for_unit=one.unit,
            href=f"/v1/cases/{one.case_id}",
            accept=f"/v1/cases/{one.case_id}/assignments",
        )
        for one in open_ones
    ]


def _alert(alert: Alert) -> ProtectedAlert:
    return ProtectedAlert(**alert._asdict(), href=f"/v1/cases/{alert.case_id}")
