"""The report as lines, after the habits of Skolverket's tables: semicolons, decimal commas, two points for a figure
that is not shown and one for what there is not."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from kaa_tracker.adapters.outbound.documents.chapters import table_numbers
from kaa_tracker.adapters.outbound.documents.content import facts, title_of
from kaa_tracker.domain.defusing import defused
from kaa_tracker.projections.statistics.numbers import THIN_SPACE
from kaa_tracker.projections.statistics.report.about import About
from kaa_tracker.projections.statistics.report.cells import (
    Cell,
    Count,
    Median,
    Report,
    ShareOf,
    Suppressed,
    Table,
    Target,
)
from kaa_tracker.projections.statistics.report.printed import printed

_UNIT = "Enhet"
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""By which spreadsheets know that it is UTF-8."""


def lines(report: Report, about: About) -> bytes:
    """What it is, and then table after table, an empty line between them."""
    text = StringIO(_BYTE_ORDER_MARK)
    text.seek(0, 2)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([defused(title_of(report)), defused(about.city)])
    writer.writerows([defused(label), defused(value)] for label, value in facts(report, about))
    for key, number in table_numbers(report).items():
        table = report.tables[key]
        writer.writerow([])
        writer.writerow([f"Tabell {number}", defused(table.title)])
        writer.writerows(list(map(defused, line)) for line in _lines(table))
    return text.getvalue().encode()


def _lines(table: Table) -> Iterator[list[str]]:
    """The unit stands in a column of its own, or in the heads where those of a line differ."""
    by_row = all(len(_units(row.cells.values())) <= 1 for row in table.rows.values())
    heads = [head or "Uppgift" for head in table.heads]
    if by_row:
        yield [*heads, _UNIT, *table.columns.values()]
    else:
        yield [*heads, *(_headed(table, key) for key in table.columns)]
    for row in table.rows.values():
        unit = ["".join(_units(row.cells.values()))] if by_row else []
        yield [*row.labels, *unit, *(_plain(row.cells[key]) for key in table.columns)]


def _headed(table: Table, column: str) -> str:
    units = ", ".join(_units(row.cells[column] for row in table.rows.values()))
    return f"{table.columns[column]} ({units})" if units else table.columns[column]


def _units(cells: Iterable[Cell]) -> list[str]:
    return list(dict.fromkeys(unit for cell in cells if (unit := _unit(cell))))


def _unit(cell: Cell) -> str:
    match cell:
        case Count():
            return "antal"
        case ShareOf(kind=kind):
            return "procent" if kind == "share" else "per 100"
        case Median():
            return "dagar, median"
        case Target():
            return "procent"
        case Suppressed():
            return ""


def _plain(cell: Cell) -> str:
    return printed(cell).replace(THIN_SPACE, "").removesuffix(" %")
