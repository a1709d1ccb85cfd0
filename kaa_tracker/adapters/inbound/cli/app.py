"""All commands of ``kaa``, and what an error becomes: a sentence and an exit code, never a trace.

Exit codes: 0 all done, 1 some of it was not taken, 2 nothing was done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import typer
from typer._click.exceptions import NoArgsIsHelpError, UsageError

from kaa_tracker.adapters.inbound.cli import (
    access_log,
    cases,
    compliance,
    daily,
    demo,
    disposal,
    imports,
    incidents,
    intake,
    quarantine,
    reconcile,
    report,
    rights,
    serving,
    simulate,
    skolverket,
    token,
    upkeep,
    users,
)
from kaa_tracker.adapters.inbound.cli.console import (
    EXIT_INTERRUPTED,
    EXIT_NOTHING_DONE,
    EXIT_SOME_BAD,
    ForAnother,
    err,
)
from kaa_tracker.adapters.inbound.cli.passing_on.asking import Broken, carried_out
from kaa_tracker.adapters.inbound.cli.usage import sentences
from kaa_tracker.adapters.inbound.cli.wording import HELP, in_swedish
from kaa_tracker.adapters.inbound.files.faults import told
from kaa_tracker.adapters.inbound.files.lines import FileRefused
from kaa_tracker.projections.runner import RebuildStopped
from kaa_tracker.system import CannotOpen, Program

app = typer.Typer(
    help="Uppföljning av kommunernas aktivitetsansvar (KAA).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("demo")(demo.demo)
app.command("simulate")(simulate.simulate)
app.add_typer(imports.imports, name="import")
app.add_typer(intake.intake, name="intake")
app.add_typer(quarantine.quarantine, name="quarantine")
app.command("reconcile")(reconcile.reconcile)
app.command("serve")(serving.serve)
app.command("work")(serving.work)
app.command("daily")(daily.daily)
app.add_typer(disposal.disposal, name="disposal")
app.command("worklist")(cases.worklist)
app.add_typer(cases.cases, name="case")
app.add_typer(access_log.access_log, name="access-log")
app.add_typer(rights.persons, name="person")
app.add_typer(incidents.incidents, name="incident")
app.add_typer(report.reports, name="report")
app.add_typer(skolverket.skolverket, name="skolverket")
app.add_typer(users.users, name="user")
app.command("token")(token.token)
app.command("compliance")(compliance.compliance)
app.command("rebuild")(upkeep.rebuild)
app.command("status")(upkeep.status)


def run(program: Program, arguments: Sequence[str] | None = None) -> None:
    """Run the command that ``arguments`` name, by default those of this process. Ends with ``SystemExit``."""
    try:
        ended = in_swedish(app)(
            arguments, prog_name="kaa", obj=program, help_option_names=list(HELP), standalone_mode=False
        )
    except NoArgsIsHelpError:
        sys.exit(EXIT_NOTHING_DONE)  # the help is printed by then
    except UsageError as wrong:
        fail(sentences(wrong))
    except ForAnother as taken:
        _hand_over(program, sys.argv[1:] if arguments is None else arguments, str(taken))
    except (FileRefused, CannotOpen, RebuildStopped) as refused:
        fail(str(refused))
    except OSError as error:
        fail(told(error))
    sys.exit(ended if isinstance(ended, int) else 0)


def _hand_over(program: Program, arguments: Sequence[str], otherwise: str) -> NoReturn:
    """The process that has the stores open carries the command out, if it takes any."""
    try:
        code = carried_out(program.settings.folder, arguments, program.settings.user)
    except Broken:
        fail("Processen som har databasen öppen avslutades innan kommandot var klart. Kontrollera vad som blev gjort.")
    except UnicodeEncodeError:
        fail("Kommandot har tecken som inte är UTF-8. Byt namn på filen, eller gör om när databasen är ledig.")
    except KeyboardInterrupt:
        err.print("Avbrutet här; kommandot görs klart av processen som har databasen öppen.", soft_wrap=True)
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python fails once more when it ends
        sys.exit(EXIT_SOME_BAD)
    if code is None:
        fail(otherwise)
    sys.exit(code)


def fail(sentence: str) -> NoReturn:
    """End the process with a sentence that says what to do."""
    err.print(sentence, markup=False, soft_wrap=True)
    sys.exit(EXIT_NOTHING_DONE)
