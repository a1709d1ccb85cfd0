"""What is said of half-year files at a screen, and to programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table

from kaa_tracker.adapters.inbound.cli.console import out
from kaa_tracker.application.half_year.checking import Checked
from kaa_tracker.application.half_year.comparing import Change, Difference
from kaa_tracker.application.half_year.deciding import REASONS, ToDecide
from kaa_tracker.application.half_year.files import FileState, HalfYearFile
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.sentences import Sentences

STATES: dict[FileState, str] = {
    "built": "byggd",
    "superseded": "ersatt",
    "sealed": "förseglad",
    "sent": "skickad",
}
BLOCKS = {
    "registration": "Registrering",
    "contact": "Kontakt",
    "measure_started": "Åtgärd påbörjad",
    "measure_ended": "Åtgärd avslutad",
    "responsibility_ended": "Ansvaret upphör",
}
KINDS = {"added": "ny", "removed": "borta"}
SHOWN = 200
"""Rows of a table; the rest by ``--json``."""


def file_shown(file: HalfYearFile) -> dict[str, Any]:
    return file._asdict() | {"half": str(file.half), "state": file.state, "sheets": [one.name for one in file.sheets]}


def checked_shown(checked: Checked) -> dict[str, Any]:
    """With the cases of those who may see them, and no value of a person."""
    listed = [
        {
            "case_id": one.case_id,
            "unit": one.unit,
            "rule": one.finding.rule,
            "block": one.finding.line.block,
            "on": one.finding.line.on,
            "left_out": one.finding.is_left_out,
        }
        for one in checked.listed
    ]
    return {
        "cases": checked.cases,
        "findings": listed,
        "not_shown": checked.not_shown,
        "unreadable": checked.unreadable,
    }


def change_shown(change: Change) -> dict[str, Any]:
    return change._asdict()


def difference_shown(found: Difference) -> dict[str, Any]:
    counts = [{"block": block, "kind": kind, "lines": count} for (block, kind), count in sorted(found.counts.items())]
    before = found.before.number if found.before else None
    return {"before": before, "after": found.after.number, "counts": counts, "not_shown": found.not_shown}


def print_checked(checked: Checked, sentences: Sentences, reference: Reference) -> None:
    out.print(f"{checked.cases} ungdomar kontrollerade.")
    if checked.listed:
        table = Table("Enhet", "Ärende", "Post", "Dag", "Anmärkning")
        for one in checked.listed[:SHOWN]:
            line, said = one.finding.line, sentences.half_year_finding(one.finding.rule)
            table.add_row(reference.label(one.unit), str(one.case_id), BLOCKS[line.block], str(line.on), said)
        out.print(table)
    _say_the_rest(len(checked.listed))
    rules = Counter(one.finding.rule for one in checked.listed)
    for rule, count in sorted(rules.items()):
        out.print(f"{count} {rule}")
    for rule, count in sorted(checked.not_shown.items()):
        out.print(f"{count} {rule}, ej visningsbara")
    if checked.unreadable:
        out.print(f"{checked.unreadable} ärenden kan inte läsas. Se kaa status.")
    if not (checked.listed or checked.not_shown or checked.unreadable):
        out.print("Inga anmärkningar.")


def print_decisions(waiting: Sequence[ToDecide], reference: Reference) -> None:
    if not waiting:
        out.print("Ingen skyddad ungdom finns i halvåret.")
        return
    table = Table("Ärende", "Beslut", "Skäl", "Av")
    for one in waiting:
        made = one.decision
        if made is None:
            table.add_row(str(one.case_id), "saknas", "", "")
        else:
            reason = reference.codes(REASONS[made.goes]).label_of(made.reason)
            table.add_row(str(one.case_id), "med" if made.goes else "utelämnas", reason, made.decided_by)
    out.print(table)


def print_difference(found: Difference) -> None:
    before = f"fil {found.before.number}" if found.before else "ingenting skickat"
    out.print(f"Fil {found.after.number} mot {before}.")
    for (block, kind), count in sorted(found.counts.items()):
        out.print(f"{BLOCKS[block]}: {count} {KINDS[kind]}")
    if not found.counts:
        out.print("Ingen skillnad.")
    if found.changes:
        table = Table("Ärende", "Post", "Vad", "Uppgifter")
        for one in found.changes[:SHOWN]:
            cells = ", ".join(f"{heading}: {cell}" for heading, cell in one.cells.items())
            table.add_row(str(one.case_id), BLOCKS[one.block], KINDS[one.kind], cells)
        out.print(table)
    _say_the_rest(len(found.changes))
    if found.not_shown:
        out.print(f"{found.not_shown} ej visningsbara")


def print_files(files: Iterable[HalfYearFile]) -> None:
    table = Table("Nr", "Halvår", "Läge", "Ungdomar", "Rader", "Byggd av", "Förseglad av", "Skickad av", "Gallrade")
    for one in files:
        table.add_row(
            str(one.number),
            str(one.half),
            STATES[one.state],
            str(one.persons),
            str(one.lines),
            one.built_by,
            one.sealed_by or "",
            one.sent_by or "",
            str(one.disposed),
        )
    out.print(table if table.row_count else "Ingen fil är byggd.")


def _say_the_rest(rows: int) -> None:
    if rows > SHOWN:
        out.print(f"De första {SHOWN} av {rows} visas; alla med --json.")
