"""The log of what persons ask about their data: registered, handled, and answered in time."""

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
from kaa_tracker.adapters.inbound.api.fields import IdInAddress, Limit, NumberInPath, PageNumber
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.api.rights.acting import (
    ACT_PROBLEMS,
    answer,
    page_of,
    refusal_problem,
    repeated,
    there,
    told,
    written,
)
from kaa_tracker.adapters.inbound.api.rights.request_forms import (
    NewRequest,
    NewStep,
    Rectification,
    Requests,
    RequestShown,
    request_shown,
)
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import signed_in
from kaa_tracker.application.handling import UNKNOWN_CASE, Recorded
from kaa_tracker.application.rights.person_requests import Filed, Received, Step
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.commands import CorrectEntry
from kaa_tracker.domain.case.refusal import Refusal

Answers = Annotated[User, Depends(Allowed("answer_persons"))]
ANSWERS = [Depends(Allowed("answer_persons"))]
NONE = "no_such_request"
_CASE = "0190f1e2-5c7a-7b3c-8d4e-5f6071829304"


def add_requests(routes: APIRouter, door: CaseDoor) -> None:
    _add_looking(routes, door)
    _add_registering(routes, door)
    _add_handling(routes, door)


def _add_looking(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get("/person-requests", tags=["rights"], responses=responses("not_allowed"))
    def person_requests(
        user: Answers,
        case_id: Annotated[IdInAddress | None, Query(description="Those about one case.")] = None,
        answered: Annotated[bool, Query(description="Those that have been answered, too.")] = False,
        limit: Limit = 20,
        page: PageNumber = 1,
    ) -> Requests:
        """What persons have asked, the overdue first. A request is answered within 30 days, or 90 if extended."""
        now, today = door.clock.now(), door.clock.today()
        found = door.rights.answering.requests(user, now, open_only=not answered, case_id=case_id)
        return Requests(
            today=today,
            total=len(found),
            overdue=sum(one.is_overdue(today) for one in found),
            page=page,
            limit=limit,
            rows=[request_shown(one, today, door.reference) for one in page_of(found, limit, page)],
        )

    @routes.get("/person-requests/{number}", tags=["rights"], responses=responses("not_allowed", NONE))
    def person_request(number: NumberInPath, user: Answers) -> RequestShown:
        """One request with its steps."""
        return _shown(door, user, number)


def _add_registering(routes: APIRouter, door: CaseDoor) -> None:
    @routes.post(
        "/person-requests",
        tags=["rights"],
        dependencies=ANSWERS,
        status_code=201,
        response_model=RequestShown,
        responses={**repeated(RequestShown), **responses(*ACT_PROBLEMS, "no_such_case")},
        openapi_extra=described(
            NewRequest,
            today={"case_id": _CASE, "kind": "access"},
            by_post={"case_id": _CASE, "kind": "rectification", "received_on": "2026-11-20"},
        ),
    )
    async def register_person_request(request: Request, key: Key = None) -> Response:
        """Write down what a person asks; the clock runs from the day it was received. Nothing they wrote is kept."""
        said, user = await body_of(request, NewRequest, door.clock.today()), signed_in(request)

        def register() -> Response:
            received = Received(said.case_id, said.kind, said.received_on or door.clock.today())
            with told(door, "no_such_case"):
                filed = door.rights.answering.register(user, received, written(door, user, key, said))
            return _filed(door, user, there(filed, "no_such_case"))

        return await run_in_threadpool(register)


def _add_handling(routes: APIRouter, door: CaseDoor) -> None:
    @routes.post(
        "/person-requests/{number}/steps",
        tags=["rights"],
        dependencies=ANSWERS,
        status_code=201,
        response_model=RequestShown,
        responses={**repeated(RequestShown), **responses(*ACT_PROBLEMS, NONE)},
        openapi_extra=described(
            NewStep,
            taken={"what": "taken"},
            noted={"what": "noted", "code": "identity_checked"},
            extended={"what": "extended", "code": "complex"},
            closed={"what": "closed", "code": "granted"},
        ),
    )
    async def add_person_request_step(request: Request, number: NumberInPath, key: Key = None) -> Response:
        """Take a request over, note what was done, extend it once within its 30 days, or close it with an outcome."""
        said, user = await body_of(request, NewStep, door.clock.today()), signed_in(request)

        def add() -> Response:
            by, now, command_id = written(door, user, key, said)
            with told(door, NONE):
                filed = door.rights.answering.add(user, number, Step(said.what, said.code, by, now), command_id)
            return _filed(door, user, there(filed, NONE), number)

        return await run_in_threadpool(add)

    @routes.post(
        "/person-requests/{number}/rectifications",
        tags=["rights"],
        dependencies=ANSWERS,
        status_code=201,
        response_model=RequestShown,
        responses={**repeated(RequestShown), **responses(*ACT_PROBLEMS, NONE)},
        openapi_extra=described(
            Rectification, channel={"entry": 7, "reason": "wrong_value", "changes": {"channel": "sms"}}
        ),
    )
    async def rectify(request: Request, number: NumberInPath, key: Key = None) -> Response:
        """Correct an entry of ours, as the person asked. What is the register's is contested instead."""
        said, user = await body_of(request, Rectification, door.clock.today()), signed_in(request)
        return await run_in_threadpool(_rectified, door, user, number, said, key)


def _rectified(door: CaseDoor, user: User, number: int, said: Rectification, key: str | None) -> Response:
    correction = CorrectEntry(reason=said.reason, changes=said.changes, entry=said.entry)
    with told(door, NONE):
        result = door.rights.rectifying.correct(user, number, correction, written(door, user, key, said))
    if result is None or result == UNKNOWN_CASE:
        raise Problem(NONE)
    if isinstance(result, Refusal):
        raise refusal_problem(door, result)
    door.wake()
    return _filed(door, user, Filed(number, isinstance(result, Recorded)))


def _filed(door: CaseDoor, user: User, filed: Filed, number: int | None = None) -> Response:
    shown = _shown(door, user, number or filed.number)
    return answer(filed, shown, shown.href)


def _shown(door: CaseDoor, user: User, number: int) -> RequestShown:
    found = there(door.rights.answering.request(user, number, door.clock.now()), NONE)
    return request_shown(found, door.clock.today(), door.reference)
