"""Says what is going on while nothing is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Advance: TypeAlias = Callable[[int], None]

Stages: TypeAlias = Callable[[str, int], Advance]
"""Begins a stage of so many steps, in place of the one before; what it answers is told of steps done."""


@contextmanager
def shown_stages(title: str, console: Console) -> Iterator[Stages]:
    """One line that moves on and is gone at the end; where nobody watches, only the title."""
    if not console.is_terminal:
        console.print(title)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=None)

        def begin(stage: str, steps: int) -> Advance:
            progress.reset(task, description=f"{title}: {stage}", total=steps)
            return lambda done: progress.advance(task, done)

        yield begin
