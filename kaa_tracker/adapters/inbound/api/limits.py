"""How much a request may ask of the server before anybody looks into it: its head, its time, its turn."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kaa_tracker.adapters.inbound.api.framing import is_ambiguous
from kaa_tracker.adapters.inbound.api.problems import Problem, respond
from kaa_tracker.adapters.inbound.api.traffic import Traffic
from kaa_tracker.adapters.inbound.observing.metrics import Metrics

MAX_HEAD_BYTES = 16 << 10
"""Of the address and the headers together."""

BODY_SECONDS = 60
"""For how long a body may take to arrive, from when it is asked for."""

ALWAYS_ANSWERED = ("/health/", "/metrics")
"""Whoever watches over the program must be answered when it has too much to do."""

_CLOSE = {"Connection": "close"}


class Limits:
    """ASGI middleware. A request beyond a limit is answered at once, and nothing of it is worked on."""

    def __init__(self, app: ASGIApp, traffic: Traffic, metrics: Metrics) -> None:
        self._app = app
        self._traffic = traffic
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if why := self._refusal(scope):
            self._metrics.turned_away(why)
            await respond(Problem(why, _CLOSE))(scope, receive, send)
            return
        with self._traffic.taken_up(), ExitStack() as while_sent:

            async def send_noting_streams(message: Message) -> None:
                if message["type"] == "http.response.start" and _is_stream(message):
                    while_sent.enter_context(self._traffic.streaming())
                await send(message)

            await self._app(scope, _Arriving(receive, self._traffic), send_noting_streams)

    def _refusal(self, scope: Scope) -> str | None:
        """The code of the problem; ``None``: it may come in."""
        if is_ambiguous(scope):
            return "two_lengths"
        if _head_bytes(scope) > MAX_HEAD_BYTES:
            return "head_too_large"
        if scope["path"].startswith(ALWAYS_ANSWERED):
            return None
        if self._traffic.is_stopping:
            return "stopping"
        return "busy" if self._traffic.is_full else None


class _Arriving:
    """``receive`` of a request whose body must come in time, and whose sender is gone when the server stops.

    Only what is never at its end, a stream, still asks after the body has come.
    """

    def __init__(self, receive: Receive, traffic: Traffic) -> None:
        self._receive = receive
        self._traffic = traffic
        self._until: float | None = None
        self._has_come = False

    async def __call__(self) -> Message:
        if self._has_come:
            return await self._gone()
        if self._until is None:
            self._until = asyncio.get_running_loop().time() + BODY_SECONDS
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise Problem("too_slow", _CLOSE) from None
        self._has_come = not message.get("more_body", False)
        return message

    async def _gone(self) -> Message:
        gone, stopped = asyncio.ensure_future(self._receive()), asyncio.ensure_future(self._traffic.stopped())
        try:
            await asyncio.wait((gone, stopped), return_when=asyncio.FIRST_COMPLETED)
            return gone.result() if gone.done() else {"type": "http.disconnect"}
        finally:
            gone.cancel()
            stopped.cancel()


def _is_stream(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/event-stream")


def _head_bytes(scope: Scope) -> int:
    """Without the token, which has a bound of its own: one too long is answered as any other bad one is."""
    address = len(scope.get("raw_path") or b"") + len(scope["query_string"])
    return address + sum(len(name) + len(value) + 4 for name, value in scope["headers"] if name != b"authorization")
