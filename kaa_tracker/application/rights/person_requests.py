"""What a person asks about their data, and what has become of it: steps that are only ever added to.

A request is answered within a month of the day it came, with two more where it is complex (dataskyddsförordningen
art. 12.3); days are counted, 30 and 90, so that nobody has to work out how long a month is. Nothing of what the
person wrote is kept here: kinds, reasons and outcomes are codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias
from uuid import UUID

from kaa_tracker.domain.periods import days_after

ANSWERED_WITHIN = 30
EXTENDED_WITHIN = 90
"""Days after the one on which the request came."""

StepKind: TypeAlias = Literal["taken", "noted", "extended", "closed"]
"""``taken``: by whoever handles it from now on. ``closed``: answered, with an outcome."""


class Received(NamedTuple):
    """A request as it came: of whom, of which kind, and on which Swedish day, however late it is written down."""

    case_id: UUID
    kind: str
    received_on: date


class Written(NamedTuple):
    """Who wrote something down, when, and under which name, so that the same is not written twice."""

    by: str
    at: datetime
    command_id: str


class Step(NamedTuple):
    """What was done: ``code`` is of the list that goes with ``what``, ``entry`` the entry of the case it is about."""

    what: StepKind
    code: str
    by: str
    at: datetime
    entry: int | None = None


class PersonRequest(NamedTuple):
    """``case_id`` is ``None`` once the case has been disposed of."""

    number: int
    case_id: UUID | None
    kind: str
    received_on: date
    by: str
    at: datetime
    steps: tuple[Step, ...]

    @property
    def handler(self) -> str | None:
        """Who took it last."""
        taken = self.last("taken")
        return taken.by if taken else None

    @property
    def outcome(self) -> str | None:
        """``None`` until it is answered."""
        closed = self.last("closed")
        return closed.code if closed else None

    @property
    def extended_for(self) -> str | None:
        extended = self.last("extended")
        return extended.code if extended else None

    @property
    def due_on(self) -> date:
        """The last day on which it is answered in time."""
        return days_after(self.received_on, EXTENDED_WITHIN if self.extended_for else ANSWERED_WITHIN)

    def is_overdue(self, today: date) -> bool:
        return self.outcome is None and self.due_on < today

    def last(self, what: StepKind) -> Step | None:
        return next((step for step in reversed(self.steps) if step.what == what), None)


class Filed(NamedTuple):
    """Under which number it stands; not ``is_new``: it stood there before."""

    number: int
    is_new: bool


class PersonRequests(Protocol):
    """Durable when a call returns; each call is one transaction, and nothing is ever overwritten but a case id."""

    def register(self, received: Received, written: Written) -> Filed:
        """Write a request down. Raises ``RightsRefused``."""
        ...

    def add(self, number: int, step: Step, command_id: str) -> Filed:
        """Write down what was done; answers the number of the step. Raises ``RightsRefused``, and ``LookupError``
        where there is no such request."""
        ...

    def get(self, number: int) -> PersonRequest | None: ...

    def listed(self, *, open_only: bool = True, case_id: UUID | None = None) -> Sequence[PersonRequest]:
        """What is due first stands first, so that what is overdue stands before all else."""
        ...

    def forget_case(self, case_id: UUID) -> int:
        """The case was disposed of: no request names it any more. Answers how many did."""
        ...
