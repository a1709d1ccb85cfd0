"""Ids of new cases: UUIDs that begin with the time, so that a store appends where it last wrote.

RFC 9562, version 7. With random ids every new stream would land somewhere else in the index, and
writing slow down to half within a million events. The time is that of the registration, which stands
in the log anyway; beyond it the id says nothing of the person.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from threading import Lock
from time import time_ns
from uuid import UUID

RANDOM_BITS = 74
_LOW_BITS = 62
_STEP_BITS = 32
"""Of a step within a millisecond: ids that counted up would show where one is missing."""


def uuid7(moment: int) -> UUID:
    """The version 7 UUID of 122 bits: 48 of milliseconds since 1970 UTC, then 74 that are random.

    Greater moments give greater UUIDs. Raises ``ValueError`` for more bits.
    """
    if not 0 <= moment < 1 << 122:
        raise ValueError("a version 7 UUID has room for 122 bits")
    milliseconds, rest = divmod(moment, 1 << RANDOM_BITS)
    high, low = divmod(rest, 1 << _LOW_BITS)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


class CaseIds:
    """Each call gives an id greater than the one before, whatever the clock does in between."""

    def __init__(self, milliseconds: Callable[[], int], random_bits: Callable[[int], int]) -> None:
        self._milliseconds = milliseconds
        self._random_bits = random_bits
        self._last = -1
        self._lock = Lock()

    def __call__(self) -> UUID:
        fresh = self._milliseconds() << RANDOM_BITS | self._random_bits(RANDOM_BITS)
        with self._lock:
            self._last = max(fresh, self._last + 1 + self._random_bits(_STEP_BITS))
            return uuid7(self._last)


new_case_id = CaseIds(lambda: time_ns() // 1_000_000, secrets.randbits)
"""The id of a case that is about to begin."""
