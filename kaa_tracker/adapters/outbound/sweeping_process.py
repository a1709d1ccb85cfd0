"""A process of a rebuild: it reads the log, and nothing else, beside the process that holds it.

It imports little, for a rebuild waits until it has.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from kaa_tracker.adapters.outbound.event_store.store import SealedEventStore
from kaa_tracker.adapters.outbound.keys import KeyStore
from kaa_tracker.adapters.outbound.read_model.rows import packed
from kaa_tracker.domain.reference import Rules
from kaa_tracker.projections.catalogue import PROJECTIONS
from kaa_tracker.projections.deriving import Deriving

DONE = b""
"""The message after the last batch."""


@dataclass(frozen=True, repr=False)
class LogToSweep:
    """Where the log and its keys lie, to be told to another process; never shown, for it may hold a password."""

    environment: Mapping[str, str]
    """The event store's, for reading only."""
    key_files: tuple[Path, Path]
    """The store of keys and its master key."""
    rules: Rules

    @contextmanager
    def opened(self) -> Iterator[tuple[SealedEventStore, Deriving]]:
        with (
            closing(KeyStore(*self.key_files, may_make=False)) as keys,
            SealedEventStore(self.environment, keys) as store,
        ):
            yield store, Deriving(PROJECTIONS, self.rules)


def sweep_part(log: LogToSweep, up_to: int, part: int, parts: int, sending: Connection) -> None:
    """Derive one part of the cases: a batch a message, ``DONE`` at the end.

    Rows make no cycles, so reference counting frees them; the collector would only look in vain.
    """
    gc.disable()
    with log.opened() as (store, deriving):
        for batch in deriving.batches(store.scan(up_to=up_to, part=part, parts=parts), up_to):
            sending.send_bytes(packed(batch))
    sending.send_bytes(DONE)
