"""How long it takes until something happens, when some are followed no longer before it has: Kaplan and Meier (1958).

Who was followed to a day without it happening counts among those it could have happened to through that day,
and not after. Exact: the share still waiting is kept as two whole numbers.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple


class Followed(NamedTuple):
    """For how many days somebody was followed, and whether it happened on the last of them."""

    days: int
    happened: bool


def days_until(percent: int, followed: Counter[Followed]) -> int | None:
    """The first day by which it had happened to so many per cent; ``None`` if nobody was followed that long."""
    could = followed.total()
    waiting, everybody = 1, 1
    for days in sorted({one.days for one in followed}):
        happened = followed[Followed(days, True)]
        if happened:
            waiting, everybody = waiting * (could - happened), everybody * could
            if 100 * waiting <= (100 - percent) * everybody:
                return days
        could -= happened + followed[Followed(days, False)]
    return None
