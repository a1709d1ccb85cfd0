"""``kaa daily``: the daily round."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from kaa_tracker.adapters.inbound.cli.console import AsJson, opened, out, print_json
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.domain.periods import noon
from kaa_tracker.system import System

Through = Annotated[
    datetime | None,
    typer.Option("--through", formats=["%Y-%m-%d"], help="Till och med denna dag; annars i dag."),
]


def daily(context: typer.Context, through: Through = None, as_json: AsJson = False) -> None:
    """Kör dagens rutin: uppsök som ska börja, födelsedagar, påminnelser och avvikelser.

    Alla dagar till och med den angivna tas igen; rutinen kan köras sent eller om utan att något dubbleras.
    """
    with opened(context) as system:
        today = system.clock.today()
        day = through.date() if through else today
        if day > today:
            raise typer.BadParameter("dagen ligger i framtiden", param_hint="--through")
        project_changes(system)
        now = system.clock.now()
        done = system.daily_round.run(day, min(now, noon(day)))
        project_changes(system)
        found = system.reading.finding_counts(day)
        if as_json:
            print_json({"through": day, "cases": done.cases, "changed": done.changed, "findings": found})
        else:
            out.print(f"Till och med {day}: {done.cases} ärenden prövade, i {done.changed} hände något.")
            out.print(_findings(system, found))


def _findings(system: System, found: Mapping[str, int]) -> Table:
    table = Table("Att titta på", "Ärenden")
    table.columns[1].justify = "right"
    for kind, number in found.items():
        table.add_row(system.sentences.finding(kind), str(number))
    return table
