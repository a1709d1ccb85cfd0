"""Each request is seen: by its route's template, its answer and its time, and as part of a trace."""

from __future__ import annotations

from time import perf_counter

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kaa_tracker.adapters.inbound.observing.logs import in_trace
from kaa_tracker.adapters.inbound.observing.observer import Observer
from kaa_tracker.adapters.inbound.observing.trace_context import HEADER, received

NOBODY_LEFT = 499
"""The status of a request whose sender went away before there was an answer, as servers commonly log it."""


class Observed:
    """ASGI middleware, the outermost. The path asked for is in nothing that it tells."""

    def __init__(self, app: ASGIApp, observer: Observer) -> None:
        self._app = app
        self._observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, status, state = perf_counter(), NOBODY_LEFT, scope.setdefault("state", {})
        told = [value for name, value in scope["headers"] if name == HEADER.encode()]
        context = received(told, sample_new=self._observer.sample_new)

        async def send_traced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = str(context)
            await send(message)

        with in_trace(context.trace_id):
            try:
                await self._app(scope, receive, send_traced)
            finally:
                user = getattr(state.get("user"), "name", None)
                seconds = perf_counter() - began
                self._observer.answered(context, scope["method"], _template(scope), status, user, seconds)


def _template(scope: Scope) -> str | None:
    return getattr(scope.get("route"), "path", None)
