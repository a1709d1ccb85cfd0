"""``kaa report render``: the annual report as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kaa_tracker.adapters.inbound.cli.acting import Acting, stop
from kaa_tracker.adapters.inbound.cli.console import err
from kaa_tracker.adapters.inbound.cli.frozen_reports import acting_on_reports
from kaa_tracker.adapters.inbound.cli.looking import AsUser
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.adapters.inbound.exports import Export, access, of_frozen
from kaa_tracker.projections.statistics.report.about import About, Format, file_name
from kaa_tracker.projections.statistics.report.annual import annual_report

OfYear = Annotated[
    int | None, typer.Option("--year", help="Verksamhetsår: ett utkast av siffrorna som de är nu.", min=1990, max=2199)
]
OfFrozen = Annotated[int | None, typer.Option("--frozen", help="Rapportens nummer: som den frystes.", min=1)]
OfPublic = Annotated[int | None, typer.Option("--public", help="Rapportens nummer: som den publicerades.", min=1)]
To = Annotated[Path, typer.Option("--out", help="Filen, eller en mapp där den får sitt namn efter år och nummer.")]
As = Annotated[Format, typer.Option("--format", help="Filens format.")]
Force = Annotated[bool, typer.Option("--force", help="Skriv över en fil som finns.")]


def add_render(reports: typer.Typer) -> None:
    reports.command("render")(render)


def render(
    context: typer.Context,
    year: OfYear = None,
    frozen: OfFrozen = None,
    public: OfPublic = None,
    format: As = "pdf",
    to: To = Path(),
    force: Force = False,
    user: AsUser = "",
) -> None:
    """Skriv årsrapporten som dokument, arbetsbok, webbsida, CSV eller JSON. Ett utkast är märkt UTKAST."""
    if sum(asked is not None for asked in (year, frozen, public)) != 1:
        raise typer.BadParameter("ange ett av --year, --frozen och --public", param_hint="--year")
    with acting_on_reports(context, user, "export_figures") as act:
        export = _draft(act, year) if year is not None else _frozen(act, frozen, public)
        file = to / file_name(export.report, export.about, format) if to.is_dir() else to
        if file.exists() and not force:
            stop(f"{file} finns redan. Välj ett annat namn med --out, eller skriv över den med --force.")
        made = act.system.documents.render(export.report, export.about, format)
        act.system.access_log.write(access(export, format, act.user, act.system.clock.now()))
    try:
        with file.open("wb" if force else "xb") as out:
            out.write(made)
    except OSError:
        stop(f"{file} går inte att skriva. Kontrollera att mappen finns och att du får skriva där.")
    err.print(f"{file} är skriven.", markup=False, soft_wrap=True)


def _draft(act: Acting, year: int) -> Export:
    system = act.system
    project_changes(system)
    with system.reading.connect() as connection:
        report = annual_report(connection, system.reference, year)
    return Export(report, About(city=system.settings.city, made_at=system.clock.now()))


def _frozen(act: Acting, frozen: int | None, public: int | None) -> Export:
    found = act.system.reports.get(frozen or public or 0)
    city, now = act.system.settings.city, act.system.clock.now()
    export = of_frozen(found, city, now, is_public=public is not None)
    if export is None:
        stop("Rapporten är inte publicerad. Ange --frozen för att få den som den frystes.")
    return export
