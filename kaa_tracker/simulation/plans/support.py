"""Who is enrolled at a jobbtorg, from which year to which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

from kaa_tracker.simulation.figures import CityFigures
from kaa_tracker.simulation.plans.coverage import Cell
from kaa_tracker.simulation.plans.plan import Contact, EnrolmentPlan, Gender, YearPlan, YouthPlan
from kaa_tracker.simulation.plans.quotas import apportion, shuffled

NONE, SOUGHT, REACHED, CAME = Contact

SUPPORTED_THROUGHOUT_LAST_YEAR = 0.17
"""Of those enrolled when the year before began, the share still enrolled when it ended."""


class Flows(NamedTuple):
    """Enrolled persons by when they came and went; every published stock is a sum of these.

    Who is enrolled when a year ends is who was not closed in it, plus those closed and enrolled again.
    """

    earlier_until_last_year: int
    earlier_until_this_year: int
    within_last_year: int
    twice_last_year: int
    last_year_until_this_year: int
    from_this_year: int


ShareOfCells = Sequence[tuple[Cell, float]]

CELLS: Mapping[str, ShareOfCells] = {
    "earlier_until_last_year": [((NONE, None), 0.8), ((None, None), 0.13), ((SOUGHT, None), 0.05), ((NONE, NONE), 0.02)],
    "earlier_until_this_year": [((NONE, NONE), 0.67), ((NONE, None), 0.33)],
    "within_last_year": [((REACHED, None), 0.87), ((REACHED, NONE), 0.08), ((REACHED, REACHED), 0.05)],
    "twice_last_year": [((REACHED, NONE), 1)],
    "last_year_until_this_year": [
        ((REACHED, NONE), 0.735),
        ((REACHED, None), 0.2),
        ((REACHED, SOUGHT), 0.035),
        ((REACHED, REACHED), 0.03),
    ],
    "from_this_year": [
        ((None, REACHED), 0.61),
        ((NONE, REACHED), 0.115),
        ((SOUGHT, REACHED), 0.13),
        ((REACHED, REACHED), 0.05),
        ((None, CAME), 0.015),
        ((REACHED, NONE), 0.08),
    ],
}
"""Where the persons of each flow are found, by their contact last year and this year."""


def flows(figures: CityFigures) -> Flows:
    before, this = figures.previous_year, figures.enrolled
    carried_in_last_year = before.enrolled - before.newly_enrolled
    throughout = round(SUPPORTED_THROUGHOUT_LAST_YEAR * carried_in_last_year)
    twice = this.carried_in - (before.enrolled - before.closed)
    still_enrolled = this.carried_in - throughout - twice
    return Flows(
        earlier_until_last_year=carried_in_last_year - throughout,
        earlier_until_this_year=throughout,
        within_last_year=before.newly_enrolled - still_enrolled - twice,
        twice_last_year=twice,
        last_year_until_this_year=still_enrolled,
        from_this_year=this.newly_enrolled,
    )


def enrol(rng: Random, youths: list[YouthPlan], figures: CityFigures) -> None:
    """Give the enrolled of both years their enrolments, adding youths who left the register before."""
    pool = _Pool(rng, youths, figures.year)
    women = _WomenAmong(figures)
    for flow, count in flows(figures)._asdict().items():
        cells = CELLS[flow]
        for (cell, _), persons in zip(cells, apportion(count, [share for _, share in cells]), strict=True):
            wanted = women.of_next(persons) if flow.endswith("this_year") or flow == "twice_last_year" else None
            for youth in pool.take(cell, persons, wanted):
                youth.enrolments = _enrolments(flow, figures.year)
                if flow.startswith("earlier"):
                    youth.years = [YearPlan(figures.year - 2, REACHED), *_from(youth, figures.year - 1)]
    youths.extend(pool.newcomers)


def _from(youth: YouthPlan, year: int) -> list[YearPlan]:
    return [planned for planned in youth.years if planned.year >= year]


def _enrolments(flow: str, year: int) -> list[EnrolmentPlan]:
    """The enrolments of a person of the flow; those still open this year are closed by other quotas."""
    match flow:
        case "earlier_until_last_year":
            return [EnrolmentPlan(year - 2, closed=year - 1)]
        case "earlier_until_this_year":
            return [EnrolmentPlan(year - 2)]
        case "within_last_year":
            return [EnrolmentPlan(year - 1, closed=year - 1)]
        case "twice_last_year":
            return [EnrolmentPlan(year - 1, closed=year - 1), EnrolmentPlan(year - 1)]
        case "last_year_until_this_year":
            return [EnrolmentPlan(year - 1)]
        case _:
            return [EnrolmentPlan(year)]


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
