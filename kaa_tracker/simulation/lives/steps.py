"""Days drawn for a chain of steps, each within its window and far enough after the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import cache
from random import Random

from kaa_tracker.domain.periods import operating_year
from kaa_tracker.simulation.plans.plan import EnrolmentPlan, YearPlan

BUSY_MONTHS = {8: 1.0, 9: 1.0, 10: 0.7, 11: 0.5, 1: 0.5, 2: 0.4}
"""How readily the register takes somebody in: most after the school start."""

OTHER_MONTHS = 0.3


class Happening(Enum):
    OPENED_BY_HAND = auto()
    ENTERED = auto()
    ATTEMPT = auto()
    ANSWER = auto()
    OWN_CONTACT = auto()
    ENROLLED = auto()
    AIM_STARTED = auto()
    SECOND_ENROLLED = auto()
    SECOND_CLOSED = auto()
    CLOSED = auto()
    LEFT = auto()


@dataclass(slots=True)
class Step:
    """Something that happens on ``day``, an ordinal in ``first``..``last``, at least ``gap`` and at most
    ``within`` days after the step before; typically so many days after the earliest possible, or evenly spread."""

    what: Happening
    first: int
    last: int
    gap: int = 0
    within: int | None = None
    typical: float | None = None
    year: YearPlan | None = None
    place: int = 0
    """Of an attempt: its place among the attempts of the year."""
    enrolment: EnrolmentPlan | None = None
    day: int = 0
    in_letter_run: bool = False


class PlanDoesNotFit(Exception):
    """A plan asks for more days than its years have."""


def draw_days(rng: Random, steps: Sequence[Step]) -> None:
    """Give every step its day. Raises ``PlanDoesNotFit``."""
    latest = _latest(steps)
    day = 0
    for step, last in zip(steps, latest, strict=True):
        first = max(step.first, day + step.gap)
        if step.within is not None:
            last = min(last, day + step.within)
        if first > last:
            raise PlanDoesNotFit(f"{step.what.name} has no day left")
        if step.what is Happening.ENTERED:
            day = _in_season(rng, first, last)
        elif step.typical is None:
            day = first + int(rng.random() * (last - first + 1))
        else:
            day = first + min(last - first, int(rng.expovariate(1 / step.typical)))
        step.day = day


def _latest(steps: Sequence[Step]) -> list[int]:
    """For each step the last day that leaves room for those after it."""
    latest = [0] * len(steps)
    limit = steps[-1].last
    for place in range(len(steps) - 1, -1, -1):
        latest[place] = min(steps[place].last, limit)
        limit = latest[place] - steps[place].gap
    return latest


def _in_season(rng: Random, first: int, last: int) -> int:
    """A day on which the register is likely to take somebody in."""
    day = last
    for _ in range(6):
        day = first + int(rng.random() * (last - first + 1))
        if rng.random() < _busyness(day):
            break
    return day


@cache
def _busyness(day: int) -> float:
    return BUSY_MONTHS.get(date.fromordinal(day).month, OTHER_MONTHS)


@cache
def days_of(year: int) -> tuple[int, int]:
    """The first and the last day of an operating year, as ordinals."""
    period = operating_year(year)
    return period.first.toordinal(), period.last.toordinal()
