"""``kaa report render``: the annual report as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from kaa_tracker.adapters.inbound.cli.acting import Acting, stop
from kaa_tracker.adapters.inbound.cli.console import err
from kaa_tracker.adapters.inbound.cli.frozen_reports import acting_on_reports
from kaa_tracker.adapters.inbound.cli.looking import AsUser
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.adapters.inbound.exports import taking_out
from kaa_tracker.application.document_orders.making import CannotMake
from kaa_tracker.application.document_orders.orders import Format, Wanted, What

_WHY = {
    "no_such_report": "Rapporten finns inte. Se kaa report frozen.",
    "not_published": "Rapporten är inte publicerad. Ange --frozen för att få den som den frystes.",
    "altered": "Det som är sparat av rapporten har ändrats. Återställ en kopia.",
}

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
    wanted = _wanted(year, frozen, public, format)
    file = to / wanted.file_name if to.is_dir() else to
    if file.exists() and not force:
        stop(f"{file} finns redan. Välj ett annat namn med --out, eller skriv över den med --force.")
    with acting_on_reports(context, user, "export_figures") as act:
        made = _made(act, wanted)
        act.system.access_log.write(taking_out(wanted, act.user, act.system.clock.now()))
    try:
        with file.open("wb" if force else "xb") as out:
            out.write(made)
    except OSError:
        stop(f"{file} går inte att skriva. Kontrollera att mappen finns och att du får skriva där.")
    err.print(f"{file} är skriven.", markup=False, soft_wrap=True)


def _wanted(year: int | None, frozen: int | None, public: int | None, format: Format) -> Wanted:
    asked: dict[What, int | None] = {"draft": year, "frozen": frozen, "public": public}
    found = [Wanted(what, subject, format) for what, subject in asked.items() if subject is not None]
    if len(found) != 1:
        raise typer.BadParameter("ange ett av --year, --frozen och --public", param_hint="--year")
    return found[0]


def _made(act: Acting, wanted: Wanted) -> bytes:
    project_changes(act.system)
    with Progress(console=err, transient=True) as shown:
        task = shown.add_task("Rapporten görs")
        try:
            return act.system.make_document(wanted, lambda done, of: shown.update(task, completed=done, total=of))
        except CannotMake as cannot:
            stop(_WHY[cannot.code])
