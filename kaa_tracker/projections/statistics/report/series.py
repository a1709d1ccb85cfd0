"""Breaks in the series: days from which the figures are of something else than before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from kaa_tracker.projections.statistics.report.cells import Report, Table, counts_of


class SeriesBreak(msgspec.Struct, frozen=True, kw_only=True):
    """``on`` is the first day of the new, ``None`` while nobody knows it; ``measures`` empty: all of them."""

    code: str
    text: str
    source: str
    on: date | None = None
    measures: frozenset[str] = frozenset()


def crossed(report: Report, breaks: Iterable[SeriesBreak]) -> list[SeriesBreak]:
    """Those after which some days of the two periods lie, and before which others do."""
    first, last = report.periods["year_before"].first, report.periods["year"].last
    return [one for one in breaks if one.on is not None and first < one.on <= last]


def touching(table: Table, breaks: Iterable[SeriesBreak]) -> Iterator[SeriesBreak]:
    """Those that a figure of the table may have changed by."""
    measures = {
        count.measure for row in table.rows.values() for cell in row.cells.values() for count in counts_of(cell)
    }
    return (one for one in breaks if not one.measures or one.measures & measures)
