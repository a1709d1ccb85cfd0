"""``kaa disposal``: who is to be disposed of, proposed by one and approved by another; and what was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

import typer
from rich.table import Table

from kaa_tracker.adapters.inbound.cli.acting import acting
from kaa_tracker.adapters.inbound.cli.console import EXIT_SOME_BAD, AsJson, err, out, print_json
from kaa_tracker.adapters.inbound.cli.looking import AsUser
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.application.disposal import DisposalRun
from kaa_tracker.system import System

disposal = typer.Typer(
    help="Gallring: förslag, godkännande av någon annan, genomförande och kvitton.", no_args_is_help=True
)

Through = Annotated[
    datetime | None, typer.Option("--through", formats=["%Y-%m-%d"], help="Till och med den dagen; utelämnad: i dag.")
]
Number = Annotated[int, typer.Argument(help="Förslagets nummer, se kaa disposal due.")]
Limit = Annotated[int, typer.Option(help="Högst så många visas.", min=1)]


@disposal.command("due")
def due(context: typer.Context, through: Through = None, user: AsUser = "", as_json: AsJson = False) -> None:
    """Hur många ärenden som är gallringsbara, efter regel, och de förslag som finns."""
    with acting(context, user, "dispose") as (system, _):
        project_changes(system)
        found = system.disposal.due(_day(system, through))
        runs = [run for run in system.disposal.runs(100) if run.waiting]
        rules = Counter(one.rule for one in found)
        first = {rule: min(one.on for one in found if one.rule == rule) for rule in rules}
        if as_json:
            print_json({"due": rules, "first_day": first, "proposals": [run._asdict() for run in runs]})
            return
        _print_due(system, rules, first)
        for run in runs:
            out.print(_said(run), soft_wrap=True)


@disposal.command("propose")
def propose(context: typer.Context, user: AsUser = "", through: Through = None) -> None:
    """Föreslå gallring av alla som är gallringsbara och inte redan föreslagna."""
    with acting(context, user, "dispose") as (system, who):
        project_changes(system)
        run = system.disposal.propose(_day(system, through), who.name, system.clock.now())
    out.print(_said(run), soft_wrap=True)


@disposal.command("approve")
def approve(context: typer.Context, number: Number, user: AsUser = "") -> None:
    """Godkänn ett förslag som någon annan har lagt."""
    with acting(context, user, "dispose") as (system, who):
        run = system.disposal.approve(number, who.name, system.clock.now())
    out.print(_said(run), soft_wrap=True)


@disposal.command("run")
def run(context: typer.Context, number: Number, user: AsUser = "", as_json: AsJson = False) -> None:
    """Gallra det godkända förslagets ärenden vars dag har kommit. Kan avbrytas och köras igen."""
    with acting(context, user, "dispose") as (system, _):
        project_changes(system)
        done = system.disposal.run(number, system.clock.today(), system.clock.now())
    if as_json:
        print_json(done._asdict())
    else:
        out.print(
            f"{done.disposed} gallrade; {done.dropped} inte längre gallringsbara; {done.waiting} vars dag inte kommit."
        )
    if done.failed:
        err.print(f"{done.failed} kunde inte gallras nu. Se kaa status, och kör kommandot igen.")
        raise typer.Exit(EXIT_SOME_BAD)


@disposal.command("receipts")
def receipts(context: typer.Context, limit: Limit = 50, user: AsUser = "", as_json: AsJson = False) -> None:
    """Visa kvitton: hur många som gallrats, när, enligt vilken regel och vilka som beslutade."""
    with acting(context, user, "dispose", "read_compliance") as (system, _):
        found = system.disposal.receipts(limit)
        if as_json:
            print_json([receipt._asdict() for receipt in found])
            return
        table = Table("Dag", "Regel", "Ärenden", "Förslag", "Föreslogs av", "Godkändes av")
        for one in found:
            rule = _rule(system, one.rule)
            table.add_row(str(one.on), rule, str(one.cases), str(one.run), one.proposed_by, one.approved_by)
    out.print(table if found else "Inget har gallrats.")


def _print_due(system: System, rules: Mapping[str, int], first: Mapping[str, date]) -> None:
    table = Table("Regel", "Ärenden", "Första dag")
    for rule, cases in rules.items():
        table.add_row(_rule(system, rule), str(cases), str(first[rule]))
    out.print(table if rules else "Inget ärende är gallringsbart utöver dem som är föreslagna.")


def _said(run: DisposalRun) -> str:
    cases = sum(run.waiting.values())
    approved = f"godkänt av {run.approved_by}" if run.approved_by else "inte godkänt"
    return f"Förslag {run.number}: {cases} ärenden, föreslaget av {run.proposed_by}, {approved}."


def _rule(system: System, code: str) -> str:
    return system.reference.codes("disposal_rules").label_of(code)


def _day(system: System, through: datetime | None) -> date:
    return through.date() if through else system.clock.today()
