"""Reports on a terminal: tables in Swedish, women before men before the total."""

from __future__ import annotations

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table as Grid

from kaa_tracker.adapters.inbound.cli.console import out
from kaa_tracker.projections.statistics.report.cells import Report, Table
from kaa_tracker.projections.statistics.report.comparison import Compared
from kaa_tracker.projections.statistics.report.contradictions import Contradiction
from kaa_tracker.projections.statistics.report.printed import printed


def print_report(report: Report, console: Console = out) -> None:
    period = report.periods["year"]
    console.print(f"[bold]KAA årsrapport, verksamhetsåret {report.year}[/bold] ({period.first} till {period.last})\n")
    for table in report.tables.values():
        _print(_grid(table), console)


def print_comparison(rows: Iterable[Compared], console: Console = out) -> None:
    grid = _empty("Publicerade siffror och våra")
    grid.add_column("Siffra", overflow="fold")
    for heading in ("Publicerad", "Vår"):
        grid.add_column(heading, justify="right", no_wrap=True)
    grid.add_column("")
    for row in rows:
        grid.add_row(row.what, row.published, row.ours, _verdict(row))
    _print(grid, console)


def _verdict(row: Compared) -> str:
    if row.is_equal:
        return "[green]lika[/green]"
    return "[yellow]feltryckt[/yellow]" if row.is_misprint else "[red]skiljer sig[/red]"


def print_contradictions(found: Iterable[Contradiction], console: Console = out) -> None:
    console.print("[bold]Där den publicerade rapporten säger emot sig själv[/bold]")
    for one in found:
        console.print(f"  • {one.says}\n    {one.instead}")
    console.print()


def _empty(title: str) -> Grid:
    return Grid(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, caption_justify="left")


def _grid(table: Table) -> Grid:
    grid = _empty(table.title)
    grid.caption = table.note
    for head in table.heads:
        grid.add_column(head, no_wrap=True)
    for label in table.columns.values():
        grid.add_column("\n".join(label.split()), justify="right", no_wrap=True)
    group = ""
    for row in table.rows.values():
        if len(row.labels) > 1 and group not in ("", row.labels[0]):
            grid.add_section()
        first = "" if len(row.labels) > 1 and row.labels[0] == group else row.labels[0]
        group = row.labels[0]
        grid.add_row(first, *row.labels[1:], *(printed(row.cells[column]) for column in table.columns))
    return grid


def _print(grid: Grid, console: Console) -> None:
    """As wide as its figures need: none is cut to fit a narrow window."""
    window = console.width
    console.width = max(window, Measurement.get(console, console.options.update(width=1000), grid).maximum)
    console.print(grid)
    console.width = window
    console.print()
