"""How commands speak: people get tables and progress, machines get JSON, errors say what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console, ConsoleDimensions
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from kaa_tracker.system import CannotOpen, InUse, Program, System

NO_TERMINAL = (1_000, 25)
"""Columns and lines."""


class Screen(Console):
    """What people read: as wide as the terminal here, or for a while as the one at the other end.

    Where there is no terminal nothing is cut or wrapped, as what is printed may be searched.
    """

    _elsewhere: int | None = None

    @property
    def size(self) -> ConsoleDimensions:
        columns, lines = get_terminal_size(NO_TERMINAL)
        return ConsoleDimensions(self._elsewhere or columns, lines)

    @size.setter
    def size(self, new_size: tuple[int, int]) -> None:
        raise AttributeError("a screen is as wide as its terminal; see as_wide_as")

    @contextmanager
    def as_wide_as(self, columns: int) -> Iterator[None]:
        """``columns``: of the terminal at the other end."""
        self._elsewhere = columns
        try:
            yield
        finally:
            self._elsewhere = None


out = Screen(highlight=False)
err = Screen(stderr=True, highlight=False)

EXIT_SOME_BAD = 1
EXIT_NOTHING_DONE = 2
EXIT_INTERRUPTED = 130

AsJson = Annotated[bool, typer.Option("--json", help="Skriv JSON i stället för en tabell.")]


def print_json(value: Any) -> None:
    """One JSON document on a line of its own."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")


def program_of(context: typer.Context) -> Program:
    """The program that every command is given."""
    program: Program = context.obj
    return program


class ForAnother(Exception):
    """The command is for the process that has the stores open; the message says what to do where none takes it."""


@contextmanager
def opened(context: typer.Context) -> Iterator[System]:
    """The program on its stores. Raises ``CannotOpen`` and ``ForAnother``."""
    with ExitStack() as stack:
        try:
            system = stack.enter_context(program_of(context).open_system())
        except InUse as taken:
            if any(isinstance(told, Path) and not told.is_absolute() for told in context.params.values()):
                raise CannotOpen(f"{taken} Eller ange hela sökvägen: då utför den processen kommandot.") from None
            raise ForAnother(str(taken)) from None
        yield system


class Bar:
    """A progress bar that only people see."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def __call__(self, steps: int = 1) -> None:
        self._progress.advance(self._task, steps)

    def at(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)


@contextmanager
def bar(label: str, total: int | None) -> Iterator[Bar]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        yield Bar(progress, progress.add_task(label, total=total))
