"""Every question about somebody by their number, and what was answered; and the requests to take a case over.

Rows are only added. Of what was asked for nothing is kept but the case it turned out to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias
from uuid import UUID

QuestionKind: TypeAlias = Literal["presence", "opening"]
"""Whether the youth is covered, or a case opened by hand."""


class Question(NamedTuple):
    """``user``, at ``unit``, asked by a number, with a code that says why.

    ``case_id``: the case that may be worked with until ``until`` without being opened. ``protected``: the case of
    a protected identity that was hit, and that nothing was said of.
    """

    at: datetime
    user: str
    unit: str
    kind: QuestionKind
    reason: str
    case_id: UUID | None = None
    protected: UUID | None = None
    until: datetime | None = None


class Alert(NamedTuple):
    """A question that hit a protected identity."""

    number: int
    at: datetime
    user: str
    unit: str
    kind: QuestionKind
    reason: str
    case_id: UUID


class TransferRequest(NamedTuple):
    """A unit asks for a case that another has."""

    number: int
    at: datetime
    user: str
    unit: str
    case_id: UUID


class Questions(Protocol):
    """Durable when a call returns."""

    def write(self, question: Question) -> UUID:
        """Answers with a reference that says nothing: the same work whatever was found."""
        ...

    def open_to(self, reference: UUID, user: str, now: datetime) -> UUID | None:
        """The case of a question of theirs that may still be worked with."""
        ...

    def request_transfer(self, reference: UUID, case_id: UUID, user: str, unit: str, at: datetime) -> bool:
        """One request a question; whether this was the first."""
        ...

    def transfer_requests(self, since: datetime) -> Sequence[TransferRequest]:
        """Those made from then on, the latest first."""
        ...

    def alerts(self, *, limit: int, before: int | None = None) -> Sequence[Alert]:
        """The latest first, from before a number."""
        ...

    def forget_before(self, moment: datetime) -> int:
        """Delete what was asked and requested before then; answers how many rows."""
        ...

    def forget_case(self, case_id: UUID) -> None:
        """The case was disposed of: nothing here names it any more."""
        ...
