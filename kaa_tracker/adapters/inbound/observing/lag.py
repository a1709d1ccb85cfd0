"""For how long the read model has been behind the log."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock


class Lag:
    """Told now and then how far both have come. Events say when something was recorded, which for a file of history
    is years ago; so the clock of this process is what counts, from the look that first found an event there.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, *, marks: int = 10_000) -> None:
        self._monotonic = monotonic
        self._marks: deque[tuple[int, float]] = deque()
        self._most = marks
        self._lock = Lock()

    def seconds(self, last: int, projected: int) -> float:
        """How long ago the oldest event was first found that is not projected; 0 where all are."""
        with self._lock:
            now, marks = self._monotonic(), self._marks
            if last > (marks[-1][0] if marks else projected) and len(marks) < self._most:
                marks.append((last, now))
            while marks and marks[0][0] <= projected:
                marks.popleft()
            return now - marks[0][1] if marks else 0.0
