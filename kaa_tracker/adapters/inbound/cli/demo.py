"""``kaa demo``: the main job from beginning to end, on an invented Stockholm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from kaa_tracker.adapters.inbound.cli.console import EXIT_SOME_BAD, out, program_of
from kaa_tracker.adapters.inbound.cli.imports import read_in, read_in_register, tell
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.adapters.inbound.cli.report_check import print_found
from kaa_tracker.adapters.inbound.cli.report_view import print_comparison, print_report
from kaa_tracker.adapters.inbound.cli.simulate import DEFAULT_SEED, PUBLISHED_YEAR, write_city
from kaa_tracker.adapters.inbound.files.lines import check_file
from kaa_tracker.adapters.inbound.files.outreach import outreach_importer
from kaa_tracker.adapters.inbound.files.stated_reports import checked
from kaa_tracker.domain.periods import noon, operating_year
from kaa_tracker.projections.statistics.report.annual import annual_report
from kaa_tracker.projections.statistics.report.comparison import compared
from kaa_tracker.system import Program, System

OWN_FILES = ("kaa.db", "kaa.db-wal", "kaa.db-shm", "keys.db", "master.key", "register.ndjson", "outreach.ndjson")

Folder = Annotated[Path, typer.Option(help="Mapp för demonstrationen; görs om varje gång.")]


def demo(context: typer.Context, folder: Folder = Path("var/demo")) -> None:
    """Hela kedjan på en påhittad stad: från registermeddelande till årsrapport."""
    program = program_of(context).in_folder(folder)
    _start_afresh(folder)
    with _step(f"Hittar på Stockholm {PUBLISHED_YEAR - 1}–{PUBLISHED_YEAR} i {folder}"):
        write_city(program, folder, DEFAULT_SEED)
    with program.open_system() as system:
        take_in(system, folder)
        equals = _show(system, program)
    out.print(f"Databasen ligger i {folder}. Se dig om: export KAA_FOLDER={folder} och sedan kaa --help.")
    if not equals:
        raise typer.Exit(EXIT_SOME_BAD)


def _start_afresh(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in OWN_FILES:
        (folder / name).unlink(missing_ok=True)


@contextmanager
def _step(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    out.print(f"[bold]{what}[/bold]")
    started = perf_counter()
    yield
    out.print(f"  {perf_counter() - started:.1f} s")


def take_in(system: System, folder: Path) -> None:
    """Both files of a city in ``folder``, and the rounds between them, until everything is projected."""
    register, outreach = folder / "register.ndjson", folder / "outreach.ndjson"
    last = operating_year(PUBLISHED_YEAR).last
    with _step("Läser in registermeddelandena"):
        tell(system, read_in_register(system, register, check_file(register)))
        project_changes(system)
    with _step(f"Kör dagens rutin till och med {last}"):
        system.daily_round.run(last, noon(last))
    with _step("Läser in det uppsökande arbetet"):
        tell(system, read_in(outreach_importer(system, check_only=False), outreach, check_file(outreach)))
        project_changes(system)
    with _step("Kör dagens rutin igen, nu med det uppsökande arbetet känt"):
        system.daily_round.run(last, noon(last))
        project_changes(system)


def _show(system: System, program: Program) -> bool:
    """The report, and whether every published figure is ours too."""
    published = program.load_published(PUBLISHED_YEAR)
    with _step(f"Räknar årsrapporten {PUBLISHED_YEAR}"), system.reading.connect() as connection:
        report = annual_report(connection, system.reference, PUBLISHED_YEAR)
    print_report(report)
    rows = compared(report, published)
    print_comparison(rows)
    out.print("[bold]Där den publicerade rapporten säger emot sig själv[/bold]")
    print_found(checked(program.published_report(PUBLISHED_YEAR)).found)
    return all(row.is_equal or row.is_misprint for row in rows)
