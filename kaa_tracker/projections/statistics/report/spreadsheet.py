"""A report as lines for a spreadsheet: one cell a line, separated by semicolons, in Swedish."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from kaa_tracker.domain.defusing import defused
from kaa_tracker.projections.statistics import numbers
from kaa_tracker.projections.statistics.report.cells import Cell, Count, Median, Report, ShareOf, Suppressed, Target

HEADINGS = (
    "tabell",
    "rad",
    "kolumn",
    "tabellens namn",
    "radens namn",
    "kolumnens namn",
    "mått eller andel",
    "version",
    "indelning",
    "från",
    "till",
    "antal",
    "täljare",
    "nämnare",
    "procent",
    "dagar, median",
)
_VALUES = HEADINGS[6:]


def as_csv(report: Report) -> str:
    """All tables in one stream; the first three columns are stable keys.

    What a cell is not about is left empty; ``.`` stands where there is nothing to divide by, or nobody to take
    the middle of, and ``..`` for a figure that is not shown. A text that a spreadsheet would take for a formula
    is given an apostrophe.
    """
    lines = StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for key, table in report.tables.items():
        for row_key, row in table.rows.items():
            for column, cell in row.cells.items():
                names = (table.title, ", ".join(filter(None, row.labels)), table.columns[column])
                values = dict(_values(report, cell))
                writer.writerow(
                    [defused(text) for text in (key, row_key, column, *names)]
                    + [defused(values.get(heading, "")) for heading in _VALUES]
                )
    return lines.getvalue()


def _values(report: Report, cell: Cell) -> Iterator[tuple[str, str]]:
    match cell:
        case Count():
            yield from _about(report, cell)
            yield "antal", str(cell.value)
        case ShareOf(numerator=part, denominator=whole):
            yield from _about(report, part)
            yield "mått eller andel", cell.share
            yield "version", cell.version
            yield "täljare", str(part.value)
            yield "nämnare", str(whole.value)
            yield "procent", _percent(part, whole)
        case Median():
            yield from _about(report, cell.persons)
            yield "antal", str(cell.persons.value)
            yield "dagar, median", _days(cell)
        case Target():
            yield "procent", str(cell.percent)
        case Suppressed():
            yield "antal", numbers.SUPPRESSED


def _percent(part: Count, whole: Count) -> str:
    if not whole.value:
        return numbers.MISSING
    tenths = numbers.tenths(part.value, whole.value)
    return f"{tenths // 10},{tenths % 10}"


def _days(median: Median) -> str:
    if median.half_days is None:
        return numbers.MISSING
    return f"{median.half_days // 2},{5 * (median.half_days % 2)}"


def _about(report: Report, count: Count) -> Iterator[tuple[str, str]]:
    yield "mått eller andel", count.measure
    yield "version", str(report.measures[count.measure].version)
    yield "indelning", ", ".join(f"{code}={value}" for code, value in count.where.items())
    yield "från", str(report.period_of(count).first)
    yield "till", str(report.period_of(count).last)
