"""The ledger: what came with each delivery and on each day, and what has become of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias, TypeVar

import msgspec
from sqlalchemy import Column, Connection, Row, Select, func, select

from kaa_tracker.adapters.outbound.inbox.instants import told_instant
from kaa_tracker.adapters.outbound.inbox.tables import IS_TO_JUDGE, inbox_delivery, inbox_tally
from kaa_tracker.adapters.outbound.inbox.tally import EVERY, FIELDS, REPEAT
from kaa_tracker.application.intake.inbox import Delivery, DeliveryState, LedgerDay, delivery_name

T = TypeVar("T")

Counts: TypeAlias = Mapping[str, Mapping[Any, int]]
"""By subject and value; what is counted none of is left out."""

_judgement = msgspec.json.Decoder(dict[str, int]).decode


def deliveries(connection: Connection, limit: int, state: DeliveryState | None) -> list[Delivery]:
    """The latest first."""
    query = select(inbox_delivery).order_by(inbox_delivery.c.number.desc()).limit(limit)
    return _told(connection, query if state is None else query.where(inbox_delivery.c.state == state))


def unjudged(connection: Connection) -> list[Delivery]:
    """The open ones that hold messages nobody has looked at, oldest first."""
    holding = select(inbox_tally.c.delivery).where(IS_TO_JUDGE)
    is_open = inbox_delivery.c.state == "open"
    query = select(inbox_delivery).where(is_open, inbox_delivery.c.number.in_(holding))
    return _told(connection, query.order_by(inbox_delivery.c.number))


def let_through_since(connection: Connection, moment: int) -> list[Delivery]:
    """Those with which something came since then that nobody released, and that are not stopped; oldest first."""
    unreleased = inbox_delivery.c.state.in_(("open", "rejected"))
    query = select(inbox_delivery).where(unreleased, inbox_delivery.c.last_at >= moment)
    return _told(connection, query.order_by(inbox_delivery.c.number))


def days(connection: Connection, limit: int) -> list[LedgerDay]:
    """By day of receipt, the latest first."""
    local_day = inbox_tally.c.local_day
    latest = connection.scalars(select(local_day).distinct().order_by(local_day.desc()).limit(limit)).all()
    return [
        LedgerDay(date.fromisoformat(day), *_arrivals(counts), counts["state"], _unknown(counts))
        for day, counts in _counts(connection, local_day, latest).items()
    ]


def _told(connection: Connection, query: Select[Any]) -> list[Delivery]:
    rows = connection.execute(query).all()
    counts = _counts(connection, inbox_tally.c.delivery, [row.number for row in rows])
    return [_delivery(row, counts[row.number]) for row in rows]


def _delivery(row: Row[Any], counts: Counts) -> Delivery:
    received, repeats = _arrivals(counts)
    return Delivery(
        number=row.number,
        door=row.door,
        name=delivery_name(row.name, row.ordinal),
        state=row.state,
        first_at=told_instant(row.first_at),
        last_at=told_instant(row.last_at),
        held_before=row.held_before,
        received=received,
        repeats=repeats,
        kinds=counts["kind"],
        states=counts["state"],
        judgement=_judgement(row.judgement),
        unknown_fields=_unknown(counts),
        paused_at=None if row.paused_at is None else told_instant(row.paused_at),
    )


def _arrivals(counts: Counts) -> tuple[int, int]:
    """How many came, and how many of them had come before."""
    return counts["arrival"].get(EVERY, 0), counts["arrival"].get(REPEAT, 0)


def _unknown(counts: Counts) -> int:
    return counts["unknown"].get(FIELDS, 0)


def _counts(connection: Connection, column: Column[T], values: Sequence[T]) -> dict[T, Counts]:
    """The counts of each of the deliveries or days, in the order given."""
    total = func.sum(inbox_tally.c["count"])
    of_each = (column, inbox_tally.c.subject, inbox_tally.c.value)
    query = select(*of_each, total).where(column.in_(values)).group_by(*of_each).having(total > 0)
    counts: dict[T, defaultdict[str, dict[str, int]]] = {value: defaultdict(dict) for value in values}
    for of, subject, value, count in connection.execute(query):
        counts[of][subject][value] = int(count)
    return dict(counts)
