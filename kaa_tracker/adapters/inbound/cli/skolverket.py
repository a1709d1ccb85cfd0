"""``kaa skolverket``: the half-year file, from what is wrong with it to what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from kaa_tracker.adapters.inbound.cli.acting import Acting, acting, stop
from kaa_tracker.adapters.inbound.cli.codes import refuse_unknown
from kaa_tracker.adapters.inbound.cli.console import EXIT_SOME_BAD, AsJson, out, print_json
from kaa_tracker.adapters.inbound.cli.handing_over import hand_over
from kaa_tracker.adapters.inbound.cli.looking import AsUser
from kaa_tracker.adapters.inbound.cli.skolverket_view import (
    change_shown,
    checked_shown,
    difference_shown,
    file_shown,
    print_checked,
    print_decisions,
    print_difference,
    print_files,
)
from kaa_tracker.application.half_year.deciding import REASONS
from kaa_tracker.application.half_year.files import HalfYearFile
from kaa_tracker.application.half_year.refused import HalfYearRefused
from kaa_tracker.domain.access.table import Action
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.periods import local_day

skolverket = typer.Typer(
    help="Halvårsfilen till Skolverket: kontroll, bygge, beslut och hämtning.", no_args_is_help=True
)

HALF_YEAR: tuple[Action, ...] = ("check_half_year", "build_half_year", "decide_half_year", "fetch_half_year")


def _half(name: str) -> HalfYear:
    try:
        return HalfYear.named(name)
    except ValueError:
        raise typer.BadParameter("skriv halvåret som 2022H2") from None


Half = Annotated[HalfYear, typer.Option("--half", parser=_half, metavar="HALF", help="Halvåret, t.ex. 2022H2.")]
Number = Annotated[int, typer.Argument(help="Filens nummer, se kaa skolverket status.")]
To = Annotated[Path, typer.Option("--to", help="Mappen som filerna skrivs i; den ska bara du komma åt.")]
Case = Annotated[
    UUID | None, typer.Option("--case", help="Ungdomen som beslutet gäller; utelämnad: visa vilka som finns.")
]
Goes = Annotated[bool | None, typer.Option("--in/--out", help="Ska ungdomen vara med i filen?")]
_REASONS = "Skälskod; med --in ur kodlistan half_year_reasons_in, med --out ur kodlistan half_year_reasons_out."
Reason = Annotated[str, typer.Option("--reason", help=_REASONS)]
UnitOnly = Annotated[str, typer.Option("--unit", help="Bara den enhetens anmärkningar.")]


@contextmanager
def _at_work(context: typer.Context, user: str, action: Action) -> Iterator[Acting]:
    """As ``acting``; and what may not be done with the file ends the command with a sentence."""
    with acting(context, user, action) as act:
        try:
            yield act
        except HalfYearRefused as refused:
            stop(act.system.sentences.refusal(refused.refusal))


@skolverket.command("check")
def check(context: typer.Context, half: Half, user: AsUser = "", unit: UnitOnly = "", as_json: AsJson = False) -> None:
    """Visa anmärkningarna på halvårets fil, enhet för enhet. Slutar med 1 om det finns några."""
    with _at_work(context, user, "check_half_year") as (system, who):
        checked = system.half_year.checking.of_everybody(who, half, system.clock.now())
        if unit:
            listed = tuple(one for one in checked.listed if one.unit == unit)
            checked = checked._replace(listed=listed, not_shown={})
        if as_json:
            print_json(checked_shown(checked))
        else:
            print_checked(checked, system.sentences, system.reference)
    if checked.listed or checked.not_shown or checked.unreadable:
        raise typer.Exit(EXIT_SOME_BAD)


@skolverket.command("build")
def build(context: typer.Context, half: Half, user: AsUser = "", as_json: AsJson = False) -> None:
    """Bygg hela halvårets fil. En tidigare som inte är förseglad ersätts."""
    with _at_work(context, user, "build_half_year") as (system, who):
        built = system.half_year.building.build(who, half, system.clock.now())
    if as_json:
        print_json({**file_shown(built.file), "found": built.found, "left_out": built.left_out})
        return
    file = built.file
    out.print(f"Fil {file.number} för {half}: {file.persons} ungdomar, {file.lines} rader.")
    if built.found:
        out.print(
            f"{sum(built.found.values())} anmärkningar; {built.left_out} rader är utelämnade. Se kaa skolverket check."
        )


@skolverket.command("decide")
def decide(
    context: typer.Context,
    half: Half,
    user: AsUser = "",
    case_id: Case = None,
    goes: Goes = None,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Visa de skyddade ungdomarna i halvåret, eller besluta om en av dem är med i filen."""
    with _at_work(context, user, "decide_half_year") as (system, who):
        deciding, now = system.half_year.deciding, system.clock.now()
        if case_id is None:
            waiting = deciding.to_decide(who, half, now)
            if as_json:
                print_json([{"case_id": one.case_id, "goes": one.decision and one.decision.goes} for one in waiting])
            else:
                print_decisions(waiting, system.reference)
        elif goes is None or not reason:
            raise typer.BadParameter("ange --in eller --out, och --reason", param_hint="--case")
        else:
            refuse_unknown(system.reference, REASONS[goes], reason, local_day(now), "--reason")
            deciding.decide(who, half, case_id, now, goes=goes, reason=reason)
            out.print("Beslutet är antecknat. En fil som redan är byggd måste byggas på nytt.")


@skolverket.command("diff")
def diff(context: typer.Context, number: Number, user: AsUser = "", as_json: AsJson = False) -> None:
    """Visa vad filen ändrar mot den senast skickade för halvåret. Det antecknas i åtkomstloggen."""
    with _at_work(context, user, "check_half_year") as (system, who):
        found = system.half_year.comparing.difference(who, number, system.clock.now())
    if as_json:
        print_json({**difference_shown(found), "changes": [change_shown(one) for one in found.changes]})
    else:
        print_difference(found)


@skolverket.command("seal")
def seal(context: typer.Context, number: Number, user: AsUser = "") -> None:
    """Försegla filen: därefter ändras den aldrig. Kräver beslut om varje skyddad ungdom."""
    with _at_work(context, user, "build_half_year") as (system, who):
        file = system.half_year.sealing.seal(who, number, system.clock.now())
    out.print(f"Fil {number} är förseglad. Kontrollsumma: {file.digest}", soft_wrap=True)


@skolverket.command("fetch")
def fetch(context: typer.Context, number: Number, to: To, user: AsUser = "") -> None:
    """Hämta den förseglade filen som CSV och Excel. Görs av någon annan än den som byggde; varje person loggas."""
    with _at_work(context, user, "fetch_half_year") as (system, who):
        for name in hand_over(system.half_year.fetching.fetch(who, number, system.clock.now()), to):
            out.print(name, markup=False, soft_wrap=True)


@skolverket.command("sent")
def sent(context: typer.Context, number: Number, user: AsUser = "") -> None:
    """Anteckna att filen är skickad till Skolverket. Nästa jämförs med den."""
    with _at_work(context, user, "fetch_half_year") as (system, who):
        system.half_year.sealing.sent(who, number, system.clock.now())
    out.print(f"Fil {number} är antecknad som skickad.")


@skolverket.command("status")
def status(context: typer.Context, user: AsUser = "", as_json: AsJson = False) -> None:
    """Visa filerna: vad som är byggt, förseglat och skickat, när och av vem."""
    with acting(context, user, *HALF_YEAR) as (system, _):
        files: list[HalfYearFile] = list(system.half_year.kept.files())
    if as_json:
        print_json({"files": [file_shown(one) for one in files]})
    else:
        print_files(files)
