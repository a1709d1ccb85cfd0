"""``kaa serve`` and ``kaa work``: what stays open.

The web framework and the broker take a second to import, and no other command needs them.
"""

from __future__ import annotations

from functools import partial

import typer

from kaa_tracker.adapters.inbound.cli.console import program_of
from kaa_tracker.adapters.inbound.cli.passing_on.taking import commands_taken


def serve(context: typer.Context) -> None:
    """Ta emot meddelanden över HTTPS och arbeta av inkorgen, tills processen avslutas."""
    from kaa_tracker.adapters.inbound.cli.app import run
    from kaa_tracker.adapters.inbound.cli.doors import keep_open

    program = program_of(context)
    with program.open_system() as system:
        keep_open(system, partial(commands_taken, program, system, run=run))


def work(context: typer.Context) -> None:
    """Ta emot meddelanden från NATS och arbeta av inkorgen, tills processen avslutas."""
    from kaa_tracker.adapters.inbound.cli.app import run
    from kaa_tracker.adapters.inbound.cli.doors import keep_taking

    program = program_of(context)
    with program.open_system() as system:
        keep_taking(system, partial(commands_taken, program, system, run=run))
