"""The rows of ``inbox_tally``: kept in step with the messages."""

from __future__ import annotations

from collections import Counter
from typing import Literal, NamedTuple, TypeAlias

from sqlalchemy import Connection

from kaa_tracker.adapters.outbound.inbox.tables import inbox_tally
from kaa_tracker.adapters.outbound.vault.statements import insert_rows

Subject: TypeAlias = Literal["arrival", "kind", "state", "unknown"]

EVERY = "every"
REPEAT = "repeat"
"""The two counts of arrivals: of every one, and of those that had come before."""

FIELDS = "fields"
"""What is counted of the unknown: the fields of all messages together that the format does not know."""

_ADD = "ON CONFLICT (delivery, local_day, subject, value) DO UPDATE SET count = inbox_tally.count + excluded.count"


class Counted(NamedTuple):
    """What is counted of a delivery and day."""

    delivery: int
    local_day: str
    subject: Subject
    value: str


def add(connection: Connection, changes: Counter[Counted]) -> None:
    """Add to the counts, or take from them.

    In one order, so that two who do wait for each other and never in a ring.
    """
    rows = [(*counted, change) for counted, change in sorted(changes.items()) if change]
    insert_rows(connection, inbox_tally, rows, _ADD)
