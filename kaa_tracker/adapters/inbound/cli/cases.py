"""``kaa worklist`` shows cases by their ids, ``kaa case`` one of them with the name, to whoever may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kaa_tracker.adapters.inbound.cli.console import AsJson, opened, out, print_json
from kaa_tracker.adapters.inbound.cli.looking import AsUser, looking, seen_case
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
def show(context: typer.Context, case_id: UUID, user: AsUser = "", as_json: AsJson = False) -> None:
    """Ärendets tidslinje: allt som antecknats, i den ordning det kom in i loggen. Att du ser den antecknas."""
    with opened(context) as system:
        seen = seen_case(system, looking(system, user), case_id)
        revealed = system.revealing.persons(seen.reader, "timeline", [case_id], system.clock.now())
        names = dict(revealed[case_id].values) if case_id in revealed else {}
        lines = timeline(seen.history, system.sentences)
        if as_json:
            overview = system.reading.case(case_id)
            told = dict(overview._mapping) if overview else None
            print_json({"person": names, "overview": told, "timeline": [line._asdict() for line in lines]})
        else:
            out.print(_timeline(case_id, names, lines))


def _timeline(case_id: UUID, names: Mapping[str, str], lines: list[TimelineLine]) -> Table:
    name = f"{names['given_name']} {names['family_name']}" if names else "namn saknas"
    table = Table("Nr", "Dag", "Vad", "Av", "Antecknat", title=Text(f"Ärende {case_id}: {name}"))
    for line in lines:
        amended = f" (ändrad av {line.amended_by})" if line.amended_by else ""
        style = "dim" if line.amended_by else None
        recorded = f"{line.recorded_at:%Y-%m-%d}"
        table.add_row(str(line.version), str(line.day), line.sentence + amended, line.role, recorded, style=style)
    return table
