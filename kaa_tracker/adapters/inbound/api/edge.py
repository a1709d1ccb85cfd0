"""The outermost part: what holds for every answer, and what becomes of an error nobody foresaw."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kaa_tracker.adapters.inbound.api.problems import Problem, respond
from kaa_tracker.adapters.inbound.observing.errors import told_of
from kaa_tracker.adapters.inbound.observing.logs import logger

log = logger(__name__)

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Answers are data: whatever a browser might do with one, besides showing it to who asked, is not allowed."""

ONLY_TLS = {"Strict-Transport-Security": "max-age=31536000"}
"""Where the server speaks TLS itself; a proxy that adds it says so too (RFC 6797, section 7.2)."""


class Edge:
    """ASGI middleware. No error passes it, since the server would print one with all that it says."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, headers = False, HEADERS | ONLY_TLS if scope.get("scheme") == "https" else HEADERS

        async def send_marked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(headers)
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
    log.error("fault", **told_of(error))
