"""The record of incidents: what happened, how bad it is, and whether IMY was told within 72 hours."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.bodies import body_of, described
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.cases.orders import Key
from kaa_tracker.adapters.inbound.api.fields import Limit, NumberInPath, PageNumber
from kaa_tracker.adapters.inbound.api.problems import responses
from kaa_tracker.adapters.inbound.api.rights.acting import (
    ACT_PROBLEMS,
    answer,
    page_of,
    repeated,
    there,
    told,
    written,
)
from kaa_tracker.adapters.inbound.api.rights.incident_forms import (
    Incidents,
    IncidentShown,
    NewIncident,
    NewIncidentStep,
    incident_shown,
)
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import signed_in
from kaa_tracker.application.rights.incidents import IncidentStep
from kaa_tracker.application.rights.person_requests import Filed
from kaa_tracker.domain.access.roles import User

Records = Annotated[User, Depends(Allowed("record_incidents"))]
RECORDS = [Depends(Allowed("record_incidents"))]
NONE = "no_such_incident"


def add_incidents(routes: APIRouter, door: CaseDoor) -> None:
    _add_looking(routes, door)
    _add_recording(routes, door)


def _add_looking(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get("/incidents", tags=["rights"], responses=responses("not_allowed"))
    def incidents(
        user: Records,
        closed: Annotated[bool, Query(description="Those that are closed, too.")] = False,
        limit: Limit = 20,
        page: PageNumber = 1,
    ) -> Incidents:
        """The incidents, with those first that IMY may have to be told of."""
        now = door.clock.now()
        found = door.rights.recording.incidents(user, now, open_only=not closed)
        return Incidents(
            total=len(found),
            undecided=sum(one.notification is None for one in found),
            late=sum(one.is_late(now) for one in found),
            page=page,
            limit=limit,
            rows=[incident_shown(one, now, door.reference) for one in page_of(found, limit, page)],
        )

    @routes.get("/incidents/{number}", tags=["rights"], responses=responses("not_allowed", NONE))
    def incident(number: NumberInPath, user: Records) -> IncidentShown:
        """One incident with its steps."""
        return _shown(door, user, number)


def _add_recording(routes: APIRouter, door: CaseDoor) -> None:
    @routes.post(
        "/incidents",
        tags=["rights"],
        dependencies=RECORDS,
        status_code=201,
        response_model=IncidentShown,
        responses={**repeated(IncidentShown), **responses(*ACT_PROBLEMS)},
        openapi_extra=described(
            NewIncident,
            now={"kind": "wrong_recipient"},
            earlier={"kind": "lost_device", "discovered_at": "2026-11-20T07:30:00Z"},
        ),
    )
    async def record_incident(request: Request, key: Key = None) -> Response:
        """Write down that something happened to personal data. The 72 hours to tell IMY run from its discovery."""
        said, user = await body_of(request, NewIncident, door.clock.today()), signed_in(request)

        def record() -> Response:
            by = written(door, user, key, said)
            with told(door, NONE):
                filed = door.rights.incidents.record(said.kind, said.discovered_at or by.at, by)
            return _filed(door, user, filed, filed.number)

        return await run_in_threadpool(record)

    @routes.post(
        "/incidents/{number}/steps",
        tags=["rights"],
        dependencies=RECORDS,
        status_code=201,
        response_model=IncidentShown,
        responses={**repeated(IncidentShown), **responses(*ACT_PROBLEMS, NONE, "no_such_case")},
        openapi_extra=described(
            NewIncidentStep,
            assessed={"what": "assessed", "code": "possible", "severity": "limited"},
            counted={"what": "counted", "affected": 38},
            measure={"what": "measure", "code": "recipient_deleted"},
            notified={"what": "notified"},
            not_notified={"what": "not_notified", "code": "no_risk"},
            persons_told={"what": "persons_told", "code": "told"},
            closed={"what": "closed"},
        ),
    )
    async def add_incident_step(request: Request, number: NumberInPath, key: Key = None) -> Response:
        """Assess it, say whom it affects, what was done and who was told, and close it once that is decided."""
        said, user = await body_of(request, NewIncidentStep, door.clock.today()), signed_in(request)

        def add() -> Response:
            by, now, command_id = written(door, user, key, said)
            cases = tuple(said.case_ids)
            step = IncidentStep(said.what, by, now, said.code, said.severity, said.affected, cases)
            with told(door, NONE):
                filed = door.rights.recording.add(user, number, step, command_id)
            return _filed(door, user, there(filed, "no_such_case"), number)

        return await run_in_threadpool(add)


def _filed(door: CaseDoor, user: User, filed: Filed, number: int) -> Response:
    shown = _shown(door, user, number)
    return answer(filed, shown, shown.href)


def _shown(door: CaseDoor, user: User, number: int) -> IncidentShown:
    now = door.clock.now()
    return incident_shown(there(door.rights.recording.incident(user, number, now), NONE), now, door.reference)
