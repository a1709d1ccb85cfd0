"""Drafting tables: each row and each column says what it adds to the cells on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.numbers import half_days_of_median
from kaa_tracker.projections.statistics.report.cells import Cell, Count, Median, Row, ShareOf, Table, Year
from kaa_tracker.projections.statistics.report.tallies import Tallies
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


def line_of(code: str) -> Line:
    """The line of a measure or share, named after it."""
    label = SHARES[code].label if code in SHARES else MEASURES[code].label
    return Line(code, (label,), code)


class Draft:
    """The figures of the two periods, and how to make tables of them."""

    def __init__(self, year: int, tallies: Mapping[Year, Tallies]) -> None:
        self.year = year
        self.year_before = Line("year_before", (str(year - 1),), period="year_before")
        self._tallies = tallies

    @property
    def restated(self) -> str:
        """By which division places are read."""
        now, before = self._tallies["year"].scope.division_on, self._tallies["year_before"].scope.division_on
        if now == before:
            return f"{self.year - 1} är omräknat till den stadsdelsindelning som gällde {now}."
        return f"Stadsdelsindelningen är den som gällde {now}, och för {self.year - 1} den som gällde {before}."

    def table(
        self, title: str, heads: tuple[str, ...], rows: Sequence[Line], columns: Sequence[Line], note: str = ""
    ) -> Table:
        crossings = {row.key: {column.key: _crossing(row, column) for column in columns} for row in rows}
        broken_down = self._look_up([line for lines in crossings.values() for line in lines.values()])
        drafted = {
            row.key: Row(row.labels, {key: self.cell(line, broken_down) for key, line in crossings[row.key].items()})
            for row in rows
        }
        overlapping = any(self._is_overlapping(cell) for row in drafted.values() for cell in row.cells.values())
        labels = {column.key: column.labels[0] for column in columns}
        return Table(title, heads, labels, drafted, "overlapping" if overlapping else "partition", note)

    def _look_up(self, lines: Sequence[Line]) -> Mapping[Year, set[str]]:
        """Ask for all figures of a table at once; answers by what each period is broken down in it."""
        broken_down = {year: {code for line in lines if line.period == year for code in line.where} for year in YEARS}
        for year in YEARS:
            self._tallies[year].look_up(
                self._tallies[year].asked(measure, line.where, broken_down[year])
                for line in lines
                if line.period == year
                for measure in line.measures
                if not MEASURES[measure].is_timed
            )
        return broken_down

    def cell(self, line: Line, broken_down: Mapping[Year, set[str]] | None = None) -> Cell:
        """The count, share or median that the line is about."""
        of = broken_down[line.period] if broken_down else ()
        tallies = self._tallies[line.period]
        if line.code in MEASURES and MEASURES[line.code].is_timed:
            days = tallies.waits(line.code, line.where, of)
            return Median(Count(line.code, line.where, line.period, sum(days.values())), half_days_of_median(days))
        counts = [
            Count(measure, line.where, line.period, tallies.count(measure, line.where, of)) for measure in line.measures
        ]
        if line.code in SHARES:
            share = SHARES[line.code]
            return ShareOf(share.code, share.kind, share.version, *counts)
        return counts[0]

    def _is_overlapping(self, cell: Cell) -> bool:
        match cell:
            case Count(measure, where, period):
                return self._tallies[period].kind(measure, tuple(where)) == "overlapping"
            case ShareOf(numerator=one, denominator=other):
                return self._is_overlapping(one) or self._is_overlapping(other)
            case _:
                return False

    def genders(self, codes: Sequence[str], broken_down: str | None = None) -> list[Line]:
        """Women, men, and those of unknown gender where one of the measures counts any.

        ``broken_down`` names what else the table at hand is broken down by.
        """
        this_year, of = self._tallies["year"], [broken_down] if broken_down else []
        counted = [code for code in codes if code in MEASURES and not MEASURES[code].is_timed]
        this_year.look_up(this_year.asked(code, ["gender"], of) for code in counted)
        found = {value for code in counted for value in this_year.values(code, "gender", of)}
        return [
            Line(gender, (label,), where={"gender": gender})
            for gender, label in GENDERS.items()
            if gender != "unknown" or gender in found
        ]

    def genders_and_total(self, measure: str, key: str, label: str, where: Mapping[str, str]) -> Iterator[Line]:
        """Rows for a place or service: by gender, in all, and in all the year before."""
        for gender in self.genders([measure], *where):
            yield Line(f"{key}.{gender.key}", (label, *gender.labels), where={**where, **gender.where})
        yield Line(f"{key}.total", (label, "Totalt"), where=where)
        yield Line(f"{key}.year_before", (label, *self.year_before.labels), where=where, period="year_before")

    def values(self, breakdown: str, measure: str, of: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
        """The values of a breakdown with their labels: those always printed, then others that ``measure`` has.

        ``of`` names what else the table at hand is broken down by.
        """
        known, scope = BREAKDOWNS[breakdown], self._tallies["year"].scope
        found = [
            *self._tallies["year"].values(measure, breakdown, of),
            *self._tallies["year_before"].values(measure, breakdown),
        ]
        for value in dict.fromkeys([*known.values(scope), *found]):
            yield value, known.name(scope.reference, value)


YEARS: tuple[Year, ...] = ("year", "year_before")


def _crossing(row: Line, column: Line) -> Line:
    """The cell where they cross, as a line of its own."""
    period: Year = "year_before" if "year_before" in (row.period, column.period) else "year"
    return Line("", (), row.code or column.code, {**row.where, **column.where}, period)
