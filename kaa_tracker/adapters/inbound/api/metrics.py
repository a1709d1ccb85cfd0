"""What is counted, for the program that collects it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kaa_tracker.adapters.inbound.api.tokens import Token
from kaa_tracker.adapters.inbound.observing.metrics import CONTENT_TYPE, Metrics


def metrics(counted: Metrics, token: Token) -> APIRouter:
    """The route; it is no part of the interface that programs are written against, and not in its description."""
    routes = APIRouter()

    @routes.get("/metrics", include_in_schema=False)
    async def read_metrics(request: Request) -> Response:
        """Raises ``Problem`` for whoever has not the token of their own."""
        await token.check(request)
        return Response(await run_in_threadpool(counted.told), media_type=CONTENT_TYPE)

    return routes
