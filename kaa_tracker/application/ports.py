"""What the application asks of the outside world."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from kaa_tracker.domain.case.events import CaseEvent, Entry, History
from kaa_tracker.domain.case.unreadable import UnreadableHistory
from kaa_tracker.domain.person import Person


class VersionConflict(Exception):
    """Somebody else wrote to the case since it was read; nothing was written. Read again and decide anew."""


class Append(NamedTuple):
    """Entries to add to a case whose last entry is number ``after_version`` (0: a new case)."""

    case_id: UUID
    after_version: int
    entries: tuple[Entry[CaseEvent], ...]


class Change(NamedTuple):
    """The event at ``position`` of the log belongs to ``case_id``."""

    position: int
    case_id: UUID


class EventStore(Protocol):
    """The log of all cases. Positions grow in commit order and are never reused."""

    def histories(self, case_ids: Collection[UUID], *, up_to: int | None = None) -> dict[UUID, History]:
        """The histories of the cases, as of position ``up_to``. A case without entries, or without
        a key (disposed), is left out. Raises ``UnreadableHistory``."""
        ...

    def append(self, appends: Sequence[Append]) -> int:
        """Write all or nothing, durably; answers the position of the last entry written.

        Raises ``VersionConflict``.
        """
        ...

    def changes(self, after: int, limit: int) -> Sequence[Change]:
        """The next ``limit`` events after position ``after``, in order, with none passed over."""
        ...

    def last_position(self) -> int:
        """The position of the last event; 0 while the log is empty."""
        ...

    def scan(self, *, up_to: int, part: int = 0, parts: int = 1) -> Iterator[tuple[UUID, History | UnreadableHistory]]:
        """Every case that has a key as of ``up_to``, ordered by case, in constant memory.

        With ``parts`` > 1 only the cases of ``part``: the parts are disjoint and together everything.
        """
        ...


class Keys(Protocol):
    """The key of each person, wrapped, in a store of its own."""

    def create(self, case_ids: Iterable[UUID]) -> None:
        """Make a key for those that have none; durable on return, before any row that needs it."""
        ...

    def load(self, case_ids: Collection[UUID]) -> Mapping[UUID, bytes]:
        """The 32-byte keys; a case without one, or whose key was destroyed, is left out."""
        ...

    def destroy(self, case_id: UUID) -> None:
        """From now on nothing encrypted under the key can be read, backups of the database included."""
        ...


class PersonVault(Protocol):
    """The only place that holds a person's name, number, addresses, phones and e-mails."""

    def put(self, persons: Mapping[UUID, Person]) -> None:
        """Store the persons and their blind indexes, replacing what was there. Needs their keys to exist."""
        ...

    def get(self, case_ids: Collection[UUID]) -> dict[UUID, Person]:
        """The persons; those unknown or without a key are left out."""
        ...

    def births(self, case_ids: Collection[UUID]) -> dict[UUID, date]:
        """The birth dates; those unknown or without a key are left out."""
        ...

    def cases_of_register_keys(self, register_keys: Collection[str]) -> dict[str, UUID]:
        """The case of each BER key that is known."""
        ...

    def cases_of_identity_numbers(self, numbers: Collection[str]) -> dict[str, UUID]:
        """The case of each identity number (canonical form) that is known."""
        ...

    def cases_of_name(self, name: str) -> list[UUID]:
        """The cases of everyone whose name has all the parts, or parts beginning with three letters, given."""
        ...

    def cases_of_number(self, number: str) -> list[UUID]:
        """The cases of everyone who has or has had the identity number (canonical form)."""
        ...

    def cases_of_phone(self, phone: str) -> list[UUID]:
        """The cases of everyone who can be called there, however the number is written."""
        ...

    def index_anew(self) -> None:
        """Write down anew what everybody is found by: after a new kind of it has come."""
        ...

    def addresses_of(self, case_ids: Collection[UUID]) -> dict[UUID, UUID]:
        """The id of each case's present home address; the same address always has the same id."""
        ...


class CaseIds(Protocol):
    """Ids for new cases, in the order of time, saying nothing of the person."""

    def __call__(self) -> UUID: ...


class DueCases(Protocol):
    """What the read model knows to be due; the daily round looks at these cases only."""

    def searches_due(self, through: date) -> Collection[UUID]: ...

    def may_turn_20(self, through: date) -> Collection[UUID]: ...

    def in_closed_units(self, last_days: Mapping[str, date]) -> Collection[UUID]: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...

    def today(self) -> date:
        """The present Swedish local day."""
        ...
