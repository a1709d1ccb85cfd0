"""Drafting tables: each row and each column says what it adds to the cells on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.figures import kind_of
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.numbers import half_days_of_median
from kaa_tracker.projections.statistics.report.cells import Cell, Count, Median, Row, ShareOf, Table, Year
from kaa_tracker.projections.statistics.report.tallies import Figures
from kaa_tracker.projections.statistics.shares import SHARES

GENDERS = {"woman": "Kvinnor", "man": "Män", "unknown": "Okänt kön"}
"""In the order of Swedish official statistics; the last only where somebody's gender is unknown."""


class Line(NamedTuple):
    """A row or column: the measure or share it is about, the values it is broken down to, its period.

    What a line leaves open, the lines it crosses say.
    """

    key: str
    labels: tuple[str, ...]
    code: str = ""
    where: Mapping[str, str] = {}
    period: Year = "year"

    @property
    def measures(self) -> Sequence[str]:
        """The measures its figure is made of."""
        share = SHARES.get(self.code)
        return (share.numerator, share.denominator) if share else (self.code,)

    @property
    def is_timed(self) -> bool:
        """Whether its figure is a median of days."""
        return self.code in MEASURES and MEASURES[self.code].is_timed

    @property
    def is_overlapping(self) -> bool:
        """Whether one who counts may do so in other rows as well."""
        by = tuple(self.where)
        return not self.is_timed and any(kind_of(MEASURES[code], by) == "overlapping" for code in self.measures)


def line_of(code: str) -> Line:
    """The line of a measure or share, named after it."""
    label = SHARES[code].label if code in SHARES else MEASURES[code].label
    return Line(code, (label,), code)


class Draft:
    """The figures of the two periods, and how to make tables of them."""

    def __init__(self, year: int, figures: Mapping[Year, Figures]) -> None:
        self.year = year
        self.year_before = Line("year_before", (str(year - 1),), period="year_before")
        self._figures = figures

    @property
    def restated(self) -> str:
        """By which division places are read."""
        now, before = (self._figures[year].scope.division_on for year in ("year", "year_before"))
        if now == before:
            return f"{self.year - 1} är omräknat till den stadsdelsindelning som gällde {now}."
        return f"Stadsdelsindelningen är den som gällde {now}, och för {self.year - 1} den som gällde {before}."

    def table(
        self, title: str, heads: tuple[str, ...], rows: Sequence[Line], columns: Sequence[Line], note: str = ""
    ) -> Table:
        lines = {row.key: {column.key: _crossing(row, column) for column in columns} for row in rows}
        drafted = {
            row.key: Row(row.labels, {key: self.cell(line) for key, line in lines[row.key].items()}) for row in rows
        }
        overlapping = any(line.is_overlapping for crossing in lines.values() for line in crossing.values())
        labels = {column.key: column.labels[0] for column in columns}
        return Table(title, heads, labels, drafted, "overlapping" if overlapping else "partition", note)

    def cell(self, line: Line) -> Cell:
        """The count, share or median that the line is about."""
        figures = self._figures[line.period]
        if line.is_timed:
            days = figures.waits(line.code, line.where)
            return Median(Count(line.code, line.where, line.period, sum(days.values())), half_days_of_median(days))
        counts = [
            Count(measure, line.where, line.period, figures.count(measure, line.where)) for measure in line.measures
        ]
        if line.code in SHARES:
            share = SHARES[line.code]
            return ShareOf(share.code, share.kind, share.version, *counts)
        return counts[0]

    def genders(self, codes: Sequence[str]) -> list[Line]:
        """Women, men, and those of unknown gender where one of the measures counts any."""
        counted = [code for code in codes if code in MEASURES and not MEASURES[code].is_timed]
        found = {value for code in counted for value in self._figures["year"].values(code, "gender")}
        return [
            Line(gender, (label,), where={"gender": gender})
            for gender, label in GENDERS.items()
            if gender != "unknown" or gender in found
        ]

    def genders_and_total(self, measure: str, key: str, label: str, where: Mapping[str, str]) -> Iterator[Line]:
        """Rows for a place or service: by gender, in all, and in all the year before."""
        for gender in self.genders([measure]):
            yield Line(f"{key}.{gender.key}", (label, *gender.labels), where={**where, **gender.where})
        yield Line(f"{key}.total", (label, "Totalt"), where=where)
        yield Line(f"{key}.year_before", (label, *self.year_before.labels), where=where, period="year_before")

    def months(self) -> Iterator[tuple[str, str, Mapping[Year, str]]]:
        """The months of the year, named, and each in both periods: itself, and the one a year earlier."""
        known = BREAKDOWNS["month"]
        scopes: Mapping[Year, Scope] = {year: figures.scope for year, figures in self._figures.items()}
        for now, before in zip(known.values(scopes["year"]), known.values(scopes["year_before"]), strict=True):
            yield now, known.name(scopes["year"].reference, now), {"year": now, "year_before": before}

    def values(self, breakdown: str, measure: str) -> Iterator[tuple[str, str]]:
        """The values of a breakdown with their labels: those always printed, and others that ``measure`` has."""
        known, scope = BREAKDOWNS[breakdown], self._figures["year"].scope
        found = [value for figures in self._figures.values() for value in figures.values(measure, breakdown)]
        for value in known.ordered(scope.reference, dict.fromkeys([*known.values(scope), *found])):
            yield value, known.name(scope.reference, value)


def _crossing(row: Line, column: Line) -> Line:
    """The cell where they cross, as a line of its own."""
    period: Year = "year_before" if "year_before" in (row.period, column.period) else "year"
    return Line("", (), row.code or column.code, {**row.where, **column.where}, period)
