"""``kaa report freeze`` and what is done with a frozen report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated

import typer

from kaa_tracker.adapters.inbound.api.city.frozen_forms import behind_shown, frozen_shown, late_shown
from kaa_tracker.adapters.inbound.cli.acting import Acting, acting, stop
from kaa_tracker.adapters.inbound.cli.console import AsJson, out, print_json
from kaa_tracker.adapters.inbound.cli.frozen_view import (
    print_behind,
    print_differences,
    print_late,
    print_life,
    print_lives,
)
from kaa_tracker.adapters.inbound.cli.looking import AsUser
from kaa_tracker.adapters.inbound.cli.projecting import project_changes
from kaa_tracker.adapters.inbound.cli.report_view import print_report
from kaa_tracker.adapters.inbound.opened_cases import opened_cases
from kaa_tracker.application.ports import VersionConflict
from kaa_tracker.application.reports.frozen import AlteredReport, NoSuchReport, NotCaughtUp, ReportsRefused
from kaa_tracker.application.reports.since import Opens
from kaa_tracker.domain.access.scope import scope
from kaa_tracker.domain.access.table import Action
from kaa_tracker.projections.access import Reach
from kaa_tracker.projections.statistics.report.differences import differences

Year = Annotated[int, typer.Option(help="Verksamhetsår: 1 december året före till 30 november.", min=1990, max=2199)]
DiaryNumber = Annotated[str | None, typer.Option(help="Som AMN 2022/0123.")]
Number = Annotated[int, typer.Argument(help="Rapportens nummer, se kaa report frozen.", min=1)]
To = Annotated[
    int | None, typer.Option("--to", help="Rapporten att jämföra med; annars den som frystes närmast före.", min=1)
]
WithBehind = Annotated[bool, typer.Option("--behind", help="Visa ärendena bakom skillnaderna.")]
Public = Annotated[bool, typer.Option("--public", help="Det som publicerades, utan små tal.")]


def add_frozen_reports(reports: typer.Typer) -> None:
    for name, command in _COMMANDS.items():
        reports.command(name)(command)


def freeze(
    context: typer.Context,
    year: Year,
    diary_number: DiaryNumber = None,
    user: AsUser = "",
    as_json: AsJson = False,
) -> None:
    """Frys årsrapporten som den är nu, och visa vad som skiljer den från den förra för samma år."""
    with acting_on_reports(context, user, "freeze_reports") as (system, who):
        project_changes(system)
        frozen = system.reports.freeze(year, who.name, system.clock.now(), diary_number=diary_number)
        if as_json:
            print_json(frozen_shown(frozen.life).model_dump(mode="json"))
            return
        print_life(frozen.life)
        if frozen.life.frozen.follows is not None:
            before, after = system.reports.compared(frozen.number)
            out.print(f"\nSkillnader mot rapport {before.number}:")
            print_differences(before.report, after.report, differences(before.report, after.report))


def frozen(context: typer.Context, user: AsUser = "", as_json: AsJson = False) -> None:
    """Visa de frysta rapporterna."""
    with acting_on_reports(context, user, "see_statistics") as act:
        lives = act.system.reports.all()
    if as_json:
        print_json([frozen_shown(life).model_dump(mode="json") for life in lives])
    else:
        print_lives(lives)


def frozen_show(
    context: typer.Context, number: Number, public: Public = False, user: AsUser = "", as_json: AsJson = False
) -> None:
    """Visa en fryst rapport. Med --json är utdata de frysta byten, som SHA-256 är beräknad på, och en radbrytning."""
    with acting_on_reports(context, user, "see_statistics") as act:
        found = act.system.reports.get(number)
    report, content = (found.public, found.public_content) if public else (found.report, found.content)
    if report is None or content is None:
        stop("Rapporten är inte publicerad. Utelämna --public för att se den som den frystes.")
    if as_json:
        sys.stdout.write(content.decode() + "\n")
    else:
        print_life(found.life)
        out.print()
        print_report(report)


def report_differences(
    context: typer.Context,
    number: Number,
    to: To = None,
    behind: WithBehind = False,
    user: AsUser = "",
    as_json: AsJson = False,
) -> None:
    """Visa varje cell som skiljer mellan två frysta rapporter för samma år, och med --behind ärendena bakom."""
    with acting_on_reports(context, user, "see_statistics") as act:
        before, after = act.system.reports.compared(number, to)
        found = differences(before.report, after.report)
        who = act.system.reports.since.behind(before, after, _opens(act)) if behind else []
    if as_json:
        shown = behind_shown(before.number, after.number, who).model_dump(mode="json")
        print_json({"differences": found, **({"behind": shown} if behind else {})})
    else:
        out.print(f"Rapport {before.number} och {after.number}, verksamhetsåret {after.report.year}:")
        print_differences(before.report, after.report, found)
        print_behind(after.report, who)


def late(context: typer.Context, number: Number, user: AsUser = "", as_json: AsJson = False) -> None:
    """Visa vad som registrerats sedan rapporten frystes om dagar i dess perioder. Rapporten ändras inte."""
    with acting_on_reports(context, user, "see_statistics") as act:
        found = act.system.reports.since.late(act.system.reports.get(number), _opens(act))
    if as_json:
        print_json(late_shown(found).model_dump(mode="json"))
    else:
        print_late(found)


def approve(context: typer.Context, number: Number, user: AsUser = "") -> None:
    """Godkänn en rapport som någon annan har fryst."""
    with acting_on_reports(context, user, "publish_reports") as (system, who):
        print_life(system.reports.approve(number, who.name, system.clock.now()).life)


def publish(context: typer.Context, number: Number, user: AsUser = "") -> None:
    """Publicera en godkänd rapport: små tal, och de som skulle avslöja dem, ersätts med .. för gott."""
    with acting_on_reports(context, user, "publish_reports") as (system, who):
        print_life(system.reports.publish(number, who.name, system.clock.now()).life)


_COMMANDS: Mapping[str, Callable[..., None]] = {
    "freeze": freeze,
    "frozen": frozen,
    "frozen-show": frozen_show,
    "differences": report_differences,
    "late": late,
    "approve": approve,
    "publish": publish,
}


@contextmanager
def acting_on_reports(context: typer.Context, user: str, action: Action) -> Iterator[Acting]:
    """A refusal becomes its sentence."""
    with acting(context, user, action) as act:
        try:
            yield act
        except ReportsRefused as refused:
            stop(act.system.sentences.refusal(refused.refusal))
        except NoSuchReport:
            stop("Rapporten finns inte. Se kaa report frozen.")
        except AlteredReport as altered:
            stop(str(altered))
        except (NotCaughtUp, VersionConflict):
            stop("Något annat skrevs samtidigt. Ingenting är gjort; kör kommandot igen.")


def _opens(act: Acting) -> Opens:
    return opened_cases(act.system.reading, Reach(scope(act.user, "open_cells")), act.system.clock.today())
