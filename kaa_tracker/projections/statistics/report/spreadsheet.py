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

    A text that a spreadsheet would take for a formula is given an apostrophe.
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
            if whole.value:
                tenths = numbers.tenths(part.value, whole.value)
                yield "procent", f"{tenths // 10},{tenths % 10}"
        case Median():
            yield from _about(report, cell.persons)
            yield "antal", str(cell.persons.value)
            if cell.half_days is not None:
                yield "dagar, median", f"{cell.half_days // 2},{5 * (cell.half_days % 2)}"
        case Target():
            yield "procent", str(cell.percent)
        case Suppressed():
            yield "antal", numbers.SUPPRESSED


def _about(report: Report, count: Count) -> Iterator[tuple[str, str]]:
    yield "mått eller andel", count.measure
    yield "version", str(report.measures[count.measure].version)
    yield "indelning", ", ".join(f"{code}={value}" for code, value in count.where.items())
    yield "från", str(report.period_of(count).first)
    yield "till", str(report.period_of(count).last)
