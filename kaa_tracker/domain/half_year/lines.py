"""What the file holds of a youth: stays under the duty, and lines in five blocks that belong to them."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple, TypeAlias, get_args

from kaa_tracker.domain.periods import Span

Block: TypeAlias = Literal["registration", "contact", "measure_started", "measure_ended", "responsibility_ended"]

BLOCKS: tuple[Block, ...] = get_args(Block)
"""In the order in which they stand in the file."""

Coded: TypeAlias = Literal["occupation", "measure", "reason"]
CODED: tuple[Coded, ...] = get_args(Coded)
"""The fields of a line that hold a code of ours, which the agency has another for."""


class ReportedStay(NamedTuple):
    """An unbroken time under the duty; ``ended_on`` as it is reported: for ``turned_20`` the birthday, which is
    the day after the last of ``span``."""

    span: Span
    school_occupation: str
    ended_on: date | None = None
    reason: str = ""

    @property
    def registered_on(self) -> date:
        return self.span.first


class FileLine(NamedTuple):
    """A line of a block, in our own codes; it belongs to the stay registered on ``registered_on``.

    ``occupation`` is the last school-related one, the one at the contact, or what the measure was closed to.
    A measure has a number of its own within the case, and ``started_on`` is ``None`` where no start is known.
    """

    block: Block
    registered_on: date
    on: date
    occupation: str = ""
    measure: str = ""
    measure_number: int = 0
    started_on: date | None = None
    reason: str = ""


class FileContent(NamedTuple):
    """All a half-year's file might hold of one youth, before anything is checked."""

    stays: tuple[ReportedStay, ...]
    lines: tuple[FileLine, ...]

    def stay_of(self, line: FileLine) -> ReportedStay:
        return next(stay for stay in self.stays if stay.registered_on == line.registered_on)
