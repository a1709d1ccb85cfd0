"""``kaa import``: a file of register messages, or of what people logged elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from kaa_tracker.adapters.inbound.cli.console import EXIT_SOME_BAD, AsJson, bar, err, opened, out, print_json
from kaa_tracker.adapters.inbound.cli.intake import work_off
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.adapters.inbound.files.delivery import FileDelivery
from kaa_tracker.adapters.inbound.files.importing import Importer, LineResult
from kaa_tracker.adapters.inbound.files.lines import check_file
from kaa_tracker.adapters.inbound.files.outreach import outreach_importer
from kaa_tracker.adapters.inbound.files.register import register_rehearsal
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
        if check:
            read = read_in(register_rehearsal(system), file, total, as_json)
        else:
            read = read_in_register(system, file, total, as_json)
        _report(system, read, check, as_json)


@imports.command("outreach")
def import_outreach(context: typer.Context, file: File, check: Check = False, as_json: AsJson = False) -> None:
    """Läs in det som antecknats i ett tidigare system."""
    total = check_file(file)
    with opened(context) as system:
        _report(system, read_in(outreach_importer(system, check_only=check), file, total, as_json), check, as_json)


class ReadIn(NamedTuple):
    """How many lines had which effect, and the bad ones."""

    effects: Counter[str]
    bad: list[LineResult]


def read_in(importer: Importer[Any], file: Path, total: int, as_json: bool = False) -> ReadIn:
    """Take the whole file, with progress; each line's result is printed where JSON is asked for."""
    with bar("Läser in", total) as step:
        return _told(importer.run(file), as_json, step)


def read_in_register(system: System, file: Path, total: int, as_json: bool = False) -> ReadIn:
    """Bring the whole file into the inbox, then let it have its effect."""
    delivery = FileDelivery(system.intake, system.settings)
    with bar("Lägger i inkorgen", total) as step:
        lines = delivery.store(file, step)
    work_off(system)
    return _told(delivery.results(lines), as_json, lambda: None)


def _told(results: Iterable[LineResult], as_json: bool, step: Callable[[], None]) -> ReadIn:
    read = ReadIn(Counter(), [])
    for result in results:
        read.effects[result.effect] += 1
        if result.is_bad:
            read.bad.append(result)
        if as_json:
            print_json(result._asdict())
        step()
    return read


def _report(system: System, read: ReadIn, check: bool, as_json: bool) -> None:
    if not check:
        project_changes(system)
    if as_json:
        print_json({"summary": dict(read.effects), "checked_only": check})
    else:
        tell(system, read, check)
    if read.bad or read.effects["received"]:
        raise typer.Exit(EXIT_SOME_BAD)


def tell(system: System, read: ReadIn, check: bool = False) -> None:
    """What came of the file, the first bad lines one by one."""
    for line in read.bad[:SHOWN]:
        err.print(f"rad {line.number}: {_explained(system, line)}", markup=False, soft_wrap=True)
    if len(read.bad) > SHOWN:
        reasons = Counter(line.code for line in read.bad)
        told = ", ".join(f"{code} {n}" for code, n in reasons.most_common())
        err.print(f"… {len(read.bad)} rader utan verkan: {told}", soft_wrap=True)
    verb = "skulle ge verkan" if check else "gav verkan"
    recorded, unchanged = read.effects["recorded"], read.effects["unchanged"]
    out.print(f"{recorded} rader {verb}, {unchanged} var redan inlästa, {len(read.bad)} togs inte emot.")
    if waiting := read.effects["waiting"]:
        out.print(f"{waiting} rader väntar i inkorgen på personens inträde, eller på resten av ett utdrag.")
    if discarded := read.effects["discarded"]:
        out.print(f"{discarded} rader är kastade efter beslut och får ingen verkan.")
    if received := read.effects["received"]:
        out.print(f"{received} rader ligger oprövade: leveransen är stoppad. Se kaa intake status.")


def _explained(system: System, line: LineResult) -> str:
    if line.effect == "refused":
        return f"{line.code}: {system.sentences.refusal(Refusal(line.code, line.about))}"
    return f"{line.code} {' '.join(line.about)}: {system.sentences.quarantined(line.code)}"
