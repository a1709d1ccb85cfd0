"""How sure a share is: Wilson's score interval, and Newcombe's for the difference of two (1998, method 10).

Both hold for few as well as for many, and never reach outside 0 to 100 per cent.
"""

from __future__ import annotations

from math import floor, sqrt
from typing import NamedTuple

_Z = 1.959963984540054
"""Between minus and plus so many standard deviations lie 95 % of a normal distribution."""


class Bounds(NamedTuple):
    """In tenths of a per cent, or of a percentage point; half up."""

    low: int
    high: int


def share_bounds(part: int, whole: int) -> Bounds | None:
    """Between what the share lies; ``None`` of nobody."""
    if whole == 0:
        return None
    low, high = _wilson(part, whole)
    return Bounds(_tenths(low), _tenths(high))


def change_bounds(before: tuple[int, int], since: tuple[int, int]) -> Bounds | None:
    """Between what the change lies from one share to the other, each a part and its whole; ``None`` of nobody."""
    if before[1] == 0 or since[1] == 0:
        return None
    was, now = before[0] / before[1], since[0] / since[1]
    (was_low, was_high), (now_low, now_high) = _wilson(*before), _wilson(*since)
    down = sqrt((now - now_low) ** 2 + (was_high - was) ** 2)
    up = sqrt((now_high - now) ** 2 + (was - was_low) ** 2)
    return Bounds(_tenths(now - was - down), _tenths(now - was + up))


def change_tenths(before: tuple[int, int], since: tuple[int, int]) -> int | None:
    """The change itself, in tenths of a percentage point, half up."""
    whole = before[1] * since[1]
    gained = since[0] * before[1] - before[0] * since[1]
    return (2000 * gained + whole) // (2 * whole) if whole else None


def _wilson(part: int, whole: int) -> tuple[float, float]:
    share, square = part / whole, _Z * _Z
    middle = share + square / (2 * whole)
    spread = _Z * sqrt((share * (1 - share) + square / (4 * whole)) / whole)
    scale = 1 + square / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def _tenths(share: float) -> int:
    return floor(1000 * share + 0.5)
