"""A log that keeps the contract of the event store, and can be read as if it ended earlier."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from kaa_tracker.adapters.outbound.read_model.rows import StoredBatch, stored
from kaa_tracker.application.ports import Append, Change
from kaa_tracker.domain.case.events import CaseEvent, Entry, History
from kaa_tracker.domain.case.unreadable import UnreadableHistory
from kaa_tracker.projections.deriving import Deriving, Read
from kaa_tracker.projections.runner import Sweep


class LogInMemory:
    """What the runner reads: positions from 1, with a gap wherever ``skip`` was called."""

    def __init__(self, appends: Iterable[Append] = ()) -> None:
        self._placed: list[tuple[Change, Entry[CaseEvent]]] = []
        self._next = 1
        self.end: int | None = None
        """Where the log seems to end; ``None``: where it does."""
        self.unreadable: set[UUID] = set()
        """The cases whose bodies do not open."""
        self.scans = 0
        for append in appends:
            self.append(append)

    def append(self, append: Append) -> None:
        for entry in append.entries:
            self._placed.append((Change(self._next, append.case_id), entry))
            self._next += 1

    def skip(self) -> None:
        """Leave a position empty, as a rolled-back writer would."""
        self._next += 1

    def positions(self) -> list[int]:
        return [change.position for change, _ in self._placed]

    def changes(self, after: int, limit: int) -> Sequence[Change]:
        return [change for change, _ in self._visible() if change.position > after][:limit]

    def histories(self, case_ids: Collection[UUID], *, up_to: int | None = None) -> Mapping[UUID, History]:
        for case_id in sorted(self.unreadable.intersection(case_ids)):
            raise _unreadable(case_id)
        found: dict[UUID, History] = {}
        for change, entry in self._placed:
            if change.case_id in case_ids and (up_to is None or change.position <= up_to):
                found[change.case_id] = (*found.get(change.case_id, ()), entry)
        return found

    def last_position(self) -> int:
        return max((change.position for change, _ in self._visible()), default=0)

    def scan(self, *, up_to: int) -> Iterator[tuple[UUID, Read]]:
        self.scans += 1
        case_ids = sorted({change.case_id for change, _ in self._placed if change.position <= up_to})
        for case_id in case_ids:
            if case_id in self.unreadable:
                yield case_id, _unreadable(case_id)
            else:
                yield case_id, self.histories([case_id], up_to=up_to)[case_id]

    def sweeping(self, deriving: Deriving, *, cases_at_once: int = 500) -> Sweep[StoredBatch]:
        """The log as a rebuild reads it."""

        def sweep(up_to: int) -> Iterator[tuple[int, StoredBatch]]:
            for batch in deriving.batches(self.scan(up_to=up_to), up_to, cases_at_once=cases_at_once):
                yield len(batch.cases), stored(batch)

        return sweep

    def _visible(self) -> list[tuple[Change, Entry[CaseEvent]]]:
        return [placed for placed in self._placed if self.end is None or placed[0].position <= self.end]


def _unreadable(case_id: UUID) -> UnreadableHistory:
    return UnreadableHistory("planted", case_id, 1)
