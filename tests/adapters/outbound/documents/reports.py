"""A report with figures everywhere, some of them hidden, and what it is."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from itertools import count

import msgspec

from kaa_tracker.adapters.outbound.documents.rendering import ReportDocuments
from kaa_tracker.projections.statistics.report.about import About, Format, Frozen
from kaa_tracker.projections.statistics.report.cells import Cell, Count, Median, Report, ShareOf, Suppressed
from tests.projections.statistics.any_reports import empty_report, with_cells

AT = datetime(2023, 1, 15, 12, tzinfo=UTC)
DRAFT = About(city="Stockholms stad", made_at=AT)
FROZEN = About.of(
    "Stockholms stad",
    Frozen(number=3, frozen_at=AT, position=4711, digest="9f" * 32, diary_number="AMN 2022/0123", is_public=True),
)


@cache
def filled() -> Report:
    """Every figure another, and every ninth of them hidden."""
    numbers = count(3)

    def figure(cell: Cell) -> Cell:
        number = next(numbers)
        match cell:
            case Count():
                return Suppressed() if number % 9 == 0 else msgspec.structs.replace(cell, value=number * 17)
            case ShareOf(numerator=part, denominator=whole):
                return msgspec.structs.replace(
                    cell,
                    numerator=msgspec.structs.replace(part, value=number),
                    denominator=msgspec.structs.replace(whole, value=number * 3 + 1),
                )
            case Median(persons=persons):
                return Median(msgspec.structs.replace(persons, value=number), number)
            case _:
                return cell

    return with_cells(empty_report(), figure)


@cache
def rendered(format: Format) -> bytes:
    """The filled report, let out."""
    return ReportDocuments().render(filled(), FROZEN, format)
