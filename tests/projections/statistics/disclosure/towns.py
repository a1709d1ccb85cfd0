"""Reports of invented towns: persons drawn by chance and counted into tables, with no database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from random import Random
from typing import NamedTuple

from kaa_tracker.domain.periods import operating_year
from kaa_tracker.projections.statistics.report.cells import Cell, Count, Days, Report, Row, ShareOf, Table, Year
from kaa_tracker.projections.statistics.shares import SHARES

GENDERS = ("woman", "man")
PLACES = ("globen", "kista", "skarholmen", "no_district")
OUTCOMES = ("studies", "work", "no_occupation", "unknown", "other", None)


class Person(NamedTuple):
    gender: str
    jobbtorg_at_end: str
    is_carried_in: bool
    outcome: str | None


Persons = Sequence[Person]

COUNTED: Mapping[str, Callable[[Person], bool]] = {
    "enrolled": lambda person: True,
    "carried_in": lambda person: person.is_carried_in,
    "newly_enrolled": lambda person: not person.is_carried_in,
    "enrolled_at_end": lambda person: person.outcome is None,
    "enrolled_not_at_end": lambda person: person.outcome is not None,
    "closed": lambda person: person.outcome is not None,
    "closed_to_studies": lambda person: person.outcome == "studies",
    "closed_to_work": lambda person: person.outcome == "work",
    "closed_to_no_occupation": lambda person: person.outcome == "no_occupation",
    "closed_to_unknown": lambda person: person.outcome == "unknown",
    "closed_to_other": lambda person: person.outcome == "other",
    "closed_to_studies_or_work": lambda person: person.outcome in ("studies", "work"),
}
BY_PLACE = ("enrolled", "closed", "closed_to_studies", "closed_to_work", "closed_to_studies_or_work")


def some_persons(chance: Random, number: int) -> list[Person]:
    places, outcomes = (chance.choices(range(1, 9), k=len(values)) for values in (PLACES, OUTCOMES))
    return [
        Person(
            chance.choice(GENDERS),
            chance.choices(PLACES, places)[0],
            chance.random() < 0.3,
            chance.choices(OUTCOMES, outcomes)[0],
        )
        for _ in range(number)
    ]


def corrected(chance: Random, persons: Persons, times: int) -> list[Person]:
    """Some of them left out, others changed, and as many new."""
    left = chance.sample(persons, max(0, len(persons) - times))
    changed = [person._replace(outcome=chance.choice(OUTCOMES)) for person in left[:times]]
    return [*changed, *left[times:], *some_persons(chance, chance.randint(0, times))]


def report_of(now: Persons, before: Persons, year: int = 2022) -> Report:
    counting = _Counting({"year": now, "year_before": before})
    return Report(
        report="annual",
        year=year,
        periods={"year": Days(*operating_year(year)), "year_before": Days(*operating_year(year - 1))},
        division_on=date(year, 11, 30),
        division_before=date(year, 11, 30),
        reference_version="1",
        tables={"closed": counting.by_gender(), "jobbtorg_at_end": counting.by_place()},
        measures={},
    )


class _Counting:
    def __init__(self, persons: Mapping[Year, Persons]) -> None:
        self._persons = persons

    def by_gender(self) -> Table:
        columns: dict[str, tuple[Year, dict[str, str]]] = {
            **{gender: ("year", {"gender": gender}) for gender in GENDERS},
            "total": ("year", {}),
            "year_before": ("year_before", {}),
        }
        codes = [*COUNTED, "closed_of_enrolled", "studies_of_closed", "studies_or_work_of_closed"]
        rows = {
            code: Row((code,), {key: self._cell(code, where, period) for key, (period, where) in columns.items()})
            for code in codes
        }
        return Table("", ("",), dict.fromkeys(columns, ""), rows, "partition", "")

    def by_place(self) -> Table:
        codes = [*BY_PLACE, "studies_of_closed"]
        rows = {
            key: Row((key,), {code: self._cell(code, where, period) for code in codes})
            for key, period, where in _rows()
        }
        return Table("", ("", ""), dict.fromkeys(codes, ""), rows, "partition", "")

    def _cell(self, code: str, where: Mapping[str, str], period: Year) -> Cell:
        if code in SHARES:
            share = SHARES[code]
            parts = [self._count(part, where, period) for part in (share.numerator, share.denominator)]
            return ShareOf(code, share.kind, "1/1", *parts)
        return self._count(code, where, period)

    def _count(self, code: str, where: Mapping[str, str], period: Year) -> Count:
        counted = [person for person in self._persons[period] if COUNTED[code](person)]
        those = [person for person in counted if all(getattr(person, by) == value for by, value in where.items())]
        return Count(code, where, period, len(those))


def _rows() -> Iterator[tuple[str, Year, dict[str, str]]]:
    for place, gender in product((*PLACES, "total"), (*GENDERS, "total", "year_before")):
        where = {} if place == "total" else {"jobbtorg_at_end": place}
        if gender in GENDERS:
            where["gender"] = gender
        yield f"{place}.{gender}", "year_before" if gender == "year_before" else "year", where
