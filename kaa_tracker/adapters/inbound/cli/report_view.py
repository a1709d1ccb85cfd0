"""Reports on a terminal: tables in Swedish, women before men before the total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.measure import Measurement
from rich.segment import Segments
from rich.table import Table as Grid

from kaa_tracker.adapters.inbound.cli.console import out
from kaa_tracker.projections.statistics.report.cells import Report, Table
from kaa_tracker.projections.statistics.report.comparison import Compared
from kaa_tracker.projections.statistics.report.printed import printed


def print_report(report: Report, console: Console = out) -> None:
    period = report.periods["year"]
    console.print(f"[bold]KAA årsrapport, verksamhetsåret {report.year}[/bold] ({period.first} till {period.last})\n")
    for table in report.tables.values():
        print_grid(_grid(table), console)


def print_comparison(rows: Iterable[Compared], console: Console = out) -> None:
    grid = empty_grid("Publicerade siffror och våra")
    grid.add_column("Siffra", overflow="fold")
    for heading in ("Publicerad", "Vår"):
        grid.add_column(heading, justify="right", no_wrap=True)
    grid.add_column("")
    for row in rows:
        grid.add_row(row.what, row.published, row.ours, _verdict(row))
    print_grid(grid, console)


def _verdict(row: Compared) -> str:
    if row.is_equal:
        return "[green]lika[/green]"
    return "[yellow]feltryckt[/yellow]" if row.is_misprint else "[red]skiljer sig[/red]"


def empty_grid(title: str) -> Grid:
    return Grid(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, caption_justify="left")


def _grid(table: Table) -> Grid:
    rows = ((row.labels, [printed(row.cells[column]) for column in table.columns]) for row in table.rows.values())
    return grouped(empty_grid(table.title), table.heads, table.columns.values(), rows, table.note)


def grouped(
    grid: Grid,
    heads: Iterable[str],
    columns: Iterable[str],
    rows: Iterable[tuple[Sequence[str], Iterable[str]]],
    note: str,
) -> Grid:
    """The grid with a row for each of the labels and texts, and a line between those whose first label differs."""
    grid.caption = note
    for head in heads:
        grid.add_column(head, no_wrap=True)
    for label in columns:
        grid.add_column("\n".join(label.split()), justify="right", no_wrap=True)
    group = ""
    for labels, texts in rows:
        if len(labels) > 1 and group not in ("", labels[0]):
            grid.add_section()
        first = "" if len(labels) > 1 and labels[0] == group else labels[0]
        group = labels[0]
        grid.add_row(first, *labels[1:], *texts)
    return grid


def print_grid(grid: Grid, console: Console) -> None:
    """As wide as its figures need: none is cut to fit a narrow window."""
    needed = Measurement.get(console, console.options.update(width=1000), grid).maximum
    wide = console.options.update(width=max(console.width, needed))
    console.print(Segments(console.render(grid, wide)), soft_wrap=True)
