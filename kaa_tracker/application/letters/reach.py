"""Which runs, and which cases of them, somebody may have to do with."""

from __future__ import annotations

from kaa_tracker.application.letters.runs import LetterRun
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import scope
from kaa_tracker.domain.access.table import Action

WRITE_LETTERS: Action = "write_letters"


def units_of(user: User) -> frozenset[str] | None:
    """The units whose runs the user sees; ``None``: all runs."""
    grips = scope(user, WRITE_LETTERS).grips
    if any(grip.extent == "unprotected" for grip in grips):
        return None
    return frozenset(grip.posting.unit for grip in grips if grip.posting.unit)


def may_see(user: User, run: LetterRun) -> bool:
    units = units_of(user)
    return units is None or run.unit in units
