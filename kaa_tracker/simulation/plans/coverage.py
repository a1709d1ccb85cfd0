"""Who is in the register in which year, and how outreach to them goes."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from kaa_tracker.simulation.figures import ByGender, CityFigures
from kaa_tracker.simulation.plans.plan import Contact, Gender, YearPlan, YouthPlan
from kaa_tracker.simulation.plans.quotas import shuffled

NONE, SOUGHT, REACHED, CAME = Contact

CARRIED_OVER: Mapping[Contact, Mapping[Contact, float]] = {
    NONE: {NONE: 0.03, SOUGHT: 0.03, REACHED: 0.32, CAME: 0.004},
    SOUGHT: {NONE: 0.11, SOUGHT: 0.264, REACHED: 0.047},
    REACHED: {NONE: 0.135, SOUGHT: 0.167, REACHED: 0.105},
    CAME: {NONE: 0.2, SOUGHT: 0.2, REACHED: 0.2},
}
"""Of a year's youths with that contact, the shares covered the year before too, by their contact then."""

BEFORE_HISTORY: Mapping[Contact, Mapping[Contact, float]] = {
    NONE: {SOUGHT: 0.06, REACHED: 0.16},
    SOUGHT: {NONE: 0.09, SOUGHT: 0.15, REACHED: 0.06},
    REACHED: {NONE: 0.12, SOUGHT: 0.09, REACHED: 0.09},
    CAME: {},
}
"""The same for the autumn before the first counted year."""

CAME_LAST_YEAR = 40
WOMEN_LAST_YEAR = 0.465

Cell = tuple[Contact | None, Contact | None]


def covered_youths(rng: Random, figures: CityFigures) -> list[YouthPlan]:
    """Everybody covered in the published year or the one before it, without support."""
    youths: list[YouthPlan] = []
    genders = _genders(rng, figures)
    for (last, this), count in _cells(figures).items():
        for _ in range(count):
            pairs = ((figures.year - 1, last), (figures.year, this))
            years = [YearPlan(year, contact) for year, contact in pairs if contact is not None]
            gender = genders[this].pop() if this else _gender_last_year(rng)
            youths.append(YouthPlan(gender, years))
    for youth in youths:
        _begin_earlier(rng, youth, figures.year - 2)
    return youths


def contacts_of_year(figures: CityFigures) -> dict[Contact, int]:
    sought_and_reached = figures.not_reached.total + figures.reached.total
    reached_after_attempts = figures.attempts.persons - figures.not_reached.total
    return {
        NONE: figures.registered.total - sought_and_reached,
        SOUGHT: figures.not_reached.total,
        REACHED: reached_after_attempts,
        CAME: figures.reached.total - reached_after_attempts,
    }


def contacts_of_year_before(figures: CityFigures) -> dict[Contact, int]:
    before = figures.previous_year
    return {
        NONE: before.registered - before.sought,
        SOUGHT: before.sought - before.reached,
        REACHED: before.reached - CAME_LAST_YEAR,
        CAME: CAME_LAST_YEAR,
    }


def _cells(figures: CityFigures) -> dict[Cell, int]:
    """How many youths had which contact in the two years; the margins are the published figures."""
    cells: dict[Cell, int] = {}
    for this, persons in contacts_of_year(figures).items():
        for last, share in CARRIED_OVER[this].items():
            cells[last, this] = round(share * persons)
        cells[None, this] = persons - sum(count for (last, now), count in cells.items() if last and now is this)
    for last, persons in contacts_of_year_before(figures).items():
        cells[last, None] = persons - sum(count for (before, _), count in cells.items() if before is last)
    return cells


def _genders(rng: Random, figures: CityFigures) -> dict[Contact, list[Gender]]:
    """A shuffled pack of genders for each contact; reached youths share one, however they were reached."""
    reached = _pack(rng, figures.reached)
    came = contacts_of_year(figures)[CAME]
    others = ByGender(
        woman=figures.registered.woman - figures.reached.woman - figures.not_reached.woman,
        man=figures.registered.man - figures.reached.man - figures.not_reached.man,
    )
    return {
        NONE: _pack(rng, others),
        SOUGHT: _pack(rng, figures.not_reached),
        REACHED: reached[came:],
        CAME: reached[:came],
    }


def _pack(rng: Random, counts: ByGender) -> list[Gender]:
    women: list[Gender] = ["woman"] * counts.woman
    men: list[Gender] = ["man"] * counts.man
    return shuffled(rng, women + men)


def _gender_last_year(rng: Random) -> Gender:
    return "woman" if rng.random() < WOMEN_LAST_YEAR else "man"


def _begin_earlier(rng: Random, youth: YouthPlan, year: int) -> None:
    """Some of those covered in the first counted year were in the register the autumn before."""
    first = youth.years[0]
    if first.year != year + 1:
        return
    chance = rng.random()
    for contact, share in BEFORE_HISTORY[first.contact].items():
        chance -= share
        if chance < 0:
            youth.years.insert(0, YearPlan(year, contact))
            return
