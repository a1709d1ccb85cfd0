"""What has been told of cases since a position of the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, Protocol
from uuid import UUID

from kaa_tracker.application.ports import Change
from kaa_tracker.domain.case.events import CaseDisposed, CaseEvent, Entry, History
from kaa_tracker.domain.case.unreadable import UnreadableHistory, read_all_readable

_AT_ONCE = 10_000


class Log(Protocol):
    """What is asked of the event store."""

    def histories(self, case_ids: Collection[UUID], *, up_to: int | None = None) -> Mapping[UUID, History]: ...

    def changes(self, after: int, limit: int) -> Sequence[Change]: ...


class CaseSince(NamedTuple):
    """The whole history of a case, and the positions of its latest entries, all since some position."""

    history: History
    positions: Sequence[int]

    def as_of(self, position: int) -> History:
        """As it was then; only for positions since that one."""
        return self.history[: len(self.history) - sum(one > position for one in self.positions)]

    def told(self, after: int, up_to: int) -> Iterator[tuple[int, Entry[CaseEvent]]]:
        """The entries between two positions, each with its own."""
        latest = self.history[len(self.history) - len(self.positions) :]
        for position, entry in zip(self.positions, latest, strict=True):
            if after < position <= up_to:
                yield position, entry


def told_since(log: Log, position: int) -> dict[UUID, CaseSince]:
    """The cases with entries after the position. Those disposed of are not among them, nor those that cannot be
    read."""
    positions: dict[UUID, list[int]] = defaultdict(list)
    last = position
    while changes := log.changes(last, _AT_ONCE):
        for change in changes:
            positions[change.case_id].append(change.position)
        last = changes[-1].position
    histories = read_all_readable(partial(log.histories, up_to=last), positions)
    return {
        case_id: CaseSince(history, positions[case_id])
        for case_id, history in histories.items()
        if not isinstance(history, UnreadableHistory) and not _is_disposed(history)
    }


def _is_disposed(history: History) -> bool:
    """Its end stands in the log before its key is gone."""
    return any(isinstance(entry.event, CaseDisposed) for entry in history)
