"""Who may work on the read model and the inbox now, where two in one process would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock


class Turn:
    """One at a time, in the order in which they came: whoever gives it back does not take it at once again."""

    def __init__(self) -> None:
        self._next, self._now = Lock(), Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        with self._next:
            self._now.acquire()
        try:
            yield
        finally:
            self._now.release()

    def around(self, work: Callable[[], bool]) -> Callable[[], bool]:
        """The same work, each piece of it in a turn of its own."""

        def in_turn() -> bool:
            with self.taken():
                return work()

        return in_turn
