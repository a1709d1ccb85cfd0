"""``kaa user``: who works here, in which role and where; every change holds at the next request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from kaa_tracker.adapters.inbound.cli import openings
from kaa_tracker.adapters.inbound.cli.console import AsJson, opened, out, print_json
from kaa_tracker.adapters.inbound.cli.deciding import By, deciding
from kaa_tracker.application.access.directory import Colleague, Held
from kaa_tracker.application.access.granting import last_day
from kaa_tracker.domain.access.roles import ROLES, Posting, Role
from kaa_tracker.domain.reference import Reference

users = typer.Typer(help="Behörigheter: vilka som arbetar här, i vilken roll och var.", no_args_is_help=True)
users.add_typer(openings.openings, name="openings")

Name = Annotated[str, typer.Argument(help="Namnet som personen loggar in med.")]
RoleName = Annotated[str, typer.Argument(metavar="ROLE", help=f"Rollen: {', '.join(ROLES)}.")]
Unit = Annotated[str, typer.Option(help="Enhetens kod, för roller som gäller vid en enhet.")]
Until = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Sista dagen; annars 31 december nästa år, som är den senaste möjliga."),
]


@users.command("add")
def add(context: typer.Context, name: Name, by: By) -> None:
    """Lägg upp någon, ännu utan behörighet."""
    with deciding(context) as system:
        system.directory.add(name, by, system.clock.now())
    out.print(f"{name} är upplagd. Ge behörighet med kaa user grant.")


@users.command("grant")
def grant(context: typer.Context, name: Name, role: RoleName, by: By, unit: Unit = "", until: Until = None) -> None:
    """Ge behörighet från och med nu; samma behörighet igen byter ut den sista dagen."""
    posting = Posting(_role(role), unit)
    with deciding(context) as system:
        through = until.date() if until else last_day(system.clock.today())
        number = system.directory.grant(name, posting, through, by, system.clock.now())
        out.print(f"{name} har behörighet {number}: {_told(posting, system.reference)}, till och med {through}.")


@users.command("revoke")
def revoke(context: typer.Context, name: Name, role: RoleName, by: By, unit: Unit = "") -> None:
    """Ta tillbaka en behörighet; det gäller genast."""
    posting = Posting(_role(role), unit)
    with deciding(context) as system:
        system.directory.revoke(name, posting, by, system.clock.now())
        out.print(f"{name} har inte längre behörigheten {_told(posting, system.reference)}.")


@users.command("remove")
def remove(context: typer.Context, name: Name, by: By) -> None:
    """Ta bort någon som har slutat; alla behörigheter upphör genast."""
    with deciding(context) as system:
        system.directory.remove(name, by, system.clock.now())
    out.print(f"{name} är borttagen.")


@users.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """Visa alla med behörigheter, senaste granskning och när de senast loggade in."""
    with opened(context) as system:
        found, reference = system.directory.colleagues(system.clock.today()), system.reference
    if as_json:
        print_json({"users": [{**one._asdict(), "postings": [_row(held) for held in one.postings]} for one in found]})
    elif found:
        out.print(_table(found, reference))
    else:
        out.print("Ingen är upplagd. Börja med kaa user add.")


@users.command("review")
def review(context: typer.Context, name: Name, by: By) -> None:
    """Anteckna att någon annan har sett över vad en person har och att det stämmer."""
    with deciding(context) as system:
        system.directory.review(name, by, system.clock.now())
    out.print(f"Behörigheterna för {name} är granskade av {by}.")


def _role(text: str) -> Role:
    for role in ROLES:
        if text == role:
            return role
    raise typer.BadParameter(f"okänd roll; de som finns är {', '.join(ROLES)}", param_hint="ROLE")


def _told(posting: Posting, reference: Reference) -> str:
    return f"{posting.role} ({reference.label(posting.unit)})" if posting.unit else posting.role


def _table(found: Sequence[Colleague], reference: Reference) -> Table:
    table = Table("Namn", "Behörigheter", "Upplagd", "Granskad", "Av", "Senast inloggad")
    table.columns[1].overflow = "fold"
    for one in found:
        held = "\n".join(f"{_told(each.posting, reference)}, till och med {each.until}" for each in one.postings)
        reviewed = str(one.reviewed_on or "aldrig")
        seen = str(one.seen_on or "aldrig")
        table.add_row(one.name, held or "inga", str(one.added_on), reviewed, one.reviewed_by or "", seen)
    return table


def _row(held: Held) -> dict[str, object]:
    """What is held, and beside it since when and through when."""
    told = held._asdict()
    return {**told.pop("posting")._asdict(), **told}
