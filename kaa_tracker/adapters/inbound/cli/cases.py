"""``kaa worklist`` and ``kaa case``: cases by their ids; no value of a person is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.padding import Padding
from rich.table import Table

from kaa_tracker.adapters.inbound.cli.console import EXIT_NOTHING_DONE, AsJson, err, opened, out, print_json
from kaa_tracker.projections.sentences import swedish_day
from kaa_tracker.projections.timeline import TimelineLine, timeline
from kaa_tracker.system import System

cases = typer.Typer(help="Ett ärende.", no_args_is_help=True)

Day = Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Listan för denna dag.")]
Unit = Annotated[str | None, typer.Option(help="Enhetens kod, till exempel globen.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="Rader på en sida.")]
Page = Annotated[int, typer.Option(min=1, max=1_000_000, help="Sidans nummer.")]


def worklist(
    context: typer.Context,
    day: Day = None,
    unit: Unit = None,
    limit: Limit = 20,
    page: Page = 1,
    as_json: AsJson = False,
) -> None:
    """Ärenden vars dag har kommit, med skälet och nästa steg."""
    with opened(context) as system:
        if unit is not None and system.reference.unit(unit) is None:
            known = ", ".join(found.code for found in system.reference.units)
            raise typer.BadParameter(f"okänd enhet; välj en av: {known}", param_hint="--unit")
        on = day.date() if day else system.clock.today()
        rows = system.reading.worklist(on, unit=unit, limit=limit, page=page)
        total = system.reading.worklist_total(on, unit=unit)
        if as_json:
            print_json({"date": on, "unit": unit, "total": total, "rows": [_row(system, row) for row in rows]})
        else:
            _print_list(system, rows, on, total, limit * (page - 1) + 1)


def _row(system: System, row: Any) -> dict[str, Any]:
    return {
        "case_id": row.case_id,
        "unit": row.unit,
        "next_on": row.next_on,
        "why": row.why,
        "sentence": system.sentences.why(row),
    }


def _print_list(system: System, rows: Sequence[Any], day: date, total: int, first: int) -> None:
    """Two lines a case: when, where and which, then why and what is next."""
    shown = f"{first}–{first + len(rows) - 1} av {total}" if rows else f"0 av {total}"
    out.print(f"[bold]Att göra {swedish_day(day)}: {shown}[/bold]")
    for row in rows:
        next_on = row.next_on.isoformat() if row.next_on else "LARM"
        out.print(f"\n{next_on:<10}  {row.case_id}  {system.reference.label(row.unit)}", soft_wrap=True)
        out.print(Padding(system.sentences.why(row), (0, 0, 0, 12)))


@cases.command("show")
def show(context: typer.Context, case_id: UUID, as_json: AsJson = False) -> None:
    """Ärendets tidslinje: allt som antecknats, i den ordning det kom in i loggen."""
    with opened(context) as system:
        history = system.store.histories([case_id]).get(case_id)
        overview = system.reading.case(case_id)
        if not history or overview is None or overview.protected:
            err.print(f"Ärendet {case_id} finns inte. Hämta ärendets nummer med kaa worklist.")
            raise typer.Exit(EXIT_NOTHING_DONE)
        lines = timeline(history, system.sentences)
        if as_json:
            print_json({"overview": dict(overview._mapping), "timeline": [line._asdict() for line in lines]})
        else:
            out.print(_timeline(case_id, lines))


def _timeline(case_id: UUID, lines: list[TimelineLine]) -> Table:
    table = Table("Nr", "Dag", "Vad", "Av", "Antecknat", title=f"Ärende {case_id}")
    for line in lines:
        amended = f" (ändrad av {line.amended_by})" if line.amended_by else ""
        style = "dim" if line.amended_by else None
        recorded = f"{line.recorded_at:%Y-%m-%d}"
        table.add_row(str(line.version), str(line.day), line.sentence + amended, line.role, recorded, style=style)
    return table
