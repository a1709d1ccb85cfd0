"""What a report is made of: tables of cells that know what they count.

A cell names its measure, the values it is broken down by and its period: exactly what has to be said
to be shown the cases behind it. Keys are stable; labels are Swedish.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

import msgspec

from kaa_tracker.domain.periods import Period
from kaa_tracker.projections.statistics.measure import Kind
from kaa_tracker.projections.statistics.shares import ShareKind

Year: TypeAlias = Literal["year", "year_before"]
"""Which of the report's two periods."""


class Days(msgspec.Struct, frozen=True):
    """A period as it is written out."""

    first: date
    last: date


class Count(msgspec.Struct, frozen=True, tag="count"):
    measure: str
    where: Mapping[str, str]
    period: Year
    value: int


class ShareOf(msgspec.Struct, frozen=True, tag="share"):
    """``version`` names the definitions of both parts; a ratio is no share."""

    share: str
    kind: ShareKind
    version: str
    numerator: Count
    denominator: Count


class Median(msgspec.Struct, frozen=True, tag="median"):
    """The median in half days, for a number of whole days may lie between two; ``None`` where nobody counts."""

    persons: Count
    half_days: int | None

    @property
    def days(self) -> Fraction | None:
        return None if self.half_days is None else Fraction(self.half_days, 2)


class Target(msgspec.Struct, frozen=True, tag="target"):
    """What the city has decided to reach, in per cent."""

    percent: int


class Suppressed(msgspec.Struct, frozen=True, tag="suppressed"):
    """A figure that a publication does not show, for it would tell of too few; it is nowhere in the data either."""


Cell: TypeAlias = Count | ShareOf | Median | Target | Suppressed


class Row(msgspec.Struct, frozen=True):
    """``labels`` stand under the table's ``heads``; ``cells`` are by column."""

    labels: tuple[str, ...]
    cells: Mapping[str, Cell]


class Table(msgspec.Struct, frozen=True):
    """``kind`` is overlapping as soon as one of its figures is: then the total is counted, never summed."""

    title: str
    heads: tuple[str, ...]
    columns: Mapping[str, str]
    rows: Mapping[str, Row]
    kind: Kind
    note: str


class Defined(msgspec.Struct, frozen=True):
    """A measure the report uses, as it was defined when the report was made."""

    label: str
    definition: str
    placed: str
    counts: str
    version: int


class Report(msgspec.Struct, frozen=True):
    """Places are those of the division of ``division_on``, in the column for the year before too
    unless ``division_before`` says another day."""

    report: str
    year: int
    periods: Mapping[Year, Days]
    division_on: date
    division_before: date
    reference_version: str
    tables: Mapping[str, Table]
    measures: Mapping[str, Defined]

    def period_of(self, count: Count) -> Period:
        days = self.periods[count.period]
        return Period(days.first, days.last)

    def division_of(self, count: Count) -> date:
        return self.division_on if count.period == "year" else self.division_before

    def counts(self) -> Iterator[Count]:
        """Every count in it, those within shares too."""
        for table in self.tables.values():
            for row in table.rows.values():
                for cell in row.cells.values():
                    yield from counts_of(cell)


def counts_of(cell: Cell) -> Iterator[Count]:
    """Every count in a cell, those within a share too."""
    match cell:
        case Count():
            yield cell
        case ShareOf():
            yield from (cell.numerator, cell.denominator)
        case Median():
            yield cell.persons
        case Target() | Suppressed():
            pass
