"""How near the 20th birthday is, when responsibility ends whatever else is going on."""

from __future__ import annotations

from datetime import date

from kaa_tracker.domain.periods import birthday

BANDS = (7, 30, 90)
"""Days left until the birthday, the nearest band first."""


def band_of(born: date, today: date) -> int | None:
    """The narrowest band the day lies in; none on the birthday itself or before the first band."""
    left = (birthday(born, 20) - today).days
    return next((band for band in BANDS if 0 < left <= band), None)
