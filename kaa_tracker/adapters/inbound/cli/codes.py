"""Codes that are given as words of a command: which there are, with what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import typer

from kaa_tracker.domain.reference import Reference


def none_such(known: Iterable[str], option: str) -> typer.BadParameter:
    """What ends the command where none of what there is was named."""
    return typer.BadParameter(f"finns inte; välj bland {', '.join(known) or 'ingenting'}", param_hint=option)


def spelled(reference: Reference, list_name: str, day: date) -> str:
    """The codes of a list that can be used that day, each with its Swedish name."""
    codes = reference.codes(list_name).codes
    return ", ".join(f"{one.code} ({one.label})" for one in codes if one.valid_on(day))


def refuse_unknown(reference: Reference, list_name: str, code: str, day: date, option: str) -> None:
    """Ends the command with the codes there are, unless ``code`` is one of them."""
    if reference.find(list_name, code, day) is None:
        raise typer.BadParameter(f"okänd kod; välj bland {spelled(reference, list_name, day)}", param_hint=option)
