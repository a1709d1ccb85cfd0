"""``kaa user openings``: the cases that were opened to somebody for a time, and who looked at why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from kaa_tracker.adapters.inbound.cli.console import AsJson, opened, out, print_json
from kaa_tracker.adapters.inbound.cli.deciding import By, deciding
from kaa_tracker.application.access.directory import Opening, OpeningKind
from kaa_tracker.application.access.granting import REASONS
from kaa_tracker.domain.periods import SWEDEN
from kaa_tracker.domain.reference import Reference

openings = typer.Typer(help="Nödöppningar och stickprov.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="Nödöppningens nummer, se kaa user openings list.")]
Everything = Annotated[bool, typer.Option("--all", help="Också de granskade, och stickproven.")]
Limit = Annotated[int, typer.Option(help="Högst så många visas.", min=1, max=1000)]
After = Annotated[int, typer.Option(help="Visa de äldre än detta nummer.", min=0)]

KINDS: Mapping[OpeningKind, str] = {"broken_glass": "Nödöppning", "sample": "Stickprov"}


@openings.command("list")
def list_(
    context: typer.Context, everything: Everything = False, limit: Limit = 50, after: After = 0, as_json: AsJson = False
) -> None:
    """Visa de nödöppningar som ingen har granskat, de senaste först."""
    with opened(context) as system:
        found = system.directory.openings(unreviewed_only=not everything, limit=limit, after=after)
        reference = system.reference
    if as_json:
        print_json({"openings": [one._asdict() for one in found]})
    elif found:
        out.print(_table(found, reference))
    else:
        out.print("Inga öppningar finns." if everything else "Alla nödöppningar är granskade.")


@openings.command("review")
def review(context: typer.Context, number: Number, by: By) -> None:
    """Anteckna att någon annan har granskat en nödöppning."""
    with deciding(context) as system:
        system.directory.review_opening(number, by, system.clock.now())
    out.print(f"Nödöppning {number} är granskad av {by}.")


def _table(found: Sequence[Opening], reference: Reference) -> Table:
    table = Table("Nr", "Slag", "Vem", "Ärende", "Skäl", "Öppnat", "Till", "Granskat av")
    for one in found:
        table.add_row(
            str(one.number),
            KINDS[one.kind],
            one.user,
            str(one.case_id or "gallrat"),
            reference.codes(REASONS[one.kind]).label_of(one.reason),
            _moment(one.opened_at),
            _moment(one.until),
            one.reviewed_by or "",
        )
    return table


def _moment(at: datetime) -> str:
    return at.astimezone(SWEDEN).strftime("%Y-%m-%d %H:%M")
