"""Who decides, and why: asked of every command by which a person decides about what came in."""

from __future__ import annotations

from typing import Annotated

import typer

from kaa_tracker.adapters.inbound.cli.codes import refuse_unknown
from kaa_tracker.application.access.user_names import is_user_name
from kaa_tracker.application.intake.inbox import Ruling
from kaa_tracker.system import System

LARGEST_NUMBER = 2**63 - 1
"""Of a message or a delivery: what the databases count with."""

User = Annotated[str, typer.Option("--user", help="Vem som beslutar.")]
Reason = Annotated[str, typer.Option("--reason", help="Skälskod ur kodlistan intake_decisions.")]


def ruling(system: System, user: str, reason: str) -> Ruling:
    """The decision, now. A reason that is in no code list is refused with those that are."""
    refuse_unknown(system.reference, "intake_decisions", reason, system.clock.today(), "--reason")
    if not is_user_name(user):
        raise typer.BadParameter(
            "ange vem som beslutar, med namnet i katalogen: det börjar med en bokstav", param_hint="--user"
        )
    return Ruling(user, reason, system.clock.now())
