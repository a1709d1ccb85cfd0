"""``kaa reconcile``: BER's extract beside what we hold, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from kaa_tracker.adapters.inbound.cli.console import EXIT_SOME_BAD, AsJson, bar, err, opened, out, print_json
from kaa_tracker.adapters.inbound.cli.intake import work_off
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.adapters.inbound.files.delivery import FileDelivery
from kaa_tracker.adapters.inbound.files.importing import LineResult
from kaa_tracker.adapters.inbound.files.lines import FileRefused, check_file, read_lines
from kaa_tracker.adapters.inbound.messages.register import read_register_message
from kaa_tracker.application.intake.comparing import Comparison, NotOneExtract
from kaa_tracker.application.intake.differences import Kind, Unread
from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.system import System

File = Annotated[Path, typer.Argument(help="NDJSON-fil, en rad per del av utdraget.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Jämför bara; skriv ingenting.")]

SHOWN = 20
"""Youths that cannot be read told one by one; the rest are counted by reason."""

KINDS: Mapping[Kind, str] = {
    "missing": "Saknades här",
    "gone": "Finns inte kvar i registret",
    "differs": "Uppgifter som skilde",
}


def reconcile(context: typer.Context, file: File, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Stäm av mot BER:s fullständiga utdrag och rätta det som skiljer."""
    total = check_file(file)
    with opened(context) as system:
        project_changes(system)
        parts = _parts(system, file)
        done = [_compared(system, parts)] if dry_run else _reconciled(system, file, total)
        for comparison in done:
            _tell(comparison, dry_run, as_json)
            _tell_unread(system, comparison.unread)
    if any(comparison.unread for comparison in done):
        raise typer.Exit(EXIT_SOME_BAD)


def _reconciled(system: System, file: Path, total: int) -> list[Comparison]:
    """What was reconciled. Ends with ``typer.Exit`` and why where nothing was."""
    delivery = FileDelivery(system.intake, system.settings)
    with bar("Lägger i inkorgen", total) as step:
        lines = delivery.store(file, step)
    done = work_off(system).extracts
    if not done:
        err.print(_why_not(system, list(delivery.results(lines))), soft_wrap=True)
        raise typer.Exit(EXIT_SOME_BAD)
    return done


def _parts(system: System, file: Path) -> list[ExtractPart]:
    """Every line as a part of an extract; a file with anything else in it is refused before anything is written.

    A line that says the same as one before it is passed over, as by the inbox.
    """
    parts: list[ExtractPart] = []
    seen: set[bytes] = set()
    for line in read_lines(file, system.settings.max_line_bytes):
        if (told := sha256(line.raw).digest()) in seen:
            continue
        seen.add(told)
        found = read_register_message(
            line.raw,
            today=system.clock.today(),
            reference=system.reference,
            max_bytes=system.settings.max_line_bytes,
        )
        if isinstance(found, Rejected):
            said = system.sentences.quarantined(found.reason)
            raise FileRefused(f"rad {line.number}: {found.reason} {found.path}: {said}")
        if not isinstance(found, ExtractPart):
            raise FileRefused(f"rad {line.number} är ingen del av ett utdrag. Läs in den med kaa import register.")
        parts.append(found)
    return parts


def _compared(system: System, parts: list[ExtractPart]) -> Comparison:
    try:
        return system.intake.reconciling.compare(parts)
    except NotOneExtract:
        raise FileRefused("Filen är inte ett helt utdrag: alla delar ska vara med, en gång var.") from None


def _why_not(system: System, lines: Sequence[LineResult]) -> str:
    """Why nothing of the file was reconciled."""
    effects = Counter(line.effect for line in lines)
    for line in lines:
        if line.effect == "rejected":
            said = system.sentences.quarantined(line.code)
            return f"rad {line.number} ligger i karantän: {line.code}: {said} Se kaa quarantine list."
    if effects["discarded"]:
        return "Utdraget är kastat efter beslut. Be om ett nytt."
    if effects["unchanged"] == len(lines):
        return "Utdraget har redan verkat. Se kaa intake status."
    if system.intake.inbox.deliveries(limit=1, state="paused"):
        return "Utdraget är stoppat och väntar på beslut. Se kaa intake status."
    return "Delar av utdraget saknas: det väntar på dem i inkorgen. Se kaa intake status."


def _tell_unread(system: System, unread: Sequence[Unread]) -> None:
    """Whom nothing could be said of, the first one by one: where in the extract, or in which case."""
    for one in unread[:SHOWN]:
        said = system.sentences.quarantined(one.reason)
        err.print(f"{one.path or one.case_id}: {one.reason}: {said}", markup=False, soft_wrap=True)
    if len(unread) > SHOWN:
        reasons = Counter(one.reason for one in unread).most_common()
        told = ", ".join(f"{reason} {number}" for reason, number in reasons)
        err.print(f"… {len(unread)} ungdomar går inte att läsa: {told}", soft_wrap=True)


def _tell(comparison: Comparison, dry_run: bool, as_json: bool) -> None:
    counts = comparison.counts
    if as_json:
        print_json(
            {
                "extract_of": comparison.extract_of,
                "listed": comparison.listed,
                "held": comparison.held,
                "is_stale": comparison.is_stale,
                "counts": dict(counts),
                "unread": [
                    {"case_id": one.case_id, "reason": one.reason, "path": one.path} for one in comparison.unread
                ],
                "differences": [
                    {"kind": one.kind, "case_id": one.case_id, "fields": one.fields} for one in comparison.differences
                ],
                "dry_run": dry_run,
            }
        )
        return
    if comparison.is_stale:
        out.print(f"Ett senare utdrag än det från {comparison.extract_of} har redan verkat: ingenting ändrades.")
        return
    table = Table(f"Utdrag {comparison.extract_of}", "Ungdomar")
    table.columns[1].justify = "right"
    table.add_row("I utdraget", str(comparison.listed))
    table.add_row("I registret här", str(comparison.held))
    for kind, label in KINDS.items():
        table.add_row(label, str(counts[kind]))
    table.add_row("Går inte att läsa", str(len(comparison.unread)))
    out.print(table)
    fields = Counter(field for one in comparison.differences if one.kind == "differs" for field in one.fields)
    for field, number in fields.most_common():
        out.print(f"  {field}: {number}")
    out.print("Ingenting är skrivet." if dry_run else "Skillnaderna är rättade.")
