"""What came in and what became of it, and deliveries that wait for somebody's decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from kaa_tracker.adapters.inbound.api.fields import Count, Limit, Number, NumberInPath
from kaa_tracker.adapters.inbound.api.intake.door import IntakeDoor
from kaa_tracker.adapters.inbound.api.intake.rulings import REFUSED, Decided, WorksIntake, ruling
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.application.intake.inbox import DeliveryState, Door, Kind, State

_AT = "2026-08-20T03:00:00Z"


class Delivery(BaseModel):
    """What came in together. `received` is `repeats` and all `states` added up."""

    number: Number
    door: Door
    name: Annotated[str, Field(examples=["2026-08-20"])]
    state: Annotated[DeliveryState, Field(examples=["paused"])]
    first_at: Annotated[datetime, Field(examples=[_AT])]
    last_at: Annotated[datetime, Field(examples=[_AT])]
    held_before: Annotated[Count, Field(description="How many were in the register when it began.")]
    received: Count
    repeats: Annotated[Count, Field(description="What of it had come before.")]
    kinds: Annotated[Mapping[Kind, Count], Field(description="Repeats left out.", examples=[{"left": 1898}])]
    states: Annotated[Mapping[State, Count], Field(examples=[{"received": 1898}])]
    judgement: Annotated[Mapping[str, int], Field(description="The figures it was paused with.")]
    adds_up: bool


class Deliveries(BaseModel):
    deliveries: Annotated[list[Delivery], Field(description="The latest first.")]


class LedgerDay(BaseModel):
    """All that came on a local day, whichever way."""

    day: date
    received: Count
    repeats: Count
    states: Annotated[Mapping[State, Count], Field(examples=[{"applied": 212, "stale": 3}])]


class LedgerDays(BaseModel):
    days: Annotated[list[LedgerDay], Field(description="The latest first.")]


class Released(BaseModel):
    number: Number
    state: Literal["released"] = "released"


class DeliveryRejected(BaseModel):
    number: Number
    state: Literal["rejected"] = "rejected"
    discarded: Annotated[Count, Field(description="How many messages had had no effect, and will have none.")]


def add_ledger(routes: APIRouter, door: IntakeDoor) -> None:
    @routes.get("/intake/deliveries", tags=["intake"], responses=responses("not_allowed"))
    def deliveries(user: WorksIntake, limit: Limit = 20, state: DeliveryState | None = None) -> Deliveries:
        """The latest deliveries, with what became of their messages."""
        found = door.inbox.deliveries(limit=limit, state=state)
        return Deliveries(deliveries=[Delivery(**one._asdict(), adds_up=one.adds_up) for one in found])

    @routes.get("/intake/days", tags=["intake"], responses=responses("not_allowed"))
    def days(user: WorksIntake, limit: Limit = 20) -> LedgerDays:
        """The ledger by day of receipt."""
        return LedgerDays(days=[LedgerDay(**day._asdict()) for day in door.inbox.days(limit=limit)])

    @routes.post("/intake/deliveries/{number}/release", tags=["intake"], responses=responses("not_paused", *REFUSED))
    def release(number: NumberInPath, decided: Decided, user: WorksIntake) -> Released:
        """Let a paused delivery have its effect."""
        decision = ruling(door, user, decided)
        try:
            door.inbox.release(number, decision)
        except LookupError:
            raise Problem("not_paused") from None
        door.wake()
        return Released(number=number)

    @routes.post("/intake/deliveries/{number}/reject", tags=["intake"], responses=responses("not_paused", *REFUSED))
    def reject(number: NumberInPath, decided: Decided, user: WorksIntake) -> DeliveryRejected:
        """Discard what of a paused delivery has had no effect."""
        decision = ruling(door, user, decided)
        try:
            discarded = door.inbox.reject(number, decision)
        except LookupError:
            raise Problem("not_paused") from None
        door.wake()
        return DeliveryRejected(number=number, discarded=discarded)
