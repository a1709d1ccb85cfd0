"""The outermost part: what holds for every answer, and what becomes of an error nobody foresaw."""

from __future__ import annotations

import logging

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kaa_tracker.adapters.inbound.api.problems import Problem, respond

logger = logging.getLogger(__name__)

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Edge:
    """ASGI middleware. No error passes it, since the server would print one with all that it says."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_marked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        try:
            await self._app(scope, receive, send_marked)
        except ClientDisconnect:
            pass  # nobody is left to answer, and a body that did not come whole is not kept
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing of what it says gets out
            log_fault(error)
            if not started:
                await respond(Problem("fault"))(scope, receive, send_marked)


def log_fault(error: Exception) -> None:
    """Write down what kind of error it is and where it arose; its own text may quote what somebody sent."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"
    logger.error("%s at %s", type(error).__name__, place)
