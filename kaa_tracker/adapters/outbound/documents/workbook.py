"""The report as a workbook: a sheet a table, with numbers to go on calculating with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from io import BytesIO
from typing import TYPE_CHECKING

from kaa_tracker.adapters.outbound.documents.chapters import table_numbers
from kaa_tracker.adapters.outbound.documents.content import facts, reading, title_of
from kaa_tracker.adapters.outbound.documents.grid import Grid, grid
from kaa_tracker.adapters.outbound.documents.sheet import Formats, table_sheet, written
from kaa_tracker.projections.statistics.report.about import About
from kaa_tracker.projections.statistics.report.cells import Report
from kaa_tracker.projections.statistics.report.series import SeriesBreak, crossed

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_CONTENTS, _DEFINITIONS = "Innehåll", "Definitioner"
_LONGEST_NAME = 31
"""Of a sheet, in every program that reads workbooks."""


def workbook(report: Report, about: About, breaks: Sequence[SeriesBreak]) -> bytes:
    import xlsxwriter

    crossing = crossed(report, breaks)
    tables = {key: grid(nth, key, report.tables[key], report, crossing) for key, nth in table_numbers(report).items()}
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(
            {
                "title": f"{title_of(report)}, {about.status}",
                "author": about.city,
                "created": about.made_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        formats = Formats(book)
        contents = book.add_worksheet(_CONTENTS)
        for key, shown in tables.items():
            table_sheet(book.add_worksheet(_sheet_name(shown)), formats, report, report.tables[key], shown)
        _definitions(book.add_worksheet(_DEFINITIONS), formats, report)
        _contents(book, contents, formats, report, about, list(tables.values()))
    return file.getvalue()


def _sheet_name(shown: Grid) -> str:
    """Its number makes it unlike all others."""
    name = "".join(" " if letter in "[]:*?/\\" else letter for letter in f"{shown.number} {shown.title}")
    return name[:_LONGEST_NAME].rstrip(" '")


def _contents(
    book: Workbook, sheet: Worksheet, formats: Formats, report: Report, about: About, tables: list[Grid]
) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 70)
    written(sheet, 0, 0, title_of(report), formats.title)
    written(sheet, 1, 0, about.city)
    row = 2
    for label, value in facts(report, about):
        written(sheet, row, 0, label, formats.strong)
        written(sheet, row, 1, value)
        row += 1
    for told in reading(report):
        sheet.merge_range(row, 0, row, 1, told, formats.wrapped)
        sheet.set_row(row, 48)
        row += 1
    row += 1
    for label, column in (("Blad", 0), ("Tabell", 1)):
        written(sheet, row, column, label, formats.name_head)
    for shown in tables:
        row += 1
        name = _sheet_name(shown)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        written(sheet, row, 1, shown.title)
    sheet.write_url(row + 1, 0, f"internal:'{_DEFINITIONS}'!A1", string=_DEFINITIONS)
    written(sheet, row + 1, 1, "Vad måtten räknar")
    book.get_worksheet_by_name(_CONTENTS).activate()


def _definitions(sheet: Worksheet, formats: Formats, report: Report) -> None:
    heads = ("Mått", "Definition", "Dag som räknas", "Räknar", "Version")
    for column, (head, width) in enumerate(zip(heads, (34, 80, 50, 14, 9), strict=True)):
        sheet.set_column(column, column, width)
        written(sheet, 0, column, head, formats.name_head)
    sheet.freeze_panes(1, 1)
    counted = {"persons": "personer", "attempts": "försök", "addresses": "adresser"}
    for row, defined in enumerate(report.measures.values(), 1):
        told = (defined.label, defined.definition, defined.placed, counted.get(defined.counts, defined.counts))
        for column, text in enumerate(told):
            written(sheet, row, column, text, formats.wrapped)
        sheet.write_number(row, len(told), defined.version, formats.wrapped)
