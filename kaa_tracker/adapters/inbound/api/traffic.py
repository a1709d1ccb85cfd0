"""What is in hand at the same time, and how much of it there may be."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 200
"""Requests in hand; each holds memory, and most a connection to the database."""


class Traffic:
    """Of one server, in its event loop."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._in_hand = self._streams = 0
        self._waiting: set[asyncio.Future[None]] = set()
        self._is_stopping = False

    @property
    def in_hand(self) -> int:
        return self._in_hand

    @property
    def is_stopping(self) -> bool:
        return self._is_stopping

    @property
    def is_full(self) -> bool:
        """Streams, which have a bound of their own and mostly wait, are not counted."""
        return self._in_hand - self._streams >= self._at_once

    @contextmanager
    def taken_up(self) -> Iterator[None]:
        """A request is in hand within the block."""
        self._in_hand += 1
        try:
            yield
        finally:
            self._in_hand -= 1

    @contextmanager
    def streaming(self) -> Iterator[None]:
        """What is in hand turns out to be a stream."""
        self._streams += 1
        try:
            yield
        finally:
            self._streams -= 1

    def stop(self) -> None:
        """Nothing new is taken up from now on, and whoever waits for this goes on."""
        self._is_stopping = True
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def stopped(self) -> None:
        """Wait for ``stop``."""
        if self._is_stopping:
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await waiting
        finally:
            self._waiting.discard(waiting)
