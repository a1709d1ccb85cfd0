"""Entries to fill a log with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from kaa_tracker.application.ports import Append
from kaa_tracker.domain.case.events import Actor, CaseEvent, ContactAttempted, Entry

FIRST_RECORDED = datetime(2022, 3, 4, 9, 15, 3, 123456, tzinfo=UTC)

RECOGNISABLE = "unit-that-is-easily-recognised"
"""The unit of every attempt: what must not be found where nobody may read."""


def attempt(version: int) -> Entry[CaseEvent]:
    recorded_at = FIRST_RECORDED + timedelta(minutes=version)
    event = ContactAttempted(attempt_id=uuid4(), at=recorded_at, channel="phone", addressee="youth", unit=RECOGNISABLE)
    return Entry(version, recorded_at, Actor("handler-7", "local_coordinator"), f"command-{version}", event)


def attempts(case_id: UUID, versions: Iterable[int]) -> Append:
    """Attempts in the case, numbered ``versions``."""
    entries = tuple(attempt(version) for version in versions)
    return Append(case_id, entries[0].version - 1, entries)
