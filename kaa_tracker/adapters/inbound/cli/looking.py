"""Who gives a command that shows something of a person: somebody in the directory, whose looking is logged."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from kaa_tracker.adapters.inbound.cli.console import EXIT_NOTHING_DONE, err
from kaa_tracker.application.access.seeing import Seeing, SeenCase
from kaa_tracker.domain.access.roles import User
from kaa_tracker.system import System

AsUser = Annotated[str, typer.Option("--user", help="Ditt användarnamn; annars det i KAA_USER.")]


def looking(system: System, name: str) -> User:
    """The user of that name, or of the one in the settings. Ends the command where the directory has nobody."""
    name = (name or system.settings.user).strip()
    found = system.directory.user(name, system.clock.today()) if name else None
    if found is None:
        err.print("Ange vem du är med --user eller KAA_USER: ett namn som finns i kaa user list.")
        raise typer.Exit(EXIT_NOTHING_DONE)
    return found


def seen_case(system: System, user: User, case_id: UUID) -> SeenCase:
    """The case. Ends the command where it does not exist for the user, whatever the reason."""
    seen = Seeing(system.store, system.directory, system.reference.rules).case(user, case_id, system.clock.now())
    if seen is None:
        err.print(f"Ärendet {case_id} finns inte. Hämta ärendets nummer med kaa worklist.")
        raise typer.Exit(EXIT_NOTHING_DONE)
    return seen
