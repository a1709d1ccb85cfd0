"""The directory: who works here, in which role and where, looked up anew at every request.

A token says who somebody is; what they may do stands here alone, and is in force the moment it is
written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias
from uuid import UUID

from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.case.refusal import Refusal


class Held(NamedTuple):
    """A posting as the directory holds it, from ``since`` through ``until``, granted by somebody."""

    number: int
    posting: Posting
    since: date
    until: date
    granted_by: str


class Colleague(NamedTuple):
    """Somebody in the directory, with the postings of today and after, and when they were last reviewed."""

    name: str
    postings: tuple[Held, ...]
    added_on: date
    reviewed_on: date | None
    reviewed_by: str | None
    seen_on: date | None
    """The last day on which they signed in; ``None``: never."""


OpeningKind: TypeAlias = Literal["broken_glass", "sample"]


class Opening(NamedTuple):
    """A case that is open to a user for a time, outside the table: the glass was broken, or it is in a sample.

    ``reason`` is a code of ``glass_reasons`` or ``sample_reasons``; every broken glass is reviewed by
    somebody else. ``case_id`` is ``None`` once the case was disposed of.
    """

    number: int
    kind: OpeningKind
    user: str
    case_id: UUID | None
    reason: str
    opened_at: datetime
    until: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None


class Directory(Protocol):
    """Durable when a call returns; each call is one transaction, and nothing is ever overwritten."""

    def user(self, name: str, today: date) -> User | None:
        """Who that is today; ``None`` for nobody, and for whoever was removed."""
        ...

    def users(self, names: Collection[str], today: date) -> Mapping[str, User]:
        """Who they are today, in one look; nobody, and whoever was removed, is left out."""
        ...

    def add(self, name: str, by: str, at: datetime) -> None:
        """Let somebody in, without any posting yet. Raises ``DirectoryRefused`` for a name already there."""
        ...

    def remove(self, name: str, by: str, at: datetime) -> None:
        """Everything they held ends now. Raises ``DirectoryRefused``."""
        ...

    def grant(self, name: str, posting: Posting, until: date, by: str, at: datetime) -> int:
        """From now on, through ``until``; answers the number of what is held. Raises ``DirectoryRefused``
        where the role needs a unit, or the unit does not exist, belongs to another authority or branch."""
        ...

    def revoke(self, name: str, posting: Posting, by: str, at: datetime) -> None:
        """Ended at once. Raises ``DirectoryRefused`` where they do not hold it."""
        ...

    def colleagues(self, today: date) -> Sequence[Colleague]:
        """Everybody who is in, by name."""
        ...

    def review(self, name: str, by: str, at: datetime) -> None:
        """Somebody else has looked at what they hold, and it is right. Raises ``DirectoryRefused``."""
        ...

    def holders(self, role: str, today: date) -> Collection[str]:
        """The names of those who hold the role today."""
        ...

    def seen(self, name: str, today: date) -> None:
        """They signed in today. Writes at most once a day, and nothing of whoever is not in."""
        ...

    def open(self, opening: Opening) -> int:
        """Open a case to a user until a moment; answers the number it is filed under (that of ``opening`` is 0)."""
        ...

    def opened_to(self, name: str, now: datetime) -> frozenset[UUID]:
        """The cases that are open to the user now."""
        ...

    def openings(self, *, unreviewed_only: bool, limit: int, after: int = 0) -> Sequence[Opening]:
        """What was opened, the latest first, from before number ``after``."""
        ...

    def review_opening(self, number: int, by: str, at: datetime) -> None:
        """Somebody else has looked at why the glass was broken. Raises ``DirectoryRefused``."""
        ...

    def forget_case(self, case_id: UUID) -> None:
        """The case was disposed of: nothing here names it any more."""
        ...


class DirectoryRefused(Exception):
    """Nothing was written; ``refusal`` says why, by a code with a text."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
