"""Stores that something can happen to just before they are written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from kaa_tracker.application.ports import Append, Change, EventStore, Keys, PersonVault
from kaa_tracker.domain.case.events import History
from kaa_tracker.domain.case.unreadable import UnreadableHistory
from kaa_tracker.domain.person import Person

Interruption = Callable[[], None]


class PowerCut(Exception):
    """Planted: the process ends here."""


def power_cut() -> None:
    raise PowerCut


class Interruptions:
    """What happens before the next writes, one after the other."""

    def __init__(self) -> None:
        self.pending: list[Interruption] = []
        self.writes: list[str] = []

    def happen(self, write: str) -> None:
        if self.pending:
            self.pending.pop(0)()
        self.writes.append(write)


def nothing() -> None:
    """This write goes through."""


class InterruptedKeys:
    def __init__(self, keys: Keys, interruptions: Interruptions) -> None:
        self._keys = keys
        self._interruptions = interruptions

    def create(self, case_ids: Iterable[UUID]) -> None:
        self._interruptions.happen("keys")
        self._keys.create(case_ids)

    def load(self, case_ids: Collection[UUID]) -> Mapping[UUID, bytes]:
        return self._keys.load(case_ids)

    def destroy(self, case_id: UUID) -> None:
        self._keys.destroy(case_id)


class InterruptedVault:
    def __init__(self, vault: PersonVault, interruptions: Interruptions) -> None:
        self._vault = vault
        self._interruptions = interruptions

    def put(self, persons: Mapping[UUID, Person]) -> None:
        self._interruptions.happen("vault")
        self._vault.put(persons)

    def get(self, case_ids: Collection[UUID]) -> dict[UUID, Person]:
        return self._vault.get(case_ids)

    def births(self, case_ids: Collection[UUID]) -> dict[UUID, date]:
        return self._vault.births(case_ids)

    def cases_of_register_keys(self, register_keys: Collection[str]) -> dict[str, UUID]:
        return self._vault.cases_of_register_keys(register_keys)

    def cases_of_identity_numbers(self, numbers: Collection[str]) -> dict[str, UUID]:
        return self._vault.cases_of_identity_numbers(numbers)

    def cases_of_name(self, name: str) -> list[UUID]:
        return self._vault.cases_of_name(name)

    def cases_of_number(self, number: str) -> list[UUID]:
        return self._vault.cases_of_number(number)

    def cases_of_phone(self, phone: str) -> list[UUID]:
        return self._vault.cases_of_phone(phone)

    def index_anew(self) -> None:
        self._vault.index_anew()

    def addresses_of(self, case_ids: Collection[UUID]) -> dict[UUID, UUID]:
        return self._vault.addresses_of(case_ids)


class InterruptedStore:
    def __init__(self, store: EventStore, interruptions: Interruptions) -> None:
        self._store = store
        self._interruptions = interruptions
        self.unreadable: set[UUID] = set()

    def histories(self, case_ids: Collection[UUID], *, up_to: int | None = None) -> dict[UUID, History]:
        for case_id in self.unreadable.intersection(case_ids):
            raise UnreadableHistory("planted", case_id, 1)
        return self._store.histories(case_ids, up_to=up_to)

    def append(self, appends: Sequence[Append]) -> int:
        self._interruptions.happen("events")
        return self._store.append(appends)

    def changes(self, after: int, limit: int) -> Sequence[Change]:
        return self._store.changes(after, limit)

    def last_position(self) -> int:
        return self._store.last_position()

    def scan(self, *, up_to: int, part: int = 0, parts: int = 1) -> Iterator[tuple[UUID, History | UnreadableHistory]]:
        return self._store.scan(up_to=up_to, part=part, parts=parts)
