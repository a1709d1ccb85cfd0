"""Deliveries from their beginning to what a person decides about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Engine, Select, case, select, text, update

from kaa_tracker.adapters.outbound.inbox.instants import stored_instant
from kaa_tracker.adapters.outbound.inbox.message_row import Receipt
from kaa_tracker.adapters.outbound.inbox.tables import inbox_delivery
from kaa_tracker.application.intake.inbox import DeliveryClosed, DeliveryState, Door

_BEGIN = text(
    "INSERT INTO inbox_delivery (door, name, ordinal, state, first_at, last_at, held_before, judgement) "
    "VALUES (:door, :name, :ordinal, 'open', :at, :at, :held, '{}') ON CONFLICT (door, name, ordinal) DO NOTHING"
)
_IS_TAKING: ColumnElement[bool] = inbox_delivery.c.state.in_(("open", "paused"))
"""Nobody has decided about it, so more may come with it."""


def number_of(engine: Engine, door: Door, name: str, at: datetime, held: Callable[[], int]) -> int:
    """The delivery of that door and name that nobody has decided about; of two who begin it at once the first does.

    Nothing is kept waiting while ``held`` is found out.
    """
    with engine.begin() as connection:
        latest = connection.execute(_latest(door, name)).first()
    if latest is not None and latest.is_taking:
        return int(latest.number)
    ordinal = 1 if latest is None else latest.ordinal + 1
    begun = {"door": door, "name": name, "ordinal": ordinal, "at": stored_instant(at), "held": held()}
    with engine.begin() as connection:
        connection.execute(_BEGIN, begun)
        return int(connection.execute(_latest(door, name)).one().number)


def _latest(door: Door, name: str) -> Select[Any]:
    columns = inbox_delivery.c
    query = select(columns.number, columns.ordinal, _IS_TAKING.label("is_taking"))
    return query.where(columns.door == door, columns.name == name).order_by(columns.ordinal.desc()).limit(1)


def note_arrival(connection: Connection, receipt: Receipt) -> None:
    """Something came with the delivery just now. Raises ``DeliveryClosed``."""
    before, now = inbox_delivery.c.last_at, receipt.received_at
    it = (inbox_delivery.c.number == receipt.delivery) & _IS_TAKING
    last_at = case((before < now, now), else_=before)  # of two processes the later is not always the second
    if connection.execute(update(inbox_delivery).where(it).values(last_at=last_at)).rowcount == 0:
        raise DeliveryClosed(f"delivery {receipt.delivery} takes nothing more")


def pause(connection: Connection, delivery: int, judgement: Mapping[str, int], at: int) -> None:
    """Pause an open delivery, or one released by other figures; a rejected one stays as it is."""
    figures = msgspec.json.encode(dict(judgement)).decode()
    may_stop = (inbox_delivery.c.number == delivery) & inbox_delivery.c.state.in_(("open", "released"))
    connection.execute(update(inbox_delivery).where(may_stop).values(state="paused", judgement=figures, paused_at=at))


def decide(connection: Connection, delivery: int, state: DeliveryState) -> None:
    """Give a paused delivery the state. Raises ``LookupError`` where none is paused under that number."""
    is_paused = (inbox_delivery.c.number == delivery) & (inbox_delivery.c.state == "paused")
    if connection.execute(update(inbox_delivery).where(is_paused).values(state=state)).rowcount == 0:
        raise LookupError(f"no delivery {delivery} is paused")
