"""``kaa report check``: where a report made by hand says against itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from kaa_tracker.adapters.inbound.cli.console import EXIT_SOME_BAD, AsJson, out, print_json
from kaa_tracker.adapters.inbound.files.stated_reports import Checked, Located, check_report
from kaa_tracker.projections.statistics.checking import KINDS, Extent
from kaa_tracker.projections.statistics.numbers import whole

File = Annotated[Path, typer.Argument(metavar="FILE", help="Rapportens siffror och meningar, i YAML.")]


def add_check(reports: typer.Typer) -> None:
    reports.command("check")(check)


def check(file: File, as_json: AsJson = False) -> None:
    """Var en handgjord rapport säger emot sig själv. Slutkod 0 om ingenstans, 1 annars, 2 om filen inte kan läsas."""
    checked = check_report(file)
    if as_json:
        print_json(_as_data(checked))
    else:
        out.print(f"[bold]{escape(checked.title)}[/bold]: {_how_many(len(checked.found))}", soft_wrap=True)
        out.print(_looked_at(checked.extent), soft_wrap=True)
        print_found(checked.found)
    if checked.found:
        raise typer.Exit(EXIT_SOME_BAD)


def print_found(found: Iterable[Located], console: Console = out) -> None:
    for line, finding in found:
        console.print(f"  • [bold]{KINDS[finding.kind]}[/bold], rad {line}, {finding.place}", soft_wrap=True)
        for sentence in (finding.says, finding.instead, *map(_beneath, finding.rests_on)):
            console.print(f"    {sentence}", markup=False, soft_wrap=True)
    console.print()


def _beneath(what: str) -> str:
    return f"Bygger på: {what}."


def _how_many(found: int) -> str:
    if found == 0:
        return "inga motsägelser i det som filen anger"
    return "1 motsägelse" if found == 1 else f"{whole(found)} motsägelser"


def _looked_at(extent: Extent) -> str:
    unread = f" (i {extent.unread} bara datumen)" if extent.unread else ""
    return f"Granskat: {extent.sums} summor, {extent.shares} andelar, {extent.claims} meningar{unread}."


def _as_data(checked: Checked) -> dict[str, object]:
    findings = [{"line": line, **finding._asdict()} for line, finding in checked.found]
    return {"title": checked.title, "checked": checked.extent._asdict(), "findings": findings}
