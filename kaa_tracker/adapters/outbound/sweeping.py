"""Derives every case anew for a rebuild: here, or in several processes that share the cases out."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from typing import TypeAlias

from kaa_tracker.adapters.outbound.event_store.store import SealedEventStore
from kaa_tracker.adapters.outbound.read_model.rows import StoredBatch, stored, unpacked
from kaa_tracker.adapters.outbound.sweeping_process import DONE, LogToSweep, sweep_part
from kaa_tracker.projections.deriving import Deriving
from kaa_tracker.projections.runner import RebuildStopped

WORTH_PROCESSES = 100_000
"""Events from which starting processes takes less time than it saves."""

_ENDED_EARLY = "a process of the rebuild ended early; the earlier tables go on serving. Free memory and run it again"

SweptPart: TypeAlias = Iterator[tuple[int, StoredBatch]]


class Sweeping:
    """The ``Sweep`` of the runner."""

    def __init__(self, store: SealedEventStore, deriving: Deriving, log: LogToSweep, processes: int) -> None:
        """``log``: where other processes find what ``store`` reads here."""
        self._store = store
        self._deriving = deriving
        self._log = log
        self._processes = processes

    def __call__(self, up_to: int) -> SweptPart:
        if self._processes < 2 or up_to < WORTH_PROCESSES:
            return self._in_this_process(up_to)
        return self._in_processes(up_to)

    def _in_this_process(self, up_to: int) -> SweptPart:
        for batch in self._deriving.batches(self._store.scan(up_to=up_to), up_to):
            yield _counted(stored(batch))

    def _in_processes(self, up_to: int) -> SweptPart:
        """Batches as they come. Raises ``RebuildStopped`` if a process ends before its part is done."""
        spawning = multiprocessing.get_context("spawn")
        workers, receiving = [], []
        for part in range(self._processes):
            here, there = spawning.Pipe(duplex=False)
            arguments = (self._log, up_to, part, self._processes, there)
            worker = spawning.Process(target=sweep_part, args=arguments, daemon=True)
            worker.start()
            there.close()
            workers.append(worker)
            receiving.append(here)
        try:
            yield from _received(receiving)
        finally:
            for worker in workers:
                worker.terminate()
                worker.join()


def _received(receiving: list[Connection]) -> SweptPart:
    open_ends = list(receiving)
    while open_ends:
        for end in wait(open_ends):
            assert isinstance(end, Connection)
            try:
                message = end.recv_bytes()
            except EOFError:
                raise RebuildStopped(_ENDED_EARLY) from None
            if message == DONE:
                open_ends.remove(end)
            else:
                yield _counted(unpacked(message))


def _counted(batch: StoredBatch) -> tuple[int, StoredBatch]:
    return batch.cases, batch
