"""Keeps the read model with the log: catch up, rebuild, hold what cannot be projected.

One read and one decode serve every projection. An event that cannot be projected holds its case:
its rows stay as they were, a held row says since which position and why, and everybody else goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from kaa_tracker.domain.case.events import History
from kaa_tracker.domain.case.unreadable import read_all_readable
from kaa_tracker.projections.collecting import collector_paused
from kaa_tracker.projections.deriving import Batch, Deriving

REBUILD_WHEN_BEHIND = 0.1
"""The share of the log from which a rebuild is the quicker way to catch up."""


class LogPlace(Protocol):
    @property
    def position(self) -> int: ...

    @property
    def case_id(self) -> UUID: ...


class Log(Protocol):
    """What the runner reads of the event store."""

    def changes(self, after: int, limit: int) -> Sequence[LogPlace]: ...

    def histories(self, case_ids: Collection[UUID], *, up_to: int | None = None) -> Mapping[UUID, History]:
        """Raises ``UnreadableHistory`` for the first case that cannot be read."""
        ...

    def last_position(self) -> int: ...


class RebuildStopped(Exception):
    """A rebuild could not be finished; what served before goes on serving. The message says what to do."""


Swept_co = TypeVar("Swept_co", covariant=True)
Swept_contra = TypeVar("Swept_contra", contravariant=True)
Swept = TypeVar("Swept")


class Sweep(Protocol[Swept_co]):
    """Derives every case as of a position, in one process or several, ready to be written."""

    def __call__(self, up_to: int) -> Iterator[tuple[int, Swept_co]]:
        """The number of cases and what to write of them, until there are no more."""
        ...


class Generation(Protocol[Swept_contra]):
    """A set of read-model tables being filled while another one serves."""

    def write(self, swept: Swept_contra) -> None:
        """Add the rows of cases not written before; one that is held will serve with the rows it has now."""
        ...

    def replace(self, batch: Batch) -> None:
        """The rows of these cases become those given; one that is held stays as it was written."""
        ...

    def serve(self, position: int, version: str) -> None:
        """From now on these tables are the read model, in one step."""
        ...


class ReadModel(Protocol[Swept_contra]):
    """Where rows and position are kept, always together."""

    def position(self) -> int: ...

    def version(self) -> str | None:
        """By which rules and row shapes the rows were made; ``None`` before the first rows."""
        ...

    def replace(self, batch: Batch, position: int) -> None:
        """The rows of these cases become those given, and the position ``position``, in one transaction."""
        ...

    def new_generation(self) -> AbstractContextManager[Generation[Swept_contra]]:
        """Empty tables beside the serving ones; dropped again unless they came to serve."""
        ...


Progress = Callable[[int], None]
"""Called with the number of events, or while rebuilding cases, done since the last call."""


class Runner(Generic[Swept]):
    def __init__(
        self, log: Log, read_model: ReadModel[Swept], deriving: Deriving, sweep: Sweep[Swept], version: str
    ) -> None:
        self._log = log
        self._read_model = read_model
        self._deriving = deriving
        self._sweep = sweep
        self._version = version

    def position(self) -> int:
        """The position up to which everything is projected."""
        return self._read_model.position()

    def renew(self) -> None:
        """Rebuild rows that were made by other rules, row shapes or folds: they cannot be read as ours."""
        if self._read_model.version() not in (None, self._version):
            self.rebuild()

    def catch_up(self, *, limit: int = 10_000, progress: Progress | None = None) -> int:
        """Project all that has happened since; answers the number of events.

        A read model made by other rules, or far behind, is rebuilt instead.
        """
        start, last = self._read_model.position(), self._log.last_position()
        if self._read_model.version() != self._version or (last - start) > max(limit, REBUILD_WHEN_BEHIND * last):
            self.rebuild(progress=progress)
            return last - start
        for changes in self._changes_after(start, limit):
            with collector_paused():
                self._read_model.replace(self._derive_touched(changes), changes[-1].position)
            if progress:
                progress(len(changes))
        return max(self._read_model.position() - start, 0)

    def rebuild(self, *, progress: Progress | None = None) -> None:
        """Derive everything anew beside the serving tables, and switch to it in one step."""
        position = self._log.last_position()
        with self._read_model.new_generation() as generation:
            for cases, swept in self._sweep(position):
                generation.write(swept)
                if progress:
                    progress(cases)
            for changes in self._changes_after(position, 10_000):
                position = changes[-1].position
                generation.replace(self._derive_touched(changes))
            generation.serve(position, self._version)

    def _changes_after(self, position: int, limit: int) -> Iterator[Sequence[LogPlace]]:
        while changes := self._log.changes(position, limit):
            yield changes
            position = changes[-1].position

    def _derive_touched(self, changes: Sequence[LogPlace]) -> Batch:
        first = {change.case_id: change.position for change in reversed(changes)}
        histories = read_all_readable(partial(self._log.histories, up_to=changes[-1].position), first)
        return self._deriving.batch(((case_id, histories.get(case_id, ())) for case_id in first), first.__getitem__)
