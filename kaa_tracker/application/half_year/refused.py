"""What is said where something about the half-year file may not be done."""

from __future__ import annotations

from kaa_tracker.application.access.revealing import Reader
from kaa_tracker.application.half_year.files import HalfYearFile, HalfYearFiles
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import may
from kaa_tracker.domain.access.table import Action
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.half_year.half import HalfYear


class HalfYearRefused(Exception):
    """Nothing was done; ``refusal`` says why, by a code with a text."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def reader_for(user: User, action: Action) -> Reader:
    """As whom the user does it. Raises ``HalfYearRefused`` where the table does not know the action for them."""
    posting = may(user, action)
    if posting is None:
        raise HalfYearRefused(Refusal("half_year_not_your_role"))
    return Reader(user.name, *posting)


def the_file(files: HalfYearFiles, number: int) -> HalfYearFile:
    """Raises ``HalfYearRefused`` where there is none."""
    file = files.file(number)
    if file is None:
        raise HalfYearRefused(Refusal("half_year_no_such_file"))
    return file


def refuse_after_disposal(files: HalfYearFiles, half: HalfYear, file: HalfYearFile | None = None) -> None:
    """A file would replace what was sent, and somebody in that, or in ``file`` itself, can no longer be told of.

    What is sealed can have been fetched, and sent, before anybody noted it.
    """
    gone = [one for one in files.files(half) if one.state in ("sealed", "sent")]
    if any(one.disposed for one in (*gone, *([file] if file else ()))):
        raise HalfYearRefused(Refusal("half_year_disposed", (str(half),)))


def is_same(one: str | None, other: str) -> bool:
    return one is not None and one.casefold() == other.casefold()
