"""``kaa import``: a file of register messages, or of what people logged elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from kaa_tracker.adapters.inbound.cli.console import EXIT_SOME_BAD, AsJson, bar, err, opened, out, print_json
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.adapters.inbound.files.importing import LineResult
from kaa_tracker.adapters.inbound.files.lines import check_file
from kaa_tracker.adapters.inbound.files.outreach import outreach_importer
from kaa_tracker.adapters.inbound.files.register import register_importer
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.system import System

imports = typer.Typer(help="Läs in filer: en rad, ett meddelande.", no_args_is_help=True)

SHOWN = 20
"""Bad lines told one by one; the rest are counted by reason."""

File = Annotated[Path, typer.Argument(help="NDJSON-fil, en rad per meddelande.")]
Check = Annotated[bool, typer.Option("--check", help="Pröva raderna utan att skriva något.")]


@imports.command("register")
def import_register(context: typer.Context, file: File, check: Check = False, as_json: AsJson = False) -> None:
    """Läs in registermeddelanden från BER."""
    total = check_file(file)
    with opened(context) as system:
        importer = register_importer(system, check_only=check)
        _report(system, importer.run(file, system.settings.max_line_bytes), total, check, as_json)


@imports.command("outreach")
def import_outreach(context: typer.Context, file: File, check: Check = False, as_json: AsJson = False) -> None:
    """Läs in det som antecknats i ett tidigare system."""
    total = check_file(file)
    with opened(context) as system:
        importer = outreach_importer(system, check_only=check)
        _report(system, importer.run(file, system.settings.max_line_bytes), total, check, as_json)


def _report(system: System, results: Iterator[LineResult], total: int, check: bool, as_json: bool) -> None:
    bad: list[LineResult] = []
    effects: Counter[str] = Counter()
    with bar("Läser in", total) as step:
        for result in results:
            effects[result.effect] += 1
            if result.is_bad:
                bad.append(result)
            if as_json:
                print_json(result._asdict())
            step()
    if not check:
        project_changes(system)
    if as_json:
        print_json({"summary": dict(effects), "checked_only": check})
    else:
        _summary(system, effects, bad, check)
    if bad:
        raise typer.Exit(EXIT_SOME_BAD)


def _summary(system: System, effects: Counter[str], bad: list[LineResult], check: bool) -> None:
    for line in bad[:SHOWN]:
        err.print(f"rad {line.number}: {_explained(system, line)}", markup=False)
    if len(bad) > SHOWN:
        reasons = Counter(line.code for line in bad)
        err.print(f"… {len(bad)} rader utan verkan: " + ", ".join(f"{code} {n}" for code, n in reasons.most_common()))
    verb = "skulle ge verkan" if check else "gav verkan"
    out.print(
        f"{effects['recorded']} rader {verb}, {effects['unchanged']} var redan inlästa, {len(bad)} togs inte emot."
    )


def _explained(system: System, line: LineResult) -> str:
    if line.effect == "refused":
        return f"{line.code}: {system.sentences.refusal(Refusal(line.code, line.about))}"
    return f"{line.code} {' '.join(line.about)}: {system.sentences.rejection(line.code)}"
