"""Who had been shown a youth before the identity was marked as protected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from kaa_tracker.application.access.access_log import AccessLog, Logged
from kaa_tracker.domain.case.events import CaseOpenedByHand, History, RegisterDetailsChanged, RegisterEntered

A_QUERY = 1_000


def marked_at(history: History) -> datetime | None:
    """When the marking that is in force came here; ``None`` where there is none."""
    since: datetime | None = None
    for entry in history:
        match entry.event:
            case RegisterEntered(protection=told) | RegisterDetailsChanged(protection=str(told)):
                since = None if told == "none" else since or entry.recorded_at
            case CaseOpenedByHand(basis="protected_registration"):
                since = since or entry.recorded_at
            case _:
                pass
    return since


def earlier_readers(log: AccessLog, case_id: UUID, history: History) -> Iterator[Logged]:
    """Everything of the case that anybody was shown before the marking, the latest first."""
    marked, before = marked_at(history), None
    while marked is not None and (logged := log.of_case(case_id, limit=A_QUERY, before=before)):
        yield from (one for one in logged if one.access.at < marked)
        before = logged[-1].number
