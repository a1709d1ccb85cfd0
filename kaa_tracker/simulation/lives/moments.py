"""Days and clock times in Sweden as instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

from kaa_tracker.domain.periods import SWEDEN, noon

NOON = 12 * 60


@cache
def _noon(day: int) -> datetime:
    return noon(date.fromordinal(day))


def at_minute(day: int, minute: int) -> datetime:
    """The instant, in UTC, at a minute of a Swedish day, from four in the morning: then the clocks have changed."""
    return _noon(day) + timedelta(minutes=minute - NOON)


def in_working_hours(rng: Random, day: int) -> datetime:
    return at_minute(day, 500 + int(rng.random() * 480))


def around_midnight(rng: Random, day: int, *, after: bool) -> datetime:
    """Late on the day, or just after midnight as it begins, where UTC still has the day before."""
    hour, minute = (0 if after else 23), int(rng.random() * 50) + 5
    swedish = datetime.combine(date.fromordinal(day), datetime.min.time(), SWEDEN).replace(hour=hour, minute=minute)
    return swedish.astimezone(UTC)


def day_of(at: datetime) -> int:
    """The ordinal of the Swedish day of an instant."""
    return at.astimezone(SWEDEN).toordinal()
