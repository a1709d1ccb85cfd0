"""The method follow-up as lines for a spreadsheet: one cell a line, separated by semicolons, in Swedish."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from kaa_tracker.domain.defusing import defused
from kaa_tracker.projections.statistics import numbers
from kaa_tracker.projections.statistics.method.cells import (
    Censored,
    Change,
    Figure,
    MethodCell,
    MethodReport,
    Quantile,
    ShareWithin,
    Where,
)

HEADINGS = (
    "tabell",
    "rad",
    "kolumn",
    "tabellens namn",
    "radens namn",
    "kolumnens namn",
    "mått",
    "version",
    "indelning",
    "från",
    "till",
    "antal",
    "täljare",
    "nämnare",
    "procent",
    "procentenheter",
    "lägst",
    "högst",
    "dagar",
)
_VALUES = HEADINGS[6:]
_NUMBERS = HEADINGS[11:]


def as_csv(report: MethodReport) -> str:
    """All tables in one stream; the first three columns are stable keys.

    What a cell is not about is left empty; ``.`` stands where there is nothing to divide by, or a day was not seen.
    """
    lines = StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for key, table in report.tables.items():
        for row_key, row in table.rows.items():
            for column, cell in row.cells.items():
                names = (table.title, ", ".join(filter(None, row.labels)), table.columns[column])
                values = dict(_values(report, cell))
                texts = [defused(text) for text in (key, row_key, column, *names)]
                writer.writerow([*texts, *(_written(heading, values) for heading in _VALUES)])
    return lines.getvalue()


def _written(heading: str, values: dict[str, str]) -> str:
    """Numbers stay numbers, those below zero too."""
    text = values.get(heading, "")
    return text if heading in _NUMBERS else defused(text)


def _values(report: MethodReport, cell: MethodCell) -> Iterator[tuple[str, str]]:
    match cell:
        case Figure(value=value):
            yield from _about(report, cell)
            yield "antal", str(value)
        case ShareWithin(part=part, whole=whole):
            yield from _about(report, part)
            yield "täljare", str(part.value)
            yield "nämnare", str(whole.value)
            yield "procent", _tenths(numbers.tenths(part.value, whole.value) if whole.value else None)
            yield from _bounds(cell)
        case Change(points=points):
            yield "procentenheter", _tenths(points)
            yield from _bounds(cell)
        case Censored(value=value):
            yield "antal", str(value)
        case Quantile(days=days):
            yield "dagar", numbers.MISSING if days is None else str(days)


def _about(report: MethodReport, figure: Figure) -> Iterator[tuple[str, str]]:
    yield "mått", figure.measure
    yield "version", str(report.measures[figure.measure].version)
    yield "indelning", _broken_down(figure.where)
    yield "från", str(figure.first)
    yield "till", str(figure.last)


def _broken_down(wheres: Sequence[Where]) -> str:
    return " eller ".join(", ".join(f"{code}={value}" for code, value in where.items()) for where in wheres)


def _bounds(cell: ShareWithin | Change) -> Iterator[tuple[str, str]]:
    yield "lägst", _tenths(cell.low)
    yield "högst", _tenths(cell.high)


def _tenths(tenths: int | None) -> str:
    if tenths is None:
        return numbers.MISSING
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10},{abs(tenths) % 10}"
