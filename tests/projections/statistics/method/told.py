"""Cells of the method follow-up in words that a test can say."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from kaa_tracker.domain.periods import Period
from kaa_tracker.projections.statistics.method.cells import (
    Censored,
    Change,
    Figure,
    MethodCell,
    MethodReport,
    Quantile,
    ShareWithin,
)
from kaa_tracker.projections.statistics.method.follow_up import method_report
from tests.projections.statistics.youths import REFERENCE, YEAR_2022, City, day

Said: TypeAlias = int | tuple[int, int] | None

LONG_AFTER = "2023-06-01"


def followed_up(told: City, *by: str, period: Period = YEAR_2022, known_on: str | date = LONG_AFTER) -> MethodReport:
    known = day(known_on) if isinstance(known_on, str) else known_on
    return method_report(told.connection, REFERENCE, period, known, by)


def rows(report: MethodReport, table: str, *columns: str) -> dict[str, tuple[Said, ...]]:
    """The cells of the columns, of the rows in which anybody counts."""
    said = {
        key: tuple(_said(row.cells[column]) if column in row.cells else None for column in columns)
        for key, row in report.tables[table].rows.items()
    }
    return {key: cells for key, cells in said.items() if any(one and one != (0, 0) for one in cells)}


def _said(cell: MethodCell) -> Said:
    match cell:
        case Figure(value=value) | Censored(value=value):
            return value
        case ShareWithin(part=part, whole=whole):
            return part.value, whole.value
        case Change(points=points):
            return points
        case Quantile(days=days):
            return days
