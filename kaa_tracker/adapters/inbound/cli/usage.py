"""What is said of a command line that cannot be read: what is wrong and how it is written, never a value of it.

A value may be a personnummer that stands in the wrong place.
"""

from __future__ import annotations

from collections.abc import Mapping

import typer
from pydantic import ValidationError
from typer._click import exceptions as click  # the library names only one of these to others
from typer.core import TyperGroup

WANTED: Mapping[str, str] = {
    "int_parsing": "skriv ett heltal",
    "int_parsing_size": "talet är för stort",
    "greater_than_equal": "minst {ge} är tillåtet",
    "less_than_equal": "högst {le} är tillåtet",
    "uuid_parsing": "skriv ett ärendes nummer, som 0190f1e2-5c7a-7b3c-8d4e-5f6071829304",
}
"""By what the value was found not to be; of others it is said that they cannot be read."""


def sentences(wrong: click.UsageError) -> str:
    """What is wrong, how the command is written, and where more is told; a line each."""
    context = wrong.ctx
    if context is None:
        return _what(wrong)
    return f"{_what(wrong)}\n{context.get_usage()}\nSe {context.command_path} {context.help_option_names[0]}."


def _what(wrong: click.UsageError) -> str:
    match wrong:
        case click.MissingParameter():
            return f"{_of(wrong)} saknas."
        case click.BadParameter(__cause__=ValidationError() as cause):
            return f"{_of(wrong)}: {_wanted(cause)}."
        case click.BadParameter():
            return f"{_of(wrong)}: {wrong.message}"
        case click.NoSuchOption(possibilities=near):
            return "En flagga finns inte." + (f" Menades {' eller '.join(sorted(near))}?" if near else "")
        case click.BadOptionUsage(option_name=name):
            return f"{name}: värdet saknas, eller flaggan har inget värde."
        case click.UsageError(ctx=typer.Context(command=TyperGroup(commands=known))):
            return f"Ange ett av kommandona {', '.join(known)}."
        case _:
            return "Kommandot har för många eller för få ord."


def _of(wrong: click.BadParameter) -> str:
    """The option or argument."""
    hint = wrong.param_hint or (wrong.param.get_error_hint() if wrong.param else "Kommandoraden")
    return hint.replace("'", "") if isinstance(hint, str) else " / ".join(hint)


def _wanted(cause: ValidationError) -> str:
    fault = cause.errors(include_url=False, include_input=False)[0]
    return WANTED.get(fault["type"], "värdet går inte att läsa").format(**fault.get("ctx", {}))
