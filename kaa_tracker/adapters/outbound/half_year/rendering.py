"""A file as it is handed over: a CSV file for each block, and one workbook with a sheet for each.

The same file always gives the same bytes: nothing in them tells when they were made. No name has anything of a person.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from kaa_tracker.application.half_year.files import HalfYearFile, PersonLines, Sheet
from kaa_tracker.domain.defusing import defused
from kaa_tracker.domain.half_year.form import FileColumn

_NO_DAY_OF_ITS_OWN = datetime(2000, 1, 1)
"""What the workbook says of when it was made."""

_DAY_NOUGHT = date(1899, 12, 30)
"""A workbook counts days from here; writing a day that way takes a third of what ``write_datetime`` does."""

_WIDTH = 20


def rendered(file: HalfYearFile, persons: Sequence[PersonLines]) -> Mapping[str, bytes]:
    """The contents by the names of the files."""
    name = f"kaa-{file.half}-{file.number}"
    found = {f"{name}-{place}-{sheet.name}.csv": _as_csv(sheet, persons) for place, sheet in enumerate(file.sheets, 1)}
    return {**found, f"{name}.xlsx": _as_workbook(file, persons)}


def _rows(sheet: Sheet, persons: Sequence[PersonLines]) -> Iterator[tuple[str, ...]]:
    return (row for one in persons for row in one.written.get(sheet.block, ()))


def _as_csv(sheet: Sheet, persons: Sequence[PersonLines]) -> bytes:
    """Semicolons, and UTF-8 with a mark at its beginning, by which a Swedish spreadsheet knows it for what it is. A
    cell that it would take for a formula is given an apostrophe."""
    lines = StringIO()
    writer = csv.writer(lines, delimiter=";", lineterminator="\r\n")
    writer.writerow(defused(column.heading) for column in sheet.columns)
    writer.writerows([defused(cell) for cell in row] for row in _rows(sheet, persons))
    return lines.getvalue().encode("utf-8-sig")


def _as_workbook(file: HalfYearFile, persons: Sequence[PersonLines]) -> bytes:
    """Text is text, numbers of persons too, and days are days."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it ships no types

    content = BytesIO()
    workbook = Workbook(content, {"in_memory": True})
    workbook.set_properties({"created": _NO_DAY_OF_ITS_OWN})
    head, text, day = (
        workbook.add_format(settings)
        for settings in ({"bold": True}, {"num_format": "@"}, {"num_format": "yyyy-mm-dd"})
    )
    for sheet in file.sheets:
        page = workbook.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for across, column in enumerate(sheet.columns):
            page.set_column(across, across, _WIDTH)
            page.write_string(0, across, column.heading, head)
        for down, row in enumerate(_rows(sheet, persons), 1):
            for across, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
                _write(page, (down, across), column, cell, day if column.kind == "day" else text)
    workbook.close()
    return content.getvalue()


def _write(page: Any, place: tuple[int, int], column: FileColumn, cell: str, shown: Any) -> None:
    if column.kind == "day" and cell:
        page.write_number(*place, (date.fromisoformat(cell) - _DAY_NOUGHT).days, shown)
    else:
        page.write_string(*place, cell, shown)
