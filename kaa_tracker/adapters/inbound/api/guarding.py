"""Routes that look at who asks before they read what is asked, and read no more than they can take."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from fastapi import APIRouter, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive

from kaa_tracker.adapters.inbound.api.bodies import JSON, plain_type
from kaa_tracker.adapters.inbound.api.problems import Problem, responses


class Guard(Protocol):
    async def check(self, request: Request) -> None:
        """Raises the ``Problem`` of whoever is not let in."""
        ...


def guarded(guard: Guard, token_name: str, max_bytes: int) -> APIRouter:
    """A router whose routes open to whom the guard lets in only, for bodies of at most ``max_bytes``.

    The framework would read and parse the body first and ask about the token afterwards.
    """

    class Guarded(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer, reads_json = super().get_route_handler(), self.body_field is not None

            async def look_first(request: Request) -> Response:
                await guard.check(request)
                if reads_json and plain_type(request) != JSON:
                    raise Problem("not_json")
                return await answer(Request(request.scope, _bounded(request, max_bytes)))

            return look_first

    shown = HTTPBearer(scheme_name=token_name, auto_error=False)
    """For the description only: the token has been checked by then."""
    problems = responses("unauthenticated", "invalid", "fault", "unavailable")
    return APIRouter(prefix="/v1", route_class=Guarded, dependencies=[Security(shown)], responses=problems)


def _bounded(request: Request, max_bytes: int) -> Receive:
    """``receive`` that refuses a body as soon as it is known to be too large: at once where it says so itself."""
    told = request.headers.get("content-length", "")
    left = max_bytes

    async def receive() -> Message:
        nonlocal left
        if told.isdecimal() and int(told) > max_bytes:
            raise Problem("too_large")
        message = await request.receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise Problem("too_large")
        return message

    return receive
