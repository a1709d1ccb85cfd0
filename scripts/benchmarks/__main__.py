"""Measures what the names choose on the engines, prints the figures."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from rich.console import Console

from scripts.benchmarks.catalogue import BENCHMARKS
from scripts.benchmarks.engines import Engine, Sqlite, started_postgres
from scripts.benchmarks.machine import describe
from scripts.benchmarks.report import print_table
from scripts.benchmarks.results import Row
from scripts.benchmarks.stages import shown_stages

PAGE_WIDTH = 120
"""Where the table goes to a file."""

Only = Annotated[
    list[str] | None, typer.Option("--only", help=f"Measure this alone; may be repeated: {', '.join(BENCHMARKS)}.")
]
Events = Annotated[
    int | None, typer.Option("--events", min=1, help="With so many events, instead of each benchmark's own number.")
]
Full = Annotated[bool, typer.Option("--full", help="With as many events as the targets speak of.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def main(only: Only = None, events: Events = None, full: Full = False, as_json: AsJson = False) -> None:
    """How fast is the program, beside what the bare engines do in the same run?"""
    names = only or list(BENCHMARKS)
    if unknown := {*names} - BENCHMARKS.keys():
        raise typer.BadParameter(f"there is no {', '.join(sorted(unknown))}", param_hint="--only")
    with started_postgres() as postgres:
        engines: list[Engine] = [Sqlite(), postgres]
        machine = describe(engines)
        rows = list(_measure(names, engines, events, full=full))
    if as_json:
        json.dump({"machine": machine, "rows": [row.as_json() for row in rows]}, sys.stdout, indent=1)
        print()
    else:
        print_table(rows, machine, Console(highlight=False, width=None if sys.stdout.isatty() else PAGE_WIDTH))


def _measure(names: Sequence[str], engines: Sequence[Engine], events: int | None, *, full: bool) -> Iterator[Row]:
    for name in names:
        benchmark = BENCHMARKS[name]
        size = benchmark.size
        count = events or (size.events_in_full if full else size.events)
        for engine in engines:
            with shown_stages(f"{name}, {engine.label}", Console(stderr=True)) as stages:
                yield from benchmark.measure(engine, count, size.rounds, stages)


if __name__ == "__main__":
    typer.run(main)
