"""Deliveries from their beginning to what a person decides about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Engine, case, select, text, update

from kaa_tracker.adapters.outbound.inbox.instants import stored_instant
from kaa_tracker.adapters.outbound.inbox.message_row import Receipt
from kaa_tracker.adapters.outbound.inbox.tables import inbox_delivery
from kaa_tracker.application.intake.inbox import DeliveryState, Door

_BEGIN = text(
    "INSERT INTO inbox_delivery (door, name, state, first_at, last_at, held_before, judgement) "
    "VALUES (:door, :name, 'open', :at, :at, :held, '{}') ON CONFLICT (door, name) DO NOTHING"
)


def number_of(engine: Engine, door: Door, name: str, at: datetime, held: Callable[[], int]) -> int:
    """The delivery of that door and name; of two who begin it at once the first does.

    Nothing is kept waiting while ``held`` is found out.
    """
    query = select(inbox_delivery.c.number).where(inbox_delivery.c.door == door, inbox_delivery.c.name == name)
    with engine.begin() as connection:
        number: int | None = connection.scalar(query)
    if number is None:
        begun = {"door": door, "name": name, "at": stored_instant(at), "held": held()}
        with engine.begin() as connection:
            connection.execute(_BEGIN, begun)
            number = connection.scalars(query).one()
    return number


def note_arrival(connection: Connection, receipt: Receipt) -> None:
    """Something came with the delivery just now. Raises ``LookupError`` where there is no such delivery."""
    before, now = inbox_delivery.c.last_at, receipt.received_at
    it = inbox_delivery.c.number == receipt.delivery
    last_at = case((before < now, now), else_=before)  # of two processes the later is not always the second
    if connection.execute(update(inbox_delivery).where(it).values(last_at=last_at)).rowcount == 0:
        raise LookupError(f"there is no delivery {receipt.delivery}")


def pause(connection: Connection, delivery: int, judgement: Mapping[str, int]) -> None:
    """Pause an open delivery; one that somebody has decided about stays as it is."""
    figures = msgspec.json.encode(dict(judgement)).decode()
    is_open = (inbox_delivery.c.number == delivery) & (inbox_delivery.c.state == "open")
    connection.execute(update(inbox_delivery).where(is_open).values(state="paused", judgement=figures))


def decide(connection: Connection, delivery: int, state: DeliveryState) -> None:
    """Give a paused delivery the state. Raises ``LookupError`` where none is paused under that number."""
    is_paused = (inbox_delivery.c.number == delivery) & (inbox_delivery.c.state == "paused")
    if connection.execute(update(inbox_delivery).where(is_paused).values(state=state)).rowcount == 0:
        raise LookupError(f"no delivery {delivery} is paused")
