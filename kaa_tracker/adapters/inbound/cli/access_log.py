"""``kaa access-log``: who was shown what, what stands out in it, and whether it is still what was written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.table import Table

from kaa_tracker.adapters.inbound.cli.acting import Acting, acting
from kaa_tracker.adapters.inbound.cli.console import EXIT_SOME_BAD, AsJson, err, opened, out, print_json
from kaa_tracker.adapters.inbound.cli.looking import AsUser
from kaa_tracker.application.access.access_log import Act, Anomaly, AnomalyKind, Logged
from kaa_tracker.domain.periods import SWEDEN
from kaa_tracker.projections.unprotected import unprotected

access_log = typer.Typer(help="Åtkomstloggen: vem som har fått se vad.", no_args_is_help=True)

Limit = Annotated[int, typer.Option(help="Högst så många visas.", min=1, max=10_000)]
Before = Annotated[int | None, typer.Option(help="Visa dem före detta nummer.", min=1)]
From = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Annars 30 dagar tillbaka.")]
Through = Annotated[datetime | None, typer.Option("--through", formats=["%Y-%m-%d"], help="Annars till i dag.")]

LOOK_BACK = timedelta(days=30)

AT_ONCE = 500
"""Cases asked about in one query."""

ACTS: Mapping[Act, str] = {
    "case_page": "Ärendets sida",
    "timeline": "Tidslinje",
    "list_page": "Sida i en lista",
    "search": "Sökning",
    "ask_if_covered": "Ungdomen är här",
    "cell": "Ärendena bakom en siffra",
    "export": "Export",
    "letter_file": "Adressfil",
    "glass_broken": "Nödöppning",
    "sample": "Stickprov",
    "subject_extract": "Registerutdrag",
    "order": "Åtgärd",
}

ANOMALIES: Mapping[AnomalyKind, str] = {
    "many_cases": "Många ärenden på en dag",
    "outside_the_unit": "Ärenden utanför den egna enheten",
    "no_action_followed": "Nödöppning utan åtgärd inom sju dagar",
}


@access_log.command("case")
def case(
    context: typer.Context,
    case_id: UUID,
    limit: Limit = 50,
    before: Before = None,
    user: AsUser = "",
    as_json: AsJson = False,
) -> None:
    """Vilka som har fått se något av ett ärende, de senaste först."""
    with acting(context, user, "read_access_log") as act:
        found = act.system.access_log.of_case(case_id, limit=limit, before=before)
        _show(found, _unprotected(act, found), as_json)


@access_log.command("user")
def user(
    context: typer.Context,
    name: str,
    limit: Limit = 50,
    before: Before = None,
    user: AsUser = "",
    as_json: AsJson = False,
) -> None:
    """Vad en användare har fått se, det senaste först."""
    with acting(context, user, "read_access_log") as act:
        found = act.system.access_log.of_user(name, limit=limit, before=before)
        _show(found, _unprotected(act, found), as_json)


@access_log.command("anomalies")
def anomalies(
    context: typer.Context, first: From = None, last: Through = None, user: AsUser = "", as_json: AsJson = False
) -> None:
    """Det som någon ansvarig bör titta på: många ärenden, andra enheters ärenden, nödöppning utan åtgärd."""
    with acting(context, user, "read_access_log") as (system, _):
        through = last.date() if last else system.clock.today()
        since = first.date() if first else through - LOOK_BACK
        if since > through:
            raise typer.BadParameter("perioden slutar innan den börjar", param_hint="--through")
        found = system.access_log.anomalies((since, through), many=system.settings.many_cases_a_day)
    if as_json:
        print_json({"from": since, "through": through, "anomalies": [one._asdict() for one in found]})
    else:
        _show_anomalies(found, since, through)


@access_log.command("verify")
def verify(context: typer.Context, as_json: AsJson = False) -> None:
    """Räkna om kedjan: är loggen ännu vad som skrevs?"""
    with opened(context) as system:
        state = system.access_log.verify()
    if as_json:
        print_json(state._asdict())
    else:
        out.print(f"{state.chained} av {state.entries} poster är i kedjan.")
        if state.broken_at is None:
            out.print("Kedjan är hel.")
    if state.broken_at is not None:
        err.print(
            f"Kedjan är bruten vid post {state.broken_at}: loggen har ändrats utanför programmet. "
            "Spara databasen som den är och anmäl en incident."
        )
        raise typer.Exit(EXIT_SOME_BAD)


def _unprotected(act: Acting, found: Sequence[Logged]) -> set[UUID]:
    """The cases that may be named: whoever reads the log need not see them, and a protected one does not exist."""
    asked = iter({case_id for one in found for case_id in one.access.case_ids})
    reach, today, named = unprotected(act.user), act.system.clock.today(), set[UUID]()
    while some := list(islice(asked, AT_ONCE)):
        named |= {row.case_id for row in act.system.reading.overviews(reach, today, some)}
    return named


def _show(found: Sequence[Logged], named: Collection[UUID], as_json: bool) -> None:
    if as_json:
        print_json([_row(one, named) for one in found])
        return
    if not found:
        out.print("Ingenting finns antecknat.")
        return
    table = Table("Nr", "När", "Vem", "Roll", "Enhet", "Vad", "Uppgifter", "Skäl", "Ärenden", "Kedjan")
    for number, access, disposed, chained in found:
        table.add_row(
            str(number),
            access.at.astimezone(SWEDEN).strftime("%Y-%m-%d %H:%M"),
            access.user,
            access.role,
            access.unit,
            ACTS[access.act],
            ", ".join(access.fields),
            access.reason,
            _cases(access.case_ids, named, disposed),
            "ja" if chained else "inte än",
        )
    out.print(table)


def _cases(case_ids: Sequence[UUID], named: Collection[UUID], disposed: int) -> str:
    """Which case, or how many."""
    told = str(case_ids[0]) if len(case_ids) == 1 and case_ids[0] in named else str(len(case_ids))
    return f"{told} + {disposed} gallrade" if disposed else told


def _row(one: Logged, named: Collection[UUID]) -> dict[str, Any]:
    case_ids = [case_id for case_id in one.access.case_ids if case_id in named]
    told = {**one.access._asdict(), "case_ids": case_ids, "not_named": len(one.access.case_ids) - len(case_ids)}
    return {"number": one.number, **told, "disposed": one.disposed, "chained": one.chained}


def _show_anomalies(found: Sequence[Anomaly], since: date, through: date) -> None:
    if not found:
        out.print(f"Ingenting sticker ut {since}–{through}.")
        return
    table = Table("Dag", "Vem", "Vad", "Ärenden")
    table.columns[3].justify = "right"
    for kind, day, name, cases in found:
        table.add_row(str(day), name, ANOMALIES[kind], str(cases))
    out.print(table)
