"""Who is enrolled at a jobbtorg, from which year to which."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from kaa_tracker.simulation.figures import CityFigures
from kaa_tracker.simulation.plans.coverage import Cell
from kaa_tracker.simulation.plans.plan import Contact, EnrolmentPlan, Gender, YearPlan, YouthPlan
from kaa_tracker.simulation.plans.quotas import apportion, shuffled

NONE, SOUGHT, REACHED, CAME = Contact

SUPPORTED_THROUGHOUT_LAST_YEAR = 0.17
"""Of those enrolled when the year before began, the share still enrolled when it ended."""


class Flow(NamedTuple):
    """Persons who came and went alike.

    ``enrolments`` holds for each the years it was opened and closed in, counted from the published
    one; ``None`` if it was not closed before that. ``cells`` says where such persons are found, by
    their contact last year and this year, and in which shares.
    """

    enrolments: tuple[tuple[int, int | None], ...]
    cells: tuple[tuple[Cell, float], ...]

    @property
    def counts_this_year(self) -> bool:
        return any(closed is None for _, closed in self.enrolments)


EARLIER_UNTIL_LAST_YEAR = Flow(
    ((-2, -1),),
    (((NONE, None), 0.8), ((None, None), 0.13), ((SOUGHT, None), 0.05), ((NONE, NONE), 0.02)),
)
EARLIER_UNTIL_THIS_YEAR = Flow(((-2, None),), (((NONE, NONE), 0.67), ((NONE, None), 0.33)))
WITHIN_LAST_YEAR = Flow(
    ((-1, -1),),
    (((REACHED, None), 0.87), ((REACHED, NONE), 0.08), ((REACHED, REACHED), 0.05)),
)
TWICE_LAST_YEAR = Flow(((-1, -1), (-1, None)), (((REACHED, NONE), 1.0),))
LAST_YEAR_UNTIL_THIS_YEAR = Flow(
    ((-1, None),),
    (((REACHED, NONE), 0.735), ((REACHED, None), 0.2), ((REACHED, SOUGHT), 0.035), ((REACHED, REACHED), 0.03)),
)
FROM_THIS_YEAR = Flow(
    ((0, None),),
    (
        ((None, REACHED), 0.61),
        ((NONE, REACHED), 0.115),
        ((SOUGHT, REACHED), 0.13),
        ((REACHED, REACHED), 0.05),
        ((None, CAME), 0.015),
        ((REACHED, NONE), 0.08),
    ),
)


def flows(figures: CityFigures) -> dict[Flow, int]:
    """The persons of each flow; every published stock is a sum of these.

    Enrolled when a year ends is who was not closed in it, and who was closed and enrolled again.
    """
    before, this = figures.previous_year, figures.enrolled
    carried_in_last_year = before.enrolled - before.newly_enrolled
    throughout = round(SUPPORTED_THROUGHOUT_LAST_YEAR * carried_in_last_year)
    twice = this.carried_in - (before.enrolled - before.closed)
    still_enrolled = this.carried_in - throughout - twice
    return {
        EARLIER_UNTIL_LAST_YEAR: carried_in_last_year - throughout,
        EARLIER_UNTIL_THIS_YEAR: throughout,
        WITHIN_LAST_YEAR: before.newly_enrolled - still_enrolled - twice,
        TWICE_LAST_YEAR: twice,
        LAST_YEAR_UNTIL_THIS_YEAR: still_enrolled,
        FROM_THIS_YEAR: this.newly_enrolled,
    }


def enrol(rng: Random, youths: list[YouthPlan], figures: CityFigures) -> None:
    """Give the enrolled of both years their enrolments, adding youths who left the register before."""
    pool = _Pool(rng, youths, figures.year)
    women = _WomenAmong(figures)
    for flow, count in flows(figures).items():
        counts = apportion(count, [share for _, share in flow.cells])
        for (cell, _), persons in zip(flow.cells, counts, strict=True):
            for youth in pool.take(cell, persons, women.of_next(persons) if flow.counts_this_year else None):
                _enrol(youth, flow, figures.year)
    youths.extend(pool.newcomers)


def _enrol(youth: YouthPlan, flow: Flow, year: int) -> None:
    for opened, closed in flow.enrolments:
        youth.enrolments.append(EnrolmentPlan(year + opened, None if closed is None else year + closed))
    if youth.enrolments[0].opened == year - 2:
        later = [planned for planned in youth.years if planned.year >= year - 1]
        youth.years = [YearPlan(year - 2, REACHED), *later]


class _WomenAmong:
    """Shares out the enrolled women so evenly that they end at the published number."""

    def __init__(self, figures: CityFigures) -> None:
        self._women, self._all = figures.enrolled.woman, figures.enrolled.total
        self._persons = 0

    def of_next(self, persons: int) -> int:
        before = round(self._women * self._persons / self._all)
        self._persons += persons
        return round(self._women * self._persons / self._all) - before


class _Pool:
    """The youths without support, by their contact last year and this year, and by gender."""

    def __init__(self, rng: Random, youths: Sequence[YouthPlan], year: int) -> None:
        self._rng, self._year = rng, year
        self._youths: dict[tuple[Cell, Gender], list[YouthPlan]] = {}
        self.newcomers: list[YouthPlan] = []
        for youth in shuffled(rng, youths):
            cell = youth.contact_in(year - 1), youth.contact_in(year)
            self._youths.setdefault((cell, youth.gender), []).append(youth)

    def take(self, cell: Cell, count: int, women: int | None) -> list[YouthPlan]:
        """``count`` youths of the cell, among them ``women`` women if that is asked for."""
        if cell == (None, None):
            return [self._newcomer() for _ in range(count)]
        if women is None:
            women = min(round(count * 0.45), len(self._youths[cell, "woman"]))
        taken = [self._youths[cell, "woman"].pop() for _ in range(women)]
        return taken + [self._youths[cell, "man"].pop() for _ in range(count - women)]

    def _newcomer(self) -> YouthPlan:
        """Somebody out of the register before the first counted year, with support that outlives it."""
        youth = YouthPlan("woman" if self._rng.random() < 0.45 else "man", [])
        self.newcomers.append(youth)
        return youth
