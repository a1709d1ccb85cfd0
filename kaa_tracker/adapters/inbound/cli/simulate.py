"""``kaa simulate``: an invented city in two files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from kaa_tracker.adapters.inbound.cli.console import AsJson, bar, out, print_json, program_of
from kaa_tracker.simulation import Summary, figures_of, simulate_city, simulate_load
from kaa_tracker.system import Program

PUBLISHED_YEAR = 2022
DEFAULT_SEED = 2022

Folder = Annotated[Path, typer.Argument(help="Mapp för register.ndjson och outreach.ndjson.")]
Seed = Annotated[int, typer.Option(help="Samma frö ger samma stad.")]
Youths = Annotated[int | None, typer.Option(min=1, help="Antal ungdomar; utelämnat: Stockholm som publicerat.")]
Years = Annotated[int | None, typer.Option(min=1, max=20, help="Antal verksamhetsår, med --youths; annars 2.")]


def simulate(
    context: typer.Context,
    folder: Folder = Path("var/city"),
    seed: Seed = DEFAULT_SEED,
    youths: Youths = None,
    years: Years = None,
    as_json: AsJson = False,
) -> None:
    """Skriv en påhittad stad: registermeddelanden och det som antecknats."""
    if years is not None and youths is None:
        raise typer.BadParameter("anges tillsammans med --youths", param_hint="--years")
    summary = write_city(program_of(context), folder, seed, youths, years or 2)
    if as_json:
        print_json(summary)
    else:
        out.print(f"{folder}: " + ", ".join(f"{name} {n}" for name, n in msgspec.to_builtins(summary).items()))


def write_city(program: Program, folder: Path, seed: int, youths: int | None = None, years: int = 2) -> Summary:
    """Both files of a city, with progress."""
    reference = program.load_reference()
    folder.mkdir(parents=True, exist_ok=True)
    with bar("Hittar på en stad", youths) as step:
        if youths is not None:
            return simulate_load(folder, youths=youths, years=years, reference=reference, seed=seed, progress=step.at)
        figures = figures_of(program.load_published(PUBLISHED_YEAR))
        return simulate_city(folder, figures=figures, reference=reference, seed=seed, progress=step.at)
