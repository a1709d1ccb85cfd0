"""What the method follow-up is made of: tables of figures that say how sure they are.

They are not the cells of a report: everything is exact here, and nothing of it can be published. Each figure
names what it counts and its days, which is what has to be said to be shown the cases behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

import msgspec

from kaa_tracker.projections.statistics.report.cells import Days, Defined

Where: TypeAlias = Mapping[str, str]


class Figure(msgspec.Struct, frozen=True, tag="count"):
    """How many count from ``first`` to ``last``; where ``where`` names several cells, all of them together."""

    measure: str
    first: date
    last: date
    where: Sequence[Where]
    value: int


class ShareWithin(msgspec.Struct, frozen=True, tag="share"):
    """``part`` of ``whole``, and between what it lies with 95 % certainty, in tenths of a per cent.

    Bounds are ``None`` where there is nothing to divide by.
    """

    part: Figure
    whole: Figure
    low: int | None
    high: int | None


class Change(msgspec.Struct, frozen=True, tag="change"):
    """From one share to another in tenths of a percentage point, ``None`` where either has nobody."""

    points: int | None
    low: int | None
    high: int | None


class Censored(msgspec.Struct, frozen=True, tag="censored"):
    """How many were followed no longer before it had happened."""

    value: int


class Quantile(msgspec.Struct, frozen=True, tag="quantile"):
    """The days within which it had happened to ``percent`` of all; ``None`` where that day was not seen."""

    percent: int
    days: int | None


MethodCell: TypeAlias = Figure | ShareWithin | Change | Censored | Quantile


class MethodRow(msgspec.Struct, frozen=True):
    """``labels`` stand under the table's ``heads``; a column without a cell has nothing to say here."""

    labels: tuple[str, ...]
    cells: Mapping[str, MethodCell]


class MethodTable(msgspec.Struct, frozen=True):
    title: str
    heads: tuple[str, ...]
    columns: Mapping[str, str]
    rows: Mapping[str, MethodRow]
    note: str


class MethodReport(msgspec.Struct, frozen=True):
    """``period`` ends on ``known_on`` at the latest; places are those of ``division_on``.

    ``lacks_disposed``: people have been disposed of who belonged here and cannot be counted in all of it any more.
    """

    report: str
    period: Days
    known_on: date
    division_on: date
    reference_version: str
    lacks_disposed: bool
    tables: Mapping[str, MethodTable]
    measures: Mapping[str, Defined]


def figures_of(tables: Mapping[str, MethodTable]) -> Iterator[Figure]:
    """Every count in them, those within shares too."""
    for table in tables.values():
        for row in table.rows.values():
            for cell in row.cells.values():
                if isinstance(cell, Figure):
                    yield cell
                elif isinstance(cell, ShareWithin):
                    yield from (cell.part, cell.whole)
