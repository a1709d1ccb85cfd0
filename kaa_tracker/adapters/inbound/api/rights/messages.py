"""What the register is to be told where a person contests its values: listed until it has answered, never sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

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
from kaa_tracker.adapters.inbound.api.rights.request_forms import (
    Contested,
    Messages,
    MessageShown,
    Sent,
    SourceAnswer,
    message_shown,
)
from kaa_tracker.adapters.inbound.api.rights.requests import ANSWERS, Answers
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import signed_in

NONE = "no_such_message"


def add_messages(routes: APIRouter, door: CaseDoor) -> None:
    _add_contesting(routes, door)
    _add_settling(routes, door)

    @routes.get("/source-messages", tags=["rights"], responses=responses("not_allowed"))
    def source_messages(
        user: Answers,
        answered: Annotated[bool, Query(description="Those the register has answered, too.")] = False,
        limit: Limit = 20,
        page: PageNumber = 1,
    ) -> Messages:
        """What the register is to be told; the oldest first. A field is flagged on its case while it is here."""
        found = door.rights.answering.messages(user, door.clock.now(), open_only=not answered)
        rows = [message_shown(one) for one in page_of(found, limit, page)]
        return Messages(total=len(found), page=page, limit=limit, rows=rows)


def _add_contesting(routes: APIRouter, door: CaseDoor) -> None:
    @routes.post(
        "/person-requests/{number}/contested-fields",
        tags=["rights"],
        dependencies=ANSWERS,
        status_code=201,
        response_model=MessageShown,
        responses={**repeated(MessageShown), **responses(*ACT_PROBLEMS, "no_such_request")},
        openapi_extra=described(Contested, address={"field": "address"}),
    )
    async def contest_field(request: Request, number: NumberInPath, key: Key = None) -> Response:
        """Flag a value of the register's on the case, and leave a message that somebody sends to the register."""
        said, user = await body_of(request, Contested, door.clock.today()), signed_in(request)

        def contest() -> Response:
            with told(door, "no_such_request"):
                filed = door.rights.answering.contest(user, number, said.field, written(door, user, key, said))
            found = there(filed, "no_such_request")
            message = there(door.rights.answering.message(user, found.number, door.clock.now()), NONE)
            return answer(found, message_shown(message), f"/v1/person-requests/{number}")

        return await run_in_threadpool(contest)


def _add_settling(routes: APIRouter, door: CaseDoor) -> None:
    @routes.post(
        "/source-messages/{number}/sending",
        tags=["rights"],
        dependencies=ANSWERS,
        response_model=MessageShown,
        responses=responses(*ACT_PROBLEMS, NONE),
        openapi_extra=described(Sent, usual={}),
    )
    async def source_message_sent(request: Request, number: NumberInPath) -> MessageShown:
        """Note that you have sent it, by the way the register has for it."""
        await body_of(request, Sent, door.clock.today())
        user = signed_in(request)

        def send() -> MessageShown:
            with told(door, NONE):
                return message_shown(there(door.rights.answering.sent(user, number, door.clock.now()), NONE))

        return await run_in_threadpool(send)

    @routes.post(
        "/source-messages/{number}/answers",
        tags=["rights"],
        dependencies=ANSWERS,
        response_model=MessageShown,
        responses=responses(*ACT_PROBLEMS, NONE),
        openapi_extra=described(SourceAnswer, corrected={"answer": "corrected"}),
    )
    async def source_message_answered(request: Request, number: NumberInPath) -> MessageShown:
        """Note what the register answered. The flag is taken away; a corrected value comes as any of the register's."""
        said, user = await body_of(request, SourceAnswer, door.clock.today()), signed_in(request)

        def settle() -> MessageShown:
            with told(door, NONE):
                found = door.rights.answering.answered(user, number, said.answer, door.clock.now())
            return message_shown(there(found, NONE))

        return await run_in_threadpool(settle)
