"""Who knows of a youth whose identity is protected without being one of its handlers.

A marking may come to us after its own date, so it is no day that tells them, but as whom they read:
since the marking came, only handlers and those whom they named on the case do.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from kaa_tracker.application.access.access_log import Access, AccessLog
from kaa_tracker.domain.case.events import CaseAccessGranted, History

A_QUERY = 1_000


def earlier_readers(log: AccessLog, case_id: UUID, history: History) -> Iterator[Access]:
    """Everything of the case that others were shown, the latest first, as far back as the log goes."""
    before = None
    while logged := log.of_case(case_id, limit=A_QUERY, before=before):
        yield from (one.access for one in logged if not _was_in_hand(one.access, history))
        before = logged[-1].number


def _was_in_hand(access: Access, history: History) -> bool:
    if access.role == "protected_case_handler":
        return True
    return any(
        isinstance(entry.event, CaseAccessGranted)
        and entry.event.user == access.user
        and entry.recorded_at <= access.at
        for entry in history
    )
