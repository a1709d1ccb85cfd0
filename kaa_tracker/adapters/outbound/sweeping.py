"""Derives every case anew for a rebuild: here, or in several processes that share the cases out."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection, wait
from typing import TypeAlias

from kaa_tracker.adapters.outbound.event_store.store import SealedEventStore
from kaa_tracker.adapters.outbound.read_model.rows import StoredBatch, packed, stored, unpacked
from kaa_tracker.projections.deriving import Deriving
from kaa_tracker.projections.runner import RebuildStopped

WORTH_PROCESSES = 100_000
"""Events from which starting processes takes less time than it saves."""

_ENDED_EARLY = "a process of the rebuild ended early; the earlier tables go on serving. Free memory and run it again"

_DONE = b""

SweptPart: TypeAlias = Iterator[tuple[int, StoredBatch]]
OpenedStore: TypeAlias = AbstractContextManager[tuple[SealedEventStore, Deriving]]


class Sweeping:
    """The ``Sweep`` of the runner.

    ``open_store`` is called in each process and must be picklable; the processes only read.
    """

    def __init__(
        self, store: SealedEventStore, deriving: Deriving, open_store: Callable[[], OpenedStore], processes: int
    ) -> None:
        self._store = store
        self._deriving = deriving
        self._open_store = open_store
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
            arguments = (self._open_store, up_to, part, self._processes, there)
            worker = spawning.Process(target=_work, args=arguments, daemon=True)
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
            if message == _DONE:
                open_ends.remove(end)
            else:
                yield _counted(unpacked(message))


def _counted(batch: StoredBatch) -> tuple[int, StoredBatch]:
    return batch.cases, batch


def _work(open_store: Callable[[], OpenedStore], up_to: int, part: int, parts: int, sending: Connection) -> None:
    """One process: a batch a message, ``_DONE`` at the end.

    Rows make no cycles, so reference counting frees them; the collector would only look in vain.
    """
    gc.disable()
    with open_store() as (store, deriving):
        for batch in deriving.batches(store.scan(up_to=up_to, part=part, parts=parts), up_to):
            sending.send_bytes(packed(batch))
    sending.send_bytes(_DONE)
