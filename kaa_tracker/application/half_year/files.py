"""The files that have been built for the half-years, and what handlers have decided on protected youths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias
from uuid import UUID

from kaa_tracker.domain.half_year.form import FileColumn
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.half_year.lines import Block
from kaa_tracker.domain.half_year.writing import Written

FileState: TypeAlias = Literal["built", "superseded", "sealed", "sent"]

FORGOTTEN = UUID(int=0)
"""Stands where the case was, of somebody who has been disposed of."""


class Sheet(NamedTuple):
    """A block as the file has it, kept with it: what the agency asks for later changes no file."""

    block: Block
    name: str
    columns: tuple[FileColumn, ...]


class HalfYearFile(NamedTuple):
    """All there is to know of a file but what stands in it.

    Made of the log up to ``position``, by the form of that ``form``. ``digest`` is over its rows as they are kept,
    sealed under the keys of ``persons``, of whom ``disposed`` have been disposed of since.
    """

    number: int
    half: HalfYear
    position: int
    form: str
    sheets: tuple[Sheet, ...]
    persons: int
    lines: int
    built_by: str
    built_at: datetime
    is_superseded: bool = False
    digest: str | None = None
    sealed_by: str | None = None
    sealed_at: datetime | None = None
    sent_by: str | None = None
    sent_at: datetime | None = None
    disposed: int = 0

    @property
    def state(self) -> FileState:
        if self.sent_at is not None:
            return "sent"
        if self.sealed_at is not None:
            return "sealed"
        return "superseded" if self.is_superseded else "built"


class PersonLines(NamedTuple):
    """What stands in a file of one person."""

    case_id: UUID
    written: Written

    def __repr__(self) -> str:
        return "PersonLines(…)"


class Decision(NamedTuple):
    """A handler's, of a protected youth in the file of a half-year: in it or not, with a code of
    ``half_year_reasons_in`` or ``half_year_reasons_out``."""

    half: HalfYear
    case_id: UUID
    goes: bool
    reason: str
    decided_by: str
    decided_at: datetime


class AlteredFile(Exception):
    """The rows of a sealed file are not those that were sealed. Nothing of it may be used."""


class HalfYearFiles(Protocol):
    """Durable when a call returns; each call is one transaction. Nothing of a sealed file is ever changed."""

    def add(self, file: HalfYearFile, persons: Sequence[PersonLines]) -> HalfYearFile:
        """Keep what was built, each person's lines sealed under that person's key; answers it with its number (that
        of ``file`` is 0). Earlier files of the half-year that were not sealed are superseded, their rows deleted.

        Raises ``LookupError`` where somebody has no key any more: then nothing is kept.
        """
        ...

    def file(self, number: int) -> HalfYearFile | None: ...

    def files(self, half: HalfYear | None = None) -> Sequence[HalfYearFile]:
        """Those of a half-year, or all; the latest first."""
        ...

    def members(self, number: int) -> Sequence[UUID]:
        """The cases in the file, in its order, less those disposed of."""
        ...

    def persons(self, number: int) -> Sequence[PersonLines]:
        """What stands in the file, in its order, less those whose key is gone. Raises ``AlteredFile``."""
        ...

    def seal(self, number: int, by: str, at: datetime) -> HalfYearFile:
        """From now on it never changes; the first to seal has sealed it."""
        ...

    def sent(self, number: int, by: str, at: datetime) -> HalfYearFile:
        """It has gone to the agency; the first to say so has said it."""
        ...

    def decide(self, decision: Decision) -> None: ...

    def decisions(self, half: HalfYear) -> Mapping[UUID, Decision]:
        """The latest on each youth."""
        ...

    def forget_case(self, case_id: UUID) -> int:
        """Overwrite the case wherever it is named, and count it among the disposed; answers in how many files."""
        ...
