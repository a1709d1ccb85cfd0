"""``kaa serve`` and ``kaa work``: what stays open.

The web framework and the broker take a second to import, and no other command needs them.
"""

from __future__ import annotations

import typer

from kaa_tracker.adapters.inbound.cli.console import opened


def serve(context: typer.Context) -> None:
    """Ta emot meddelanden över HTTPS och arbeta av inkorgen, tills processen avslutas."""
    from kaa_tracker.adapters.inbound.cli.doors import keep_open

    with opened(context) as system:
        keep_open(system)


def work(context: typer.Context) -> None:
    """Ta emot meddelanden från NATS och arbeta av inkorgen, tills processen avslutas."""
    from kaa_tracker.adapters.inbound.cli.doors import keep_taking

    with opened(context) as system:
        keep_taking(system)
