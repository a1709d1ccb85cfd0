"""How often youths are sought, by which channels, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Literal, TypeAlias

from kaa_tracker.simulation.figures import CityFigures
from kaa_tracker.simulation.plans.plan import Contact, YearPlan, YouthPlan
from kaa_tracker.simulation.plans.quotas import Odds, draw_weighted, numbers_summing_to

MOST_IN_A_YEAR = 10
MEAN_BEYOND_THE_FIRST = 2.9
ANSWERED_LAST = 0.72
REACHED_BY_ENROLLING = 0.06
"""Of youths newly enrolled after attempts, those who came in without having answered one."""

Slot: TypeAlias = Literal["first", "later", "answered"]

LETTER_WEIGHTS: Mapping[Slot, float] = {"first": 6.0, "later": 1.0, "answered": 0.6}
LETTER_CHANCES: Mapping[Slot, float] = {"first": 0.85, "later": 0.3, "answered": 0.15}

UNANSWERED = Odds({"phone": 46, "sms": 28, "email": 12, "home_visit": 8, "door_card": 4, "via_partner": 1, "other": 1})
ANSWERED = Odds({"phone": 64, "sms": 19, "email": 8, "home_visit": 5, "door_card": 2, "via_partner": 0.7})


def plan_attempts(rng: Random, youths: Sequence[YouthPlan], figures: CityFigures) -> None:
    """Deal the published numbers to the published year, and as many per person to the years before."""
    attempted: dict[int, list[YearPlan]] = {}
    for youth in youths:
        for year in youth.years:
            if year.contact in (Contact.SOUGHT, Contact.REACHED):
                attempted.setdefault(year.year, []).append(year)
    total, letters = figures.attempts.total_about, figures.attempts.letters_about
    for years in attempted.values():
        in_all = round(total * len(years) / figures.attempts.persons)
        numbers = numbers_summing_to(rng, in_all, len(years), lambda: attempts_drawn(rng))
        for year, number in zip(years, numbers, strict=True):
            year.channels = [""] * number
    for youth in youths:
        plan_answers(rng, youth)
    for years in attempted.values():
        _deal_channels(rng, years, round(letters * len(years) / figures.attempts.persons))


def attempts_drawn(
    rng: Random, mean_beyond_the_first: float = MEAN_BEYOND_THE_FIRST, most: int = MOST_IN_A_YEAR
) -> int:
    return min(most, 1 + int(rng.expovariate(1 / mean_beyond_the_first)))


def plan_answers(rng: Random, youth: YouthPlan) -> None:
    """Choose the answered attempt of each year in which attempts reach the youth."""
    reached_before = False
    for year in youth.years:
        if year.contact is Contact.REACHED:
            enrols = any(enrolment.opened == year.year for enrolment in youth.enrolments)
            if reached_before or not enrols or rng.random() >= REACHED_BY_ENROLLING:
                last = len(year.channels) - 1
                year.answered = last if rng.random() < ANSWERED_LAST else rng.randint(0, last)
        reached_before = reached_before or year.contact in (Contact.REACHED, Contact.CAME)


def choose_channels(rng: Random, year: YearPlan) -> None:
    """Channels by chance alone, for a youth who is in no quota."""
    for place in range(len(year.channels)):
        slot = _slot(year, place)
        is_letter = rng.random() < LETTER_CHANCES[slot]
        year.channels[place] = "letter" if is_letter else _other_channel(rng, slot)


def _deal_channels(rng: Random, years: Sequence[YearPlan], letters: int) -> None:
    """Exactly ``letters`` letters, most of them first attempts; other channels answer better."""
    slots = [(year, place) for year in years for place in range(len(year.channels))]
    weights = [LETTER_WEIGHTS[_slot(year, place)] for year, place in slots]
    for year, place in draw_weighted(rng, slots, weights, letters):
        year.channels[place] = "letter"
    for year, place in slots:
        year.channels[place] = year.channels[place] or _other_channel(rng, _slot(year, place))


def _slot(year: YearPlan, place: int) -> Slot:
    if place == year.answered:
        return "answered"
    return "first" if place == 0 else "later"


def _other_channel(rng: Random, slot: Slot) -> str:
    return (ANSWERED if slot == "answered" else UNANSWERED).draw(rng)
