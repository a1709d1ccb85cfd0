"""The messages that could not have their effect, without a word of what they say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator

from kaa_tracker.adapters.inbound.api.fields import After, Count, Limit, Number, NumberInPath
from kaa_tracker.adapters.inbound.api.intake.door import IntakeDoor
from kaa_tracker.adapters.inbound.api.intake.rulings import REFUSED, Decided, WorksIntake, ruling
from kaa_tracker.adapters.inbound.api.problems import Problem, responses
from kaa_tracker.adapters.inbound.messages.rejection import fault
from kaa_tracker.application.intake import inbox
from kaa_tracker.application.intake.inbox import Door, Kind

Numbers = Annotated[list[Number], Field(min_length=1, max_length=10_000)]


class Quarantined(BaseModel):
    """A message in quarantine."""

    number: Number
    delivery: Number
    door: Door
    received_at: Annotated[datetime, Field(examples=["2026-08-20T03:00:00Z"])]
    kind: Kind
    source: Annotated[str | None, Field(examples=["https://ber.example/kaa"])]
    id: Annotated[str | None, Field(examples=["2022-03-14/3"])]
    reason: Annotated[str, Field(examples=["impossible_date"])]
    path: Annotated[str, Field(description="Where in it, in names of the format.", examples=["$.data.left_on"])]
    detail: str
    size: Annotated[Count, Field(description="Bytes.")]
    what_to_do: Annotated[str, Field(examples=["Datumet finns inte. Kontrollera dagen."])]


class Quarantine(BaseModel):
    messages: Annotated[list[Quarantined], Field(description="In order of number.")]
    counts: Annotated[Mapping[str, Count], Field(description="All, by reason.", examples=[{"impossible_date": 3}])]
    total: Count


class Retries(Decided):
    """Either `numbers`, or `all`."""

    numbers: Numbers | None = None
    all: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Retries:
        if (self.numbers is None) == (self.all is None):
            raise fault("missing_field" if self.all is None else "contradiction")
        return self


class TakenUp(BaseModel):
    taken_up: Annotated[Count, Field(description="How many are looked at anew; the others were not in quarantine.")]


class Discards(Decided):
    numbers: Numbers


class Discarded(BaseModel):
    discarded: Annotated[Count, Field(description="How many will have no effect; the others were not in quarantine.")]


def add_quarantine(routes: APIRouter, door: IntakeDoor) -> None:
    def shown(message: inbox.Quarantined) -> Quarantined:
        return Quarantined(**message._asdict(), what_to_do=door.what_to_do(message.reason))

    @routes.get("/quarantine", tags=["quarantine"], responses=responses("not_allowed"))
    def quarantine(user: WorksIntake, limit: Limit = 20, after: After = 0) -> Quarantine:
        """The messages in quarantine, from the one after number `after`, and how many there are."""
        counts = door.inbox.quarantine_counts()
        messages = [shown(message) for message in door.inbox.quarantine(limit=limit, after=after)]
        return Quarantine(messages=messages, counts=counts, total=sum(counts.values()))

    @routes.get("/quarantine/{number}", tags=["quarantine"], responses=responses("not_allowed", "not_in_quarantine"))
    def quarantined(number: NumberInPath, user: WorksIntake) -> Quarantined:
        """One message in quarantine."""
        found = door.inbox.quarantine(limit=1, after=number - 1)
        if not found or found[0].number != number:
            raise Problem("not_in_quarantine")
        return shown(found[0])

    @routes.post("/quarantine/retries", tags=["quarantine"], responses=responses(*REFUSED))
    def retry(asked: Retries, user: WorksIntake) -> TakenUp:
        """Let messages in quarantine be looked at anew; soon afterwards they are out of it, or back in it."""
        numbers = None if asked.all else asked.numbers
        taken_up = door.inbox.take_up_again(numbers, ruling(door, user, asked))
        door.wake()
        return TakenUp(taken_up=taken_up)

    @routes.post("/quarantine/discards", tags=["quarantine"], responses=responses(*REFUSED))
    def discard(asked: Discards, user: WorksIntake) -> Discarded:
        """End messages in quarantine without effect."""
        return Discarded(discarded=door.inbox.discard(asked.numbers, ruling(door, user, asked)))
