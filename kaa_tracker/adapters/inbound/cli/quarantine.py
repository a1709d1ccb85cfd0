"""``kaa quarantine``: the messages that could not have their effect, without a word of what they say."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from kaa_tracker.adapters.inbound.cli.console import (
    EXIT_NOTHING_DONE,
    EXIT_SOME_BAD,
    AsJson,
    err,
    opened,
    out,
    print_json,
)
from kaa_tracker.adapters.inbound.cli.intake import work_off
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.adapters.inbound.cli.rulings import LARGEST_NUMBER, Reason, User, ruling
from kaa_tracker.application.intake.inbox import Quarantined
from kaa_tracker.domain.periods import SWEDEN
from kaa_tracker.system import System

quarantine = typer.Typer(help="Karantänen: meddelanden som inte kunnat få verkan.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="Meddelandets nummer, se kaa quarantine list.", min=1, max=LARGEST_NUMBER)]
Numbers = Annotated[
    list[int] | None, typer.Argument(help="Meddelandenas nummer; utelämnade med --all.", min=1, max=LARGEST_NUMBER)
]
Discarded = Annotated[list[int], typer.Argument(help="Meddelandenas nummer.", min=1, max=LARGEST_NUMBER)]
All = Annotated[bool, typer.Option("--all", help="Alla i karantänen.")]
Limit = Annotated[int, typer.Option(help="Högst så många visas.", min=1, max=LARGEST_NUMBER)]
After = Annotated[int, typer.Option(help="Visa dem efter detta nummer.", min=0, max=LARGEST_NUMBER)]


@quarantine.command("list")
def list_(context: typer.Context, limit: Limit = 50, after: After = 0, as_json: AsJson = False) -> None:
    """Visa karantänen: nummer, skäl och var i meddelandet felet sitter."""
    with opened(context) as system:
        found, counts = (
            system.intake.inbox.quarantine(limit=limit, after=after),
            system.intake.inbox.quarantine_counts(),
        )
    if as_json:
        print_json({"messages": [message._asdict() for message in found], "counts": counts})
        return
    if not counts:
        out.print("Karantänen är tom.")
        return
    table = Table("Nr", "Inkom", "Väg", "Slag", "Skäl", "Var")
    for message in found:
        table.add_row(
            str(message.number), _moment(message.received_at), message.door, message.kind, message.reason, message.path
        )
    out.print(table)
    out.print(f"{len(found)} av {sum(counts.values())} i karantän.")


@quarantine.command("show")
def show(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Visa ett meddelande i karantänen, utan vad det innehåller."""
    with opened(context) as system:
        message = _message(system, number)
        if as_json:
            print_json(message._asdict())
            return
        table = Table("Uppgift", "Värde", show_header=False)
        for label, value in _described(system, message):
            table.add_row(label, value)
        out.print(table)


@quarantine.command("retry")
def retry(context: typer.Context, user: User, reason: Reason, numbers: Numbers = None, all_: All = False) -> None:
    """Pröva om ett, flera eller alla meddelanden i karantänen."""
    if bool(numbers) == all_:
        raise typer.BadParameter("ange nummer, eller --all", param_hint="NUMBERS")
    with opened(context) as system:
        taken_up = system.intake.inbox.take_up_again(None if all_ else numbers or [], ruling(system, user, reason))
        work_off(system)
        project_changes(system)
        left = sum(system.intake.inbox.quarantine_counts().values())
    out.print(f"{taken_up} prövade på nytt; {left} är kvar i karantän.")
    if left:
        raise typer.Exit(EXIT_SOME_BAD)


@quarantine.command("discard")
def discard(context: typer.Context, numbers: Discarded, user: User, reason: Reason) -> None:
    """Kasta meddelanden i karantänen utan verkan."""
    with opened(context) as system:
        discarded = system.intake.inbox.discard(numbers, ruling(system, user, reason))
    out.print(f"{discarded} kastade.")
    if discarded < len(set(numbers)):
        err.print("De övriga är inte i karantän. Se kaa quarantine list.")
        raise typer.Exit(EXIT_NOTHING_DONE if not discarded else EXIT_SOME_BAD)


def _message(system: System, number: int) -> Quarantined:
    found = system.intake.inbox.quarantine(limit=1, after=number - 1)
    if not found or found[0].number != number:
        err.print(f"Inget meddelande med nummer {number} är i karantän. Se kaa quarantine list.")
        raise typer.Exit(EXIT_NOTHING_DONE)
    return found[0]


def _moment(at: datetime) -> str:
    return at.astimezone(SWEDEN).strftime("%Y-%m-%d %H:%M")


def _described(system: System, message: Quarantined) -> list[tuple[str, str]]:
    return [
        ("Nummer", str(message.number)),
        ("Leverans", str(message.delivery)),
        ("Inkom", _moment(message.received_at)),
        ("Väg", message.door),
        ("Slag", message.kind),
        ("Avsändare", message.source or "går inte att läsa"),
        ("Id", message.id or "går inte att läsa"),
        ("Storlek", f"{message.size} byte"),
        ("Skäl", message.reason),
        ("Var", " ".join(filter(None, (message.path, message.detail)))),
        ("Vad göra", system.sentences.quarantined(message.reason)),
    ]
