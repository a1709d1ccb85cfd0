"""What the library that reads the command line says of itself, in Swedish: headings of the help, and its usage."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import typer
from typer._click.formatting import HelpFormatter  # the library shows no other place to say "Usage" from
from typer.core import TyperGroup, TyperOption
from typer.main import get_command

from kaa_tracker.adapters.inbound.cli.codes import spelled
from kaa_tracker.domain.periods import local_day
from kaa_tracker.system import CannotOpen, Program

HELP = ("--help", "-h")

_PANELS = {
    "ARGUMENTS_PANEL_TITLE": "Argument",
    "OPTIONS_PANEL_TITLE": "Flaggor",
    "COMMANDS_PANEL_TITLE": "Kommandon",
    "REQUIRED_LONG_STRING": "[krävs]",
    "DEFAULT_STRING": "[annars: {}]",
}

_CODE_LIST = re.compile(r"kodlistan (\w+)")
"""How the help of an option names the list that its value is from."""


class _Usage(HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "Användning: ")


class _Context(typer.Context):
    formatter_class = _Usage

    def get_help(self) -> str:
        from typer import rich_utils  # a tenth of a second, and only help needs it

        for name, said in _PANELS.items():
            setattr(rich_utils, name, said)
        _tell_codes(self)
        return super().get_help()


def in_swedish(app: typer.Typer) -> Any:
    """The commands of the application, made anew."""
    command = get_command(app)
    _put_in_swedish(command)
    return command


def _put_in_swedish(command: Any) -> None:
    command.context_class = _Context
    command.options_metavar = "[FLAGGOR]"
    command.get_help_option(_Context(command, help_option_names=list(HELP))).help = "Visa den här hjälpen."
    if isinstance(command, TyperGroup):
        command.subcommand_metavar = "KOMMANDO [ARGUMENT]..."
        for below in command.commands.values():
            _put_in_swedish(below)


def _tell_codes(context: typer.Context) -> None:
    """Help names the codes there are in the city's lists, where those can be read."""
    for option in context.command.params:
        if isinstance(option, TyperOption) and (named := _CODE_LIST.findall(option.help or "")):
            program: Program = context.obj
            with suppress(CannotOpen):
                reference, today = program.load_reference(), local_day(datetime.now(UTC))
                known = "; ".join(spelled(reference, one, today) for one in named)
                option.help = f"{option.help} De som finns: {known}."
