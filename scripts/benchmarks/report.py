"""The figures for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from scripts.benchmarks.results import Row


def print_table(rows: Sequence[Row], machine: Mapping[str, str], console: Console) -> None:
    table = Table(title="Median of the rounds; ratio: our speed as a share of the bare engine's")
    table.add_column("what")
    table.add_column("engine")
    for heading in ("ours", "bare", "ratio", "target"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    for row in rows:
        table.add_row(*_cells(row))
    console.print(table)
    for row in rows:
        if row.baseline_is:
            console.print(f"bare, {row.what}, {row.engine}: {row.baseline_is}")
    for what, value in machine.items():
        console.print(f"{what}: {value}")


def _cells(row: Row) -> Iterable[str]:
    yield row.what
    yield row.engine
    yield f"{_number(row.ours)} {row.unit.value}"
    yield "" if row.baseline is None else _number(row.baseline)
    yield "" if row.ratio is None else f"{row.ratio:.2f}"
    yield ", ".join(_targets(row))
    yield {None: "", True: "[green]met[/]", False: "[red]missed[/]"}[row.is_met]


def _targets(row: Row) -> Iterable[str]:
    if row.target.figure is not None:
        yield f"{'≥' if row.unit.more_is_better else '≤'} {_number(row.target.figure)}"
    if row.target.ratio is not None:
        yield f"≥ {row.target.ratio:.1f} ×"


def _number(value: float) -> str:
    """Three digits that count, thousands set off."""
    if value >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.3g}"
