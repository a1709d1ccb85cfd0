"""What people decided about deliveries and messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection, func, insert, select

from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.adapters.outbound.inbox.tables import inbox_ruling
from kaa_tracker.application.intake.inbox import Ruling

Subject: TypeAlias = Literal["message", "delivery"]
Decision: TypeAlias = Literal["retry", "discard", "release", "reject"]


def note(connection: Connection, decision: Decision, subject: Subject, numbers: Iterable[int], ruling: Ruling) -> None:
    """Write the decision down for each of the messages or deliveries it is about."""
    rows = [
        {
            "subject": subject,
            "subject_number": number,
            "decision": decision,
            "decided_by": ruling.user,
            "reason": ruling.reason,
            "decided_at": stored_instant(ruling.at),
        }
        for number in numbers
    ]
    if rows:
        connection.execute(insert(inbox_ruling), rows)


def released_last(connection: Connection) -> datetime | None:
    """When somebody last released a delivery."""
    latest = select(func.max(inbox_ruling.c.decided_at)).where(inbox_ruling.c.decision == "release")
    at = connection.scalar(latest)
    return None if at is None else told_instant(at)
