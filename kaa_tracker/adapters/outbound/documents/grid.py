"""A table of the report as it is printed, with what stands beneath it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from kaa_tracker.projections.statistics.report.cells import Report, Row, Table, counts_of
from kaa_tracker.projections.statistics.report.printed import column_beside, printed, shown_change
from kaa_tracker.projections.statistics.report.series import SeriesBreak, touching

CHANGE = "Förändring"

_COUNTED = {"persons": "unika personer", "attempts": "kontaktförsök", "addresses": "adresser"}


class Line(msgspec.Struct, frozen=True):
    """``is_total`` of a row that holds the others together."""

    labels: tuple[str, ...]
    cells: tuple[str, ...]
    is_total: bool


class Definition(msgspec.Struct, frozen=True):
    label: str
    text: str


class Grid(msgspec.Struct, frozen=True):
    """``number`` is that of *Tabell 1*; ``population`` says who is counted, and when."""

    number: int
    key: str
    title: str
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str
    population: str
    definitions: tuple[Definition, ...]
    breaks: tuple[str, ...]


def grid(number: int, key: str, table: Table, report: Report, breaks: Iterable[SeriesBreak]) -> Grid:
    """With a column of changes wherever a year stands beside the one before it."""
    is_compared = column_beside(table) is not None
    return Grid(
        number=number,
        key=key,
        title=table.title,
        heads=table.heads,
        columns=(*table.columns.values(), *([CHANGE] if is_compared else [])),
        lines=tuple(Line(row.labels, tuple(_cells(table, row)), is_total(code)) for code, row in table.rows.items()),
        note=table.note,
        population=_population(table, report),
        definitions=tuple(definitions(table, report)),
        breaks=tuple(f"{one.text} Källa: {one.source}." for one in touching(table, breaks)),
    )


def is_total(row: str) -> bool:
    """Whether the row holds others together: those of a place, or all."""
    return row.split(".")[-1] == "total"


def _cells(table: Table, row: Row) -> Iterator[str]:
    yield from (printed(row.cells[column]) for column in table.columns)
    if beside := column_beside(table):
        changed = shown_change(row.cells[beside], row.cells["year_before"])
        yield changed if isinstance(changed, str) else changed.signed


def definitions(table: Table, report: Report) -> Iterator[Definition]:
    """Of the measures that the table is made of, in their order in the report."""
    used = {count.measure for row in table.rows.values() for cell in row.cells.values() for count in counts_of(cell)}
    for code, defined in report.measures.items():
        if code in used:
            yield Definition(defined.label, f"{defined.definition} Dag som räknas: {defined.placed}.")


def _population(table: Table, report: Report) -> str:
    used = {count.measure for row in table.rows.values() for cell in row.cells.values() for count in counts_of(cell)}
    counted = {defined.counts for code, defined in report.measures.items() if code in used}
    what = [name for code, name in _COUNTED.items() if code in counted]
    now, before = report.periods["year"], report.periods["year_before"]
    who = f"Räknar {' och '.join(what)}. " if what else ""
    return f"{who}{report.year}: {now.first}–{now.last}. {report.year - 1}: {before.first}–{before.last}."
