"""Whether the program is alive, and whether it can take what comes: for those who watch over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from kaa_tracker.adapters.inbound.api.edge import log_fault
from kaa_tracker.adapters.inbound.api.problems import Problem, responses


class Live(BaseModel):
    status: Literal["live"] = "live"


class Ready(BaseModel):
    status: Literal["ready"] = "ready"


def health(lacks: Callable[[], Sequence[str]]) -> APIRouter:
    routes = APIRouter(prefix="/health", tags=["health"], responses=responses("fault"))

    @routes.get("/live")
    async def live() -> Live:
        """The process answers."""
        return Live()

    @routes.get("/ready", responses=responses("not_ready"))
    def ready() -> Ready:
        """Messages can be taken and worked on; otherwise the problem says in `lacks` what keeps them from it."""
        try:
            lacking = list(lacks())
        except Exception as error:  # noqa: BLE001 - not to know is not to be ready
            log_fault(error)
            lacking = ["fault"]
        if lacking:
            raise Problem("not_ready", lacks=lacking)
        return Ready()

    return routes
