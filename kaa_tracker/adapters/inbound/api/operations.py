"""How the program stands, for the people who answer for it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.allowing import Allowed
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.fields import Count
from kaa_tracker.adapters.inbound.api.problems import responses
from kaa_tracker.adapters.inbound.observing.operations import Operations, Waiting

Seconds = Annotated[float, Field(ge=0, description="How old the oldest is; 0 where nothing waits.", examples=[0.4])]


class HowMuch(BaseModel):
    count: Count
    seconds: Seconds


class OperationsShown(BaseModel):
    events: Annotated[int, Field(ge=0, description="In the log.", examples=[90210])]
    behind: Annotated[HowMuch, Field(description="Events that the lists do not have yet.")]
    held_cases: Annotated[int, Field(ge=0, description="Cases with an event that cannot be read into the lists.")]
    inbox: Annotated[dict[str, HowMuch], Field(description="Messages of the register, by state.")]
    paused: Annotated[
        HowMuch,
        Field(description="Deliveries that wait for a decision; meanwhile nothing of the register is worked on."),
    ]
    unchained: Annotated[HowMuch, Field(description="Entries of the access log that its chain has not come to.")]
    keys_fit: Annotated[bool, Field(description="Whether what was recorded last can be opened.")]
    leads: Annotated[bool, Field(description="Whether it is this process that works on what comes in.")]
    failing: Annotated[str, Field(description="What kind of error that work ended with; empty while it goes on.")]
    came_last: Annotated[datetime | None, Field(description="When the register last sent anything.")]
    lacks_handlers: Annotated[bool, Field(description="Protected identities are there, in too few hands.")]


def add_operations(routes: APIRouter, door: CaseDoor) -> None:
    @routes.get(
        "/operations",
        dependencies=[Depends(Allowed("see_operations"))],
        responses=responses("not_allowed"),
        tags=["operations"],
    )
    def show_operations() -> OperationsShown:
        """How far behind the program is, what waits and for how long, and what keeps it from its work."""
        return _shown(door.operations())


def _shown(now: Operations) -> OperationsShown:
    told = now._asdict() | {
        "behind": _how_much(now.behind),
        "paused": _how_much(now.paused),
        "unchained": _how_much(now.unchained),
        "inbox": {state: _how_much(waiting) for state, waiting in now.inbox.items()},
    }
    return OperationsShown.model_validate(told)


def _how_much(waiting: Waiting) -> HowMuch:
    return HowMuch(count=waiting.number, seconds=round(waiting.seconds, 1))
