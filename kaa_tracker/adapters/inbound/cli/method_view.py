"""The method follow-up on a terminal: each share with its interval, each time with how many were followed."""

from __future__ import annotations

from fractions import Fraction

from rich.console import Console
from rich.table import Table as Grid

from kaa_tracker.adapters.inbound.cli.console import out
from kaa_tracker.adapters.inbound.cli.report_view import empty_grid, grouped, print_grid
from kaa_tracker.projections.statistics import numbers
from kaa_tracker.projections.statistics.method.cells import (
    Censored,
    Change,
    Figure,
    MethodCell,
    MethodReport,
    MethodTable,
    Quantile,
    ShareWithin,
)

_INTERVALS = (
    "Inom parentes efter en andel: mellan vad den med 95 procents säkerhet ligger, så få eller många som räknas."
)


def print_method(report: MethodReport, console: Console = out) -> None:
    period = report.period
    console.print(f"[bold]Metoduppföljning[/bold], {period.first} till {period.last}, enligt läget {report.known_on}")
    console.print(f"{_INTERVALS} Små tal visas: för internt bruk.\n", style="dim")
    for table in report.tables.values():
        print_grid(_grid(table), console)
    if report.lacks_disposed:
        console.print("Gallrade ingår inte överallt: för dem finns bara hela standardperioder, en indelning i taget.")


def _grid(table: MethodTable) -> Grid:
    rows = (
        (row.labels, [_text(row.cells[key]) if key in row.cells else "" for key in table.columns])
        for row in table.rows.values()
    )
    return grouped(empty_grid(table.title), table.heads, table.columns.values(), rows, table.note)


def _text(cell: MethodCell) -> str:
    match cell:
        case Figure(value=value) | Censored(value=value):
            return numbers.whole(value)
        case ShareWithin(part=part, whole=whole, low=low, high=high):
            return _within(numbers.share(part.value, whole.value), low, high)
        case Change(points=points, low=low, high=high):
            return _change(points, low, high)
        case Quantile(days=days):
            return numbers.MISSING if days is None else numbers.whole(days)


def _within(text: str, low: int | None, high: int | None) -> str:
    return text if low is None or high is None else f"{text} ({_tenths(low)}–{_tenths(high)})"


def _change(points: int | None, low: int | None, high: int | None) -> str:
    if points is None or low is None or high is None:
        return numbers.MISSING
    return f"{_signed(points)} ({_signed(low)} till {_signed(high)})"


def _signed(tenths: int) -> str:
    sign = "+" if tenths > 0 else "−" if tenths < 0 else ""
    return f"{sign}{_tenths(abs(tenths))}"


def _tenths(tenths: int) -> str:
    return numbers.one_decimal(Fraction(tenths, 10))
