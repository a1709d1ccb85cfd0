"""The command measured: a coordinator logs a contact attempt; and the row it leaves, for the baseline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

from kaa_tracker.adapters.outbound.event_store.log import SealedRow
from kaa_tracker.adapters.outbound.event_store.transcoding import EVENT_NAMES
from kaa_tracker.application.handling import Asked, Recorded
from kaa_tracker.domain.case.commands import LogContactAttempt, Request
from kaa_tracker.domain.case.events import ContactAttempted
from kaa_tracker.system import System
from scripts.benchmarks.bare import Bare
from scripts.benchmarks.histories import COORDINATOR, LAST_DAY

_NOW = datetime.combine(LAST_DAY, time(12), tzinfo=UTC)


def log_attempts(system: System, case_ids: Iterable[UUID]) -> None:
    """One command for each case, each carried out before the next is asked for."""
    for case_id in case_ids:
        log_attempt(system, case_id)


def log_attempt(system: System, case_id: UUID) -> None:
    made_at = _NOW - timedelta(hours=2)
    command = LogContactAttempt(attempt_id=uuid4(), at=made_at, channel="phone", unit="globen")
    request = Request(command_id=str(uuid4()), actor=COORDINATOR, recorded_at=_NOW, command=command)
    [result] = system.handler.handle([Asked(case_id, request)])
    if not isinstance(result, Recorded):
        raise AssertionError(f"the command measured had no effect: {result}")


def attempts_stored(bare: Bare, count: int) -> list[SealedRow]:
    """So many rows of attempts in a store: each of the size of the one a command writes."""
    return bare.events(EVENT_NAMES[ContactAttempted], count)


def insert_each(bare: Bare, rows: Iterable[SealedRow]) -> None:
    """One durable insert for each row."""
    for row in rows:
        bare.insert_event(row)
