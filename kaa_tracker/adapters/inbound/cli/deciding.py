"""Who decides about what people may do, and what is said where the directory refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from kaa_tracker.adapters.inbound.cli.console import EXIT_NOTHING_DONE, err, opened
from kaa_tracker.application.access.directory import DirectoryRefused
from kaa_tracker.system import System

By = Annotated[str, typer.Option("--by", help="Användarnamnet på den som beslutar.")]


@contextmanager
def deciding(context: typer.Context) -> Iterator[System]:
    """The opened program; what the directory refuses ends the command with a sentence, and nothing is written."""
    with opened(context) as system:
        try:
            yield system
        except DirectoryRefused as refused:
            err.print(system.sentences.refusal(refused.refusal), markup=False, soft_wrap=True)
            raise typer.Exit(EXIT_NOTHING_DONE) from None
