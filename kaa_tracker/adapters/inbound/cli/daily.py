"""``kaa daily``: the daily round."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

import typer
from rich.table import Table

from kaa_tracker.adapters.inbound.cli.console import AsJson, opened, out, print_json
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.adapters.inbound.turns import forget_bodies
from kaa_tracker.application.daily_round import RoundDone
from kaa_tracker.domain.periods import Span, noon
from kaa_tracker.system import System

Through = Annotated[
    datetime | None,
    typer.Option("--through", "--date", formats=["%Y-%m-%d"], help="Till och med denna dag; annars i dag."),
]
From = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="Kör rutinen dag för dag från denna dag."),
]


def daily(context: typer.Context, through: Through = None, first: From = None, as_json: AsJson = False) -> None:
    """Kör dagens rutin: uppsök som ska börja, födelsedagar, påminnelser och avvikelser.

    Alla dagar till och med den angivna tas igen; rutinen kan köras sent eller om utan att något dubbleras.
    """
    with opened(context) as system:
        today = system.clock.today()
        day = through.date() if through else today
        if day > today:
            raise typer.BadParameter("dagen ligger i framtiden", param_hint="--through")
        done = _rounds(system, first.date() if first else day, day)
        forget_bodies(system)
        found = system.reading.finding_counts(day)
        if as_json:
            print_json({"through": day, "cases": done.cases, "changed": done.changed, "findings": found})
        else:
            out.print(f"Till och med {day}: {done.cases} ärenden prövade, i {done.changed} hände något.")
            out.print(_findings(system, found))


def _rounds(system: System, first: date, last: date) -> RoundDone:
    """The round of each day, recorded on it; a day that has passed is recorded at its noon."""
    project_changes(system)
    cases = changed = 0
    for day in Span(first, last).days():
        done = system.daily_round.run(day, min(system.clock.now(), noon(day)))
        cases, changed = cases + done.cases, changed + done.changed
        project_changes(system)
    return RoundDone(cases, changed)


def _findings(system: System, found: Mapping[str, int]) -> Table:
    table = Table("Att titta på", "Ärenden")
    table.columns[1].justify = "right"
    for kind, number in found.items():
        table.add_row(system.sentences.finding(kind), str(number))
    return table
