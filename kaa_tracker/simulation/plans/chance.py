"""Youths by chance alone: the same kind of life, and no figure to land on."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from kaa_tracker.simulation.plans.attempts import attempts_drawn, choose_channels, plan_answers
from kaa_tracker.simulation.plans.findings import OCCUPIED_OTHERWISE, find_occupation
from kaa_tracker.simulation.plans.plan import Contact, EnrolmentPlan, Outcome, YearPlan, YouthPlan
from kaa_tracker.simulation.plans.quotas import Odds
from kaa_tracker.simulation.plans.untidiness import make_untidy_by_chance

STAYS_ANOTHER_YEAR = 0.45
LEAVES_IN_LAST_YEAR = 0.6
ENROLS_WHEN_REACHED = 0.33
CLOSED_IN_A_YEAR = 0.6
JOINS_AIM = 0.3
MOST_YEARS = 3
ATTEMPTS_BEYOND_THE_FIRST = 20.0
MOST_ATTEMPTS_IN_A_YEAR = 25
"""More than in a real city, for twenty messages and log lines a youth."""

CONTACTS = Odds({Contact.NONE: 0.1, Contact.SOUGHT: 0.42, Contact.REACHED: 0.46, Contact.CAME: 0.02})
CONTACTS_AFTER_A_WAIT = Odds({Contact.SOUGHT: 0.5, Contact.REACHED: 0.5})
OUTCOMES: Odds[Outcome] = Odds({"studies": 50, "work": 21, "no_occupation": 16, "unknown": 6, "other": 7})


def youths_by_chance(rng: Random, count: int, years: range) -> Iterator[YouthPlan]:
    """``count`` youths, one at a time, each covered in one or some of the operating years."""
    for _ in range(count):
        youth = YouthPlan("woman" if rng.random() < 0.465 else "man", [])
        _live(rng, youth, years)
        plan_answers(rng, youth)
        for year in youth.years:
            choose_channels(rng, year)
            if year.contact in (Contact.REACHED, Contact.CAME):
                find_occupation(rng, youth, year, occupied=rng.random() < OCCUPIED_OTHERWISE)
        make_untidy_by_chance(rng, youth)
        yield youth


def _live(rng: Random, youth: YouthPlan, years: range) -> None:
    """One year after another until the youth stays no longer or the years are over."""
    first = rng.choice(years)
    last = first
    while last < min(years[-1], first + MOST_YEARS - 1) and rng.random() < STAYS_ANOTHER_YEAR:
        last += 1
    mean = ATTEMPTS_BEYOND_THE_FIRST / (last - first + 1)
    for number in range(first, last + 1):
        year = YearPlan(number, _contact(rng, youth))
        youth.years.append(year)
        if year.contact in (Contact.SOUGHT, Contact.REACHED):
            year.channels = [""] * attempts_drawn(rng, mean, MOST_ATTEMPTS_IN_A_YEAR)
        _support(rng, youth, year)
    youth.leaves = last < years[-1] or rng.random() < LEAVES_IN_LAST_YEAR


def _contact(rng: Random, youth: YouthPlan) -> Contact:
    """Nobody is sought while enrolled, and whoever is still in the wait when a year ends is sought in the next."""
    if any(enrolment.closed is None for enrolment in youth.enrolments):
        return Contact.NONE
    if [year.contact for year in youth.years] == [Contact.NONE]:
        return CONTACTS_AFTER_A_WAIT.draw(rng)
    return CONTACTS.draw(rng)


def _support(rng: Random, youth: YouthPlan, year: YearPlan) -> None:
    opened = [enrolment for enrolment in youth.enrolments if enrolment.closed is None]
    if not opened and year.contact in (Contact.REACHED, Contact.CAME) and rng.random() < ENROLS_WHEN_REACHED:
        opened = [EnrolmentPlan(year.year, aim_from=year.year if rng.random() < JOINS_AIM else None)]
        youth.enrolments += opened
    for enrolment in opened:
        if rng.random() < CLOSED_IN_A_YEAR:
            enrolment.closed, enrolment.outcome = year.year, OUTCOMES.draw(rng)
