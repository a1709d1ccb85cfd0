"""A table of the report on a sheet of its own: numbers as numbers, each share with its two parts beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kaa_tracker.adapters.outbound.documents.grid import CHANGE, Grid, is_total
from kaa_tracker.domain.defusing import defused
from kaa_tracker.projections.statistics import numbers
from kaa_tracker.projections.statistics.report.cells import (
    Cell,
    Count,
    Median,
    Report,
    Row,
    ShareOf,
    Suppressed,
    Table,
    Target,
)
from kaa_tracker.projections.statistics.report.printed import MINUS, POINTS, Change, column_beside, shown_change

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_HEAD_ROW = 2
_WHOLE, _TENTH, _SHARE = "#,##0", "#,##0.0", "0.0%"
_CHANGED = {
    "count": f'+#,##0;"{MINUS}"#,##0;0',
    "points": f'+0.0" {POINTS}";"{MINUS}"0.0" {POINTS}";0.0" {POINTS}"',
    "per_hundred": f'+0.0;"{MINUS}"0.0;0.0',
    "days": f'+0.0;"{MINUS}"0.0;0.0',
}


class Formats:
    """What cells look like, made once a workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._numbers: dict[tuple[str, bool], Format] = {}
        head = {"bold": True, "bg_color": "#0B4F7D", "font_color": "#FFFFFF", "text_wrap": True, "valign": "bottom"}
        self.title: Format = book.add_format({"bold": True, "font_size": 14, "font_color": "#0B4F7D"})
        self.strong: Format = book.add_format({"bold": True})
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.quiet: Format = book.add_format({"font_color": "#45525C"})
        self.name_head: Format = book.add_format(head)
        self.head: Format = book.add_format({**head, "align": "right"})

    def of(self, number_format: str, *, strong: bool) -> Format:
        if (number_format, strong) not in self._numbers:
            asked = {"num_format": number_format, "align": "right", "bold": strong}
            self._numbers[number_format, strong] = self._book.add_format(asked)
        return self._numbers[number_format, strong]


def written(sheet: Worksheet, row: int, column: int, text: str, form: Format | None = None) -> None:
    """As text, whatever it looks like."""
    sheet.write_string(row, column, defused(text), form)


def table_sheet(sheet: Worksheet, formats: Formats, report: Report, table: Table, shown: Grid) -> None:
    names = len(table.heads)
    written(sheet, 0, 0, f"Tabell {shown.number}. {shown.title}", formats.title)
    written(sheet, 1, 0, shown.population, formats.quiet)
    columns = list(_columns(table))
    for at, head in enumerate(table.heads):
        written(sheet, _HEAD_ROW, at, head or "Uppgift", formats.name_head)
    for at, (_, label) in enumerate(columns, names):
        written(sheet, _HEAD_ROW, at, label, formats.head)
    for at, (key, row) in enumerate(table.rows.items(), _HEAD_ROW + 1):
        _row(sheet, formats, at, row, columns, is_strong=is_total(key))
    _beneath(sheet, formats, _HEAD_ROW + 2 + len(table.rows), shown)
    _laid_out(sheet, table, columns)


def _columns(table: Table) -> Iterator[tuple[str, str]]:
    """What is asked of a row, and what it is called: a column with a share in it has its parts beside it."""
    for key, label in table.columns.items():
        yield key, label
        if any(isinstance(row.cells[key], ShareOf) for row in table.rows.values()):
            yield f"{key}/numerator", f"{label}: täljare"
            yield f"{key}/denominator", f"{label}: nämnare"
    if beside := column_beside(table):
        yield f"{beside}/change", CHANGE


def _row(
    sheet: Worksheet, formats: Formats, at: int, row: Row, columns: Sequence[tuple[str, str]], *, is_strong: bool
) -> None:
    for column, label in enumerate(row.labels):
        written(sheet, at, column, label, formats.strong if is_strong else None)
    for column, (asked, _) in enumerate(columns, len(row.labels)):
        found = _value(row, asked)
        if isinstance(found, str):
            sheet.write_string(at, column, found, formats.of("@", strong=is_strong))
        elif found is not None:
            number, form = found
            sheet.write_number(at, column, number, formats.of(form, strong=is_strong))


def _value(row: Row, asked: str) -> tuple[float, str] | str | None:
    """A number and how it is written, or a sign for why there is none; ``None`` where nothing is to stand."""
    key, _, part = asked.partition("/")
    cell = row.cells[key]
    if part == "change":
        changed = shown_change(cell, row.cells["year_before"])
        return changed if isinstance(changed, str) else _changed(changed)
    if part:
        return (getattr(cell, part).value, _WHOLE) if isinstance(cell, ShareOf) else None
    return _of_cell(cell)


def _of_cell(cell: Cell) -> tuple[float, str] | str:
    match cell:
        case Count(value=value):
            return value, _WHOLE
        case ShareOf(kind=kind, numerator=part, denominator=whole) if whole.value:
            return (part.value / whole.value, _SHARE) if kind == "share" else (100 * part.value / whole.value, _TENTH)
        case Median(half_days=half_days) if half_days is not None:
            return half_days / 2, _TENTH
        case Target(percent=percent):
            return percent / 100, "0%"
        case Suppressed():
            return numbers.SUPPRESSED
        case _:
            return numbers.MISSING


def _changed(found: Change) -> tuple[float, str]:
    return (found.amount if found.unit == "count" else found.amount / 10), _CHANGED[found.unit]


def _beneath(sheet: Worksheet, formats: Formats, row: int, shown: Grid) -> None:
    told = [f"Tidsseriebrott. {one}" for one in shown.breaks]
    for at, text in enumerate([*told, *filter(None, [shown.note])], row):
        written(sheet, at, 0, text, formats.quiet)


def _laid_out(sheet: Worksheet, table: Table, columns: Sequence[tuple[str, str]]) -> None:
    names = len(table.heads)
    for at in range(names):
        longest = max((len(row.labels[at]) for row in table.rows.values()), default=0)
        sheet.set_column(at, at, max(12, longest + 2))
    for at, (_, label) in enumerate(columns, names):
        sheet.set_column(at, at, max(11, max(map(len, label.split())) + 3))
    sheet.freeze_panes(_HEAD_ROW + 1, names)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
