"""Where streams of changes come from, and how many of them may be open."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kaa_tracker.adapters.inbound.api.problems import Problem
from kaa_tracker.application.ports import Change
from kaa_tracker.application.together import Together


@dataclass(frozen=True, kw_only=True)
class Live:
    """What blocks is called in a thread."""

    changes: Callable[[int, int], Sequence[Change]]
    """So many of the log after a position."""
    projected: Callable[[], int]
    """The position of the log that the lists have come to."""
    at_most: int
    """Streams of one user at the same time."""
    every_seconds: float = 0.5
    """How often it is looked for something new."""
    heartbeat_seconds: float = 15.0
    """After so long without anything a stream shows that it is still there."""
    caught_up: int = 5_000
    """So many changes at most are told to whoever comes back; of more the lists are read sooner."""


class Reached:
    """The position that the lists have come to, asked for once for all streams together.

    Whoever asks while none is known waits for the answer: a stream never begins before the log does.
    """

    def __init__(self, live: Live) -> None:
        self._every_seconds = live.every_seconds
        self._asked: Together[None, int] = Together(lambda asked: [live.projected()] * len(asked))
        self._position = 0
        self._known_at = float("-inf")

    async def position(self) -> int:
        clock = asyncio.get_running_loop().time
        if clock() - self._known_at >= self._every_seconds:
            self._position = await self._asked.ask(None)
            self._known_at = clock()
        return self._position


class OpenStreams:
    """Those of this process; only its event loop counts them."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._open: Counter[str] = Counter()

    @contextmanager
    def one_of(self, user: str) -> Iterator[None]:
        """One more is open within the block. Raises ``Problem``."""
        if self._open[user] >= self._at_most:
            raise Problem("too_many_streams")
        self._open[user] += 1
        try:
            yield
        finally:
            self._open[user] -= 1
