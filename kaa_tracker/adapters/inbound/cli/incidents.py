"""``kaa incident``: what happened to personal data, and whether IMY was told in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, get_args
from uuid import UUID

import typer
from rich.table import Table

from kaa_tracker.adapters.inbound.api.rights.incident_forms import incident_shown
from kaa_tracker.adapters.inbound.cli.acting import acting, stop
from kaa_tracker.adapters.inbound.cli.console import AsJson, out, print_json
from kaa_tracker.adapters.inbound.cli.looking import AsUser
from kaa_tracker.application.rights.incident_rules import INCIDENT_KINDS
from kaa_tracker.application.rights.incidents import Incident, IncidentStep, IncidentStepKind
from kaa_tracker.domain.periods import SWEDEN
from kaa_tracker.domain.reference import Reference

incidents = typer.Typer(help="Personuppgiftsincidenter.", no_args_is_help=True)

Everything = Annotated[bool, typer.Option("--all", help="Också de avslutade.")]
Discovered = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%dT%H:%M"], help="När den upptäcktes, svensk tid; annars nu."),
]
Cases = Annotated[list[UUID] | None, typer.Option("--case", help="Ett berört ärende; kan anges flera gånger.")]
Affected = Annotated[int | None, typer.Option(help="Hur många som berörs.", min=0)]

KINDS: tuple[str, ...] = get_args(IncidentStepKind)


@incidents.command("list")
def list_(context: typer.Context, user: AsUser = "", everything: Everything = False, as_json: AsJson = False) -> None:
    """Visa incidenterna, först de som IMY kan behöva få veta om."""
    with acting(context, user, "record_incidents") as (system, who):
        now, reference = system.clock.now(), system.reference
        found = system.rights.recording.incidents(who, now, open_only=not everything)
    if as_json:
        print_json({"incidents": [incident_shown(one, now, reference).model_dump(mode="json") for one in found]})
    elif found:
        out.print(_table(found, now, reference))
    else:
        out.print("Ingen incident är öppen.")


@incidents.command("record")
def record(context: typer.Context, kind: str, user: AsUser = "", discovered_at: Discovered = None) -> None:
    """Anteckna en incident; IMY ska få veta inom 72 timmar om risken inte är osannolik."""
    with acting(context, user, "record_incidents") as act:
        written = act.written
        discovered = discovered_at.replace(tzinfo=SWEDEN) if discovered_at else written.at
        filed = act.system.rights.incidents.record(kind, discovered, written)
    out.print(f"Incident {filed.number} är antecknad. Bedöm den med kaa incident step {filed.number} assessed.")


@incidents.command("step")
def step(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Incidentens nummer, se kaa incident list.")],
    what: Annotated[str, typer.Argument(help=f"En av {', '.join(KINDS)}.")],
    code: str = "",
    severity: str = "",
    affected: Affected = None,
    case: Cases = None,
    user: AsUser = "",
) -> None:
    """Anteckna en bedömning, hur många som berörs, en åtgärd, en anmälan eller att incidenten är avslutad."""
    if what not in KINDS:
        raise typer.BadParameter(f"ange en av {', '.join(KINDS)}", param_hint="WHAT")
    with acting(context, user, "record_incidents") as act:
        by, at, command_id = act.written
        done = IncidentStep(what, by, at, code, severity, affected, tuple(case or ()))  # type: ignore[arg-type]  # looked at above
        try:
            filed = act.system.rights.recording.add(act.user, number, done, command_id)
        except LookupError:
            stop("Incidenten finns inte. Hämta incidenterna med kaa incident list.")
        if filed is None:
            stop("Ett av ärendena finns inte. Ange hur många som berörs med --affected i stället.")
    out.print(f"Antecknat på incident {number}.")


def _table(found: Sequence[Incident], now: datetime, reference: Reference) -> Table:
    table = Table("Nr", "Vad", "Upptäckt", "Anmäls senast", "Anmäld", "Berörda")
    for one in found:
        late = " försenad" if one.is_late(now) else ""
        told = {"notified": "ja", "not_notified": "ska inte anmälas"}
        table.add_row(
            str(one.number),
            reference.codes(INCIDENT_KINDS).label_of(one.kind),
            _moment(one.discovered_at),
            f"{_moment(one.notify_by)}{late}",
            told[one.notification.what] if one.notification else "nej",
            str(one.affected),
        )
    return table


def _moment(at: datetime) -> str:
    return at.astimezone(SWEDEN).strftime("%Y-%m-%d %H:%M")
