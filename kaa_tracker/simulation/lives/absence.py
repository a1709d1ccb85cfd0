"""A few days out of the register, which interrupt nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from kaa_tracker.simulation.lives.stays import Stay
from kaa_tracker.simulation.lives.steps import days_of
from kaa_tracker.simulation.lives.world import World

QUIET_DAYS = 14
"""Days without any contact that such an absence needs around it."""


class Absence(NamedTuple):
    """``left`` is the last day in the register, ``back`` the first one after."""

    left: int
    back: int
    reason: str


def absence_in(world: World, stay: Stay) -> Absence | None:
    """An absence of at most a week in the longest quiet time of a stay, clear of the turn of an operating year."""
    days = [step.day for step in stay.steps if step.day >= stay.entered]
    if stay.left is None:
        days.append(world.last_day)
    quiet, begins = max((after - before, before) for before, after in pairwise(days))
    if quiet < QUIET_DAYS:
        return None
    left = begins + 4 + int(world.rng.random() * (quiet - QUIET_DAYS + 1))
    back = left + 3 + int(world.rng.random() * 4)
    turns = {days_of(year)[0] for year in (*world.years, world.years[-1] + 1)}
    if any(left - 2 <= turn <= back + 2 for turn in turns):
        return None
    return Absence(left, back, "studies_registered" if world.rng.random() < 0.8 else "unknown")
