"""A reader that follows a log while others write it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from threading import Thread

from kaa_tracker.application.ports import Change, EventStore


class Follower(Thread):
    """Reads on from where it has come, in pieces of any size, until told that nothing more will come."""

    def __init__(self, changes: Callable[[int, int], Sequence[Change]]) -> None:
        super().__init__()
        self.seen: list[Change] = []
        self._changes = changes
        self._all_written = False
        self._random = Random(7)

    def run(self) -> None:
        while True:
            last_look = self._all_written
            piece = self._changes(self.seen[-1].position if self.seen else 0, self._random.randint(1, 40))
            self.seen.extend(piece)
            if last_look and not piece:
                return

    def finish(self) -> None:
        self._all_written = True
        self.join()


@contextmanager
def followed(store: EventStore) -> Iterator[Follower]:
    """Follow the log from its beginning for the length of the ``with`` block, and to its end."""
    follower = Follower(store.changes)
    follower.start()
    try:
        yield follower
    finally:
        follower.finish()
