"""What is in each state now: counted by the tally, and aged by the first number of those not at their end."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Connection, func, select

from kaa_tracker.adapters.outbound.inbox.instants import told_instant
from kaa_tracker.adapters.outbound.inbox.tables import in_state, inbox_message, inbox_tally
from kaa_tracker.application.intake.inbox import DONE, Pile, State


def piles(connection: Connection) -> dict[State, Pile]:
    total = func.sum(inbox_tally.c["count"])
    query = select(inbox_tally.c.value, total).where(inbox_tally.c.subject == "state").group_by(inbox_tally.c.value)
    counts = {cast("State", state): int(count) for state, count in connection.execute(query.having(total > 0))}
    return {state: Pile(count, _oldest(connection, state)) for state, count in counts.items()}


def _oldest(connection: Connection, state: State) -> datetime | None:
    """By the index of the state: numbers, like moments of receipt, only grow."""
    if state in DONE:
        return None
    order = inbox_message.c.received_at if state == "waiting" else inbox_message.c.number
    query = select(inbox_message.c.received_at).where(in_state(state)).order_by(order).limit(1)
    received_at = connection.execute(query).scalar()
    return None if received_at is None else told_instant(received_at)
