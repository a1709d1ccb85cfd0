"""What contacts find: how the reached are occupied, and addresses where nobody lives."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from kaa_tracker.simulation.figures import CityFigures
from kaa_tracker.simulation.plans.plan import Contact, YearPlan, YouthPlan
from kaa_tracker.simulation.plans.quotas import draw_weighted

OCCUPIED_OTHERWISE = 0.65
"""The share of the reached of other years that is occupied."""

WEIGHT_OF_ENROLLED = 0.25
"""Who enrols is seldom occupied when reached."""

NEVER_RECORDED = 0.08
ADDRESS_REPORTS_LAST_YEAR = 49
SIBLINGS_REPORTED = 2
"""Youths reported besides, at an address that another report names already."""

_REACHED = (Contact.REACHED, Contact.CAME)


def plan_findings(rng: Random, youths: Sequence[YouthPlan], figures: CityFigures) -> None:
    _occupy_the_reached(rng, youths, figures)
    for youth in youths:
        for year in youth.years:
            if year.contact in _REACHED and year.year != figures.year:
                find_occupation(rng, youth, year, occupied=rng.random() < OCCUPIED_OTHERWISE)
    _report_addresses(rng, youths, figures.year, figures.addresses.reported, SIBLINGS_REPORTED)
    _report_addresses(rng, youths, figures.year - 1, ADDRESS_REPORTS_LAST_YEAR, 0)


def find_occupation(rng: Random, youth: YouthPlan, year: YearPlan, *, occupied: bool) -> None:
    """Left out only where no record of the year before can lie within the days that count."""
    if occupied:
        year.occupation_when_reached = "occupied"
    elif rng.random() >= NEVER_RECORDED or youth.contact_in(year.year - 1) in _REACHED:
        year.occupation_when_reached = "not_occupied"


def _occupy_the_reached(rng: Random, youths: Sequence[YouthPlan], figures: CityFigures) -> None:
    """As many as print as the published share."""
    reached = [(youth, year) for youth in youths for year in youth.years if year.year == figures.year]
    reached = [pair for pair in reached if pair[1].contact in _REACHED]
    weights = [
        WEIGHT_OF_ENROLLED if any(e.opened == figures.year for e in youth.enrolments) else 1.0 for youth, _ in reached
    ]
    share = int(figures.occupied_when_reached.printed)
    occupied = draw_weighted(rng, reached, weights, round(len(reached) * share / 100))
    chosen = {year for _, year in occupied}
    for youth, year in reached:
        find_occupation(rng, youth, year, occupied=year in chosen)


def _report_addresses(rng: Random, youths: Sequence[YouthPlan], year: int, addresses: int, siblings: int) -> None:
    """Where youths were sought in vain and are sought no more, each address once but for siblings."""
    candidates = [youth for youth in youths if youth.protection == "none" and _last_sought_in(youth, year)]
    reported = rng.sample(candidates, addresses + siblings)
    for youth in reported:
        youth.years[-1].address_reported = True
    for number in range(siblings):
        for youth in reported[2 * number : 2 * number + 2]:
            youth.household = number


def _last_sought_in(youth: YouthPlan, year: int) -> bool:
    last = youth.years[-1]
    return last.year == year and last.contact is Contact.SOUGHT and not youth.enrolments
