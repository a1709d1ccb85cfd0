"""The stays of a youth in the register, one after another."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from kaa_tracker.simulation.lives.route import Route
from kaa_tracker.simulation.lives.steps import Happening, Step, days_of, draw_days
from kaa_tracker.simulation.plans.plan import Contact, EnrolmentPlan, Mishap, YearPlan, YouthPlan

OUT_OF_REGISTER = 16
"""Days at least between two stays: more than resumes a stay, however one counts."""

LEFT_IN_WAIT_BY = 90
"""Days into the year by which a first stay that ends in the wait has begun, so that the year has room for the rest."""


class Stay(NamedTuple):
    """A stay in the register, and all that happens in it or follows from its enrolments, in order."""

    entered: int
    left: int | None
    """The last day in the register; ``None`` while the stay goes on."""
    steps: list[Step]

    def soon(self, rng: Random, earliest: int, latest: int, end: int) -> int:
        """A day so many days after the entry, but before the last day, at most ``end``; if need be the entry itself."""
        last = end if self.left is None else self.left
        return min(self.entered + rng.randint(earliest, latest), max(self.entered, last - 1))


class _Part(NamedTuple):
    years: list[YearPlan]
    enrolments: list[EnrolmentPlan]
    first: int
    last: int
    """The days between which the stay begins."""


def stays_of(rng: Random, youth: YouthPlan) -> list[Stay]:
    """All stays of a youth, in order. Raises ``PlanDoesNotFit``."""
    stays: list[Stay] = []
    parts = _parts(youth)
    for number, part in enumerate(parts, 1):
        first = part.first
        if stays:
            first = max(first, (stays[-1].left or 0) + OUT_OF_REGISTER)
        is_last = number == len(parts)
        route = Route(rng, by_hand=number == 1 and Mishap.OPENED_BY_HAND in youth.mishaps, goes_on=not is_last)
        steps = route.of(part.years, part.enrolments, (first, part.last), leaves=youth.leaves or not is_last)
        draw_days(rng, steps)
        entered = next(step.day for step in steps if step.what is Happening.ENTERED)
        left = next((step.day for step in steps if step.what is Happening.LEFT), None)
        stays.append(Stay(entered, left, steps))
    return stays


def _parts(youth: YouthPlan) -> list[_Part]:
    returns_in = youth.returns_in or youth.years[-1].year + 1
    before = [year for year in youth.years if year.year < returns_in]
    after = [year for year in youth.years if year.year >= returns_in]
    parts = []
    if Mishap.LEFT_IN_WAIT_BEFORE in youth.mishaps:
        first, _ = days_of(before[0].year)
        parts.append(_Part([YearPlan(before[0].year, Contact.NONE)], [], first, first + LEFT_IN_WAIT_BY))
    for years in (before, after):
        if years:
            enrolments = [e for e in youth.enrolments if years[0].year <= e.opened <= years[-1].year]
            parts.append(_Part(years, enrolments, *days_of(years[0].year)))
    return parts
