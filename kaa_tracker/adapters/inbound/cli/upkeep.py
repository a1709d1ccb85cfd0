"""``kaa status`` and ``kaa rebuild``: is the read model with the log, and making it anew."""

from __future__ import annotations

import typer
from rich.table import Table

from kaa_tracker.adapters.inbound.cli.console import EXIT_SOME_BAD, AsJson, bar, opened, out, print_json


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Var läsmodellen står i förhållande till loggen."""
    with opened(context) as system:
        last, position = system.store.last_position(), system.runner.position()
        held = system.held_cases()
        facts = {
            "events": last,
            "projected": position,
            "lag": last - position,
            "cases": system.reading.case_count(),
            "held": [{"case_id": case.case_id, "position": case.position, "error": case.error} for case in held],
            "reference_version": system.reference.version,
            "rule_version": system.reference.rules.version,
        }
    if as_json:
        print_json(facts)
    else:
        table = Table("Mått", "Värde", show_header=False)
        table.add_row("Händelser i loggen", str(last))
        table.add_row("Projicerat till", str(position))
        table.add_row("Eftersläpning", str(last - position))
        table.add_row("Ärenden", str(facts["cases"]))
        table.add_row("Hållna ärenden", str(len(held)))
        table.add_row("Referensdata", system.reference.version)
        table.add_row("Regler", system.reference.rules.version)
        out.print(table)
        for case in held:
            out.print(f"Hålls sedan position {case.position}: ärende {case.case_id} ({case.error})")
    if held:
        raise typer.Exit(EXIT_SOME_BAD)


def rebuild(context: typer.Context) -> None:
    """Gör om läsmodellen från loggen, och det som personer hittas på; det gamla tjänar tills det nya är klart."""
    with opened(context) as system:
        system.vault.index_anew()
        with bar("Bygger om", system.reading.case_count()) as step:
            system.runner.rebuild(progress=step)
        out.print(f"Läsmodellen är gjord om till och med position {system.runner.position()}.")
