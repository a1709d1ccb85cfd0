"""Youths whose lives chance has made, each full of what figures count. They follow no rule but their own ids."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tests.projections.statistics.youths import Youth

FIRST_DAY = date(2021, 6, 1)
DISTRICTS = ("farsta", "rinkeby_kista", "bromma", "sodermalm", "skarholmen", "no_district")
UNITS = ("globen", "kista", "vallingby")
OUTCOMES = ("studies", "work", "no_occupation", "unknown", "other")
REASONS = ("studies_registered", "unknown", "misregistered", "moved_out", "turned_20")


def some_youths(seed: int, number: int = 8) -> dict[str, Youth]:
    chance = Random(seed)
    return {f"youth_{n}": a_youth(chance) for n in range(number)}


def a_youth(chance: Random) -> Youth:
    youth = Youth(born=chance.randint(2002, 2006), gender=chance.choice(("woman", "woman", "man", "man", "unknown")))
    start = _after(FIRST_DAY, chance, 450)
    if chance.random() < 0.15:
        youth.is_met_by_hand(f"{start}")
        start = _after(start, chance, 40)
    _stays(youth, start, chance)
    if chance.random() < 0.15:
        youth.without_daily_rounds()
    for happens in (_outreach, _outreach, _support, _words, _changes):
        happens(youth, start, chance)
    return youth


def _after(day: date, chance: Random, days: int) -> date:
    return day + timedelta(days=chance.randint(0, days))


def _stays(youth: Youth, day: date, chance: Random) -> None:
    youth.enters(f"{day}", chance.choice(DISTRICTS))
    while chance.random() < 0.6:
        day += timedelta(days=chance.choice((0, 4, 13, 14, 40, 150, 300)))
        youth.leaves(f"{day}", chance.choice(REASONS), chance.choice(DISTRICTS))
        if chance.random() < 0.5:
            return
        day += timedelta(days=chance.choice((3, 8, 9, 30, 70)))
        youth.enters(f"{day}", chance.choice(DISTRICTS))


def _outreach(youth: Youth, start: date, chance: Random) -> None:
    for _ in range(chance.randint(0, 3)):
        day = _after(start, chance, 350)
        youth.is_tried(f"{day}", chance.choice(("letter", "phone", "sms")), chance.choice(UNITS))
        if chance.random() < 0.4:
            youth.answers(f"{_after(day, chance, 40)}", "relative" if chance.random() < 0.4 else "youth")
        elif chance.random() < 0.1:
            youth.takes_back_last_entry()
    if chance.random() < 0.3:
        youth.comes(f"{_after(start, chance, 300)}")


def _support(youth: Youth, start: date, chance: Random) -> None:
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        unit, first = chance.choice(UNITS), _after(start, chance, 300)
        last = _after(first, chance, 200) if chance.random() < 0.7 else None
        youth.enrols(f"{first}", unit, package=chance.random() < 0.5)
        if chance.random() < 0.5:
            _service(youth, first, last, chance)
        if last is not None:
            youth.is_closed(f"{last}", chance.choice(OUTCOMES), unit)  # type: ignore[arg-type]


def _service(youth: Youth, first: date, last: date | None, chance: Random) -> None:
    service, began = chance.choice(("aim", "ungvux")), _after(first, chance, 30)
    if last is not None and began > last:
        began = first
    youth.starts(service, f"{began}")
    if last is not None:
        ended = min(last, _after(began, chance, 100))
        youth.ends(service, f"{ended}", chance.choice(OUTCOMES))  # type: ignore[arg-type]


def _words(youth: Youth, start: date, chance: Random) -> None:
    for _ in range(chance.randint(0, 4)):
        youth.does(
            chance.choice(("work", "none", "komvux", "other_studies", "unknown")), f"{_after(start, chance, 300)}"
        )
    if chance.random() < 0.4:
        day = _after(start, chance, 200)
        youth.declines(f"{day}", f"{_after(day, chance, 120)}")
    if chance.random() < 0.3:
        youth.address_is_reported(f"{_after(start, chance, 300)}", chance.choice(("one", "two")))


def _changes(youth: Youth, start: date, chance: Random) -> None:
    if chance.random() < 0.5:
        youth.changes(f"{_after(start, chance, 300)}", district=chance.choice(DISTRICTS))
    if chance.random() < 0.2:
        youth.changes(f"{_after(start, chance, 300)}", gender=chance.choice(("woman", "man", "unknown")))
    if chance.random() < 0.1:
        youth.changes(f"{_after(start, chance, 300)}", protection="confidentiality_marked")
