"""``ports.PersonVault`` on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from kaa_tracker.adapters.outbound.vault import index_rows, residences
from kaa_tracker.adapters.outbound.vault.birthdays import band_of
from kaa_tracker.adapters.outbound.vault.blind_index import BlindIndex
from kaa_tracker.adapters.outbound.vault.sealing import seal, unseal, unseal_birth
from kaa_tracker.adapters.outbound.vault.statements import (
    VALUES_A_QUERY,
    hold_table,
    put_rows,
    rows_with,
    transaction,
)
from kaa_tracker.adapters.outbound.vault.tables import vault_birthday_band, vault_index, vault_person
from kaa_tracker.application.ports import Keys
from kaa_tracker.domain.person import Person

T = TypeVar("T")


class PersonKeyMissing(LookupError):
    """A person cannot be stored before the person's key; nothing was written."""


class RegisterKeyTaken(Exception):
    """A BER key already belongs to another case; nothing was written."""


class SqlPersonVault:
    """The vault's tables, opened with the persons' keys; every method is a transaction of its own."""

    def __init__(self, engine: Engine, keys: Keys, index_key: bytes) -> None:
        self._engine = engine
        self._keys = keys
        self._blind = BlindIndex(index_key)

    def put(self, persons: Mapping[UUID, Person]) -> None:
        """Store the persons and their blind indexes, replacing what was there, all or nothing.

        An identity number that was replaced still finds its person. Raises ``PersonKeyMissing`` and
        ``RegisterKeyTaken``.
        """
        keys = self._keys.load(persons)
        if missing := [case_id for case_id in persons if case_id not in keys]:
            raise PersonKeyMissing(f"{len(missing)} cases have no key, the first is {missing[0]}")
        sealed = [(c.bytes, seal(person, case_id=c, key=keys[c])) for c, person in persons.items()]
        by_id = {case_id.bytes: person for case_id, person in persons.items()}
        indexed = {(row.token, raw, row.kind) for raw, row in self._blind.of_persons(by_id)}
        addresses = dict(self._blind.of_homes(by_id))
        with transaction(self._engine) as connection:
            _claim(connection, sealed)
            residences.move(connection, addresses)
            try:
                index_rows.reindex(connection, addresses.keys(), indexed)
            except IntegrityError:
                raise RegisterKeyTaken("a register key of the batch belongs to another case") from None

    def get(self, case_ids: Collection[UUID]) -> dict[UUID, Person]:
        """The persons; those unknown or without a key are left out."""
        return self._open(case_ids, unseal)

    def births(self, case_ids: Collection[UUID]) -> dict[UUID, date]:
        """The birth dates; those unknown or without a key are left out."""
        return self._open(case_ids, unseal_birth)

    def cases_of_register_keys(self, register_keys: Collection[str]) -> dict[str, UUID]:
        """The case of each BER key that is known."""
        asked = {self._blind.of_register_key(key).token: key for key in register_keys}
        with transaction(self._engine) as connection:
            found = index_rows.holders(connection, ["register_key"], asked)
        return {asked[token]: UUID(bytes=case_id) for token, case_id in found.items()}

    def cases_of_identity_numbers(self, numbers: Collection[str]) -> dict[str, UUID]:
        """The case of each identity number (canonical form) that is known.

        Who has the number goes before who had it; of two alike, the case opened first.
        """
        asked = {self._blind.of_identity_number(number).token: number for number in numbers}
        with transaction(self._engine) as connection:
            found = index_rows.holders(connection, ["identity_number", index_rows.FORMER_NUMBER], asked)
        return {asked[token]: UUID(bytes=case_id) for token, case_id in found.items()}

    def cases_of_name(self, name: str) -> list[UUID]:
        """The cases of everyone whose name has all the parts, or parts beginning with three letters, given."""
        with transaction(self._engine) as connection:
            return [UUID(bytes=found) for found in index_rows.holding_all(connection, self._blind.of_name_search(name))]

    def cases_of_number(self, number: str) -> list[UUID]:
        """The cases of everyone who has or has had the identity number (canonical form)."""
        token = self._blind.of_identity_number(number).token
        with transaction(self._engine) as connection:
            kinds = ("identity_number", index_rows.FORMER_NUMBER)
            return [UUID(bytes=found) for found in index_rows.holding_one(connection, kinds, token)]

    def cases_of_phone(self, phone: str) -> list[UUID]:
        """The cases of everyone who can be called there, however the number is written."""
        asked = self._blind.of_phone(phone)
        with transaction(self._engine) as connection:
            return [UUID(bytes=found) for found in index_rows.holding_all(connection, {asked} if asked else ())]

    def index_anew(self) -> None:
        """Write down anew what everybody is found by: after a new kind of it has come."""
        for case_ids in self._everybody():
            with transaction(self._engine) as connection:
                hold_table(connection, vault_person)
                persons = {case_id.bytes: person for case_id, person in self._opened(connection, case_ids, unseal)}
                indexed = {(row.token, raw, row.kind) for raw, row in self._blind.of_persons(persons)}
                index_rows.reindex(connection, persons, indexed)

    def addresses_of(self, case_ids: Collection[UUID]) -> dict[UUID, UUID]:
        """The id of each case's present home address; the same address always has the same id."""
        asked = {case_id.bytes: case_id for case_id in case_ids}
        with transaction(self._engine) as connection:
            found = residences.present(connection, asked)
        return {asked[raw]: UUID(bytes=address_id) for raw, address_id in found.items()}

    def refresh_birthday_bands(self, today: date) -> None:
        """Write down anew who turns 20 within 90, 30 and 7 days of ``today``."""
        rows = [
            {"case_id": case_id, "band": band}
            for case_ids in self._everybody()
            for case_id, born in self.births(case_ids).items()
            if (band := band_of(born, today)) is not None
        ]
        with self._engine.begin() as connection:
            connection.execute(delete(vault_birthday_band))
            if rows:
                connection.execute(insert(vault_birthday_band), rows)

    def forget(self, case_id: UUID) -> None:
        """Remove every row of the person; disposal destroys the key as well."""
        raw = case_id.bytes
        with transaction(self._engine) as connection:
            _claim(connection, [(raw, b"")])  # also from somebody who is just putting the person first
            residences.leave(connection, raw)  # before the register key, as in a put: no two wait crosswise
            for table in (vault_index, vault_person):
                connection.execute(delete(table).where(table.c.case_id == raw))
            connection.execute(delete(vault_birthday_band).where(vault_birthday_band.c.case_id == case_id))

    def _open(self, case_ids: Collection[UUID], opened: Callable[..., T]) -> dict[UUID, T]:
        with transaction(self._engine) as connection:
            return dict(self._opened(connection, case_ids, opened))

    def _opened(
        self, connection: Connection, case_ids: Collection[UUID], opened: Callable[..., T]
    ) -> Iterator[tuple[UUID, T]]:
        keys = self._keys.load(case_ids)
        asked = {case_id.bytes: case_id for case_id in keys}
        for raw, sealed in rows_with(connection, vault_person.c.case_id, asked):
            case_id = asked[raw]
            yield case_id, opened(sealed, case_id=case_id, key=keys[case_id])

    def _everybody(self) -> Iterator[Sequence[UUID]]:
        """All cases in pieces, so that no number of persons fills the memory."""
        query = select(vault_person.c.case_id).order_by(vault_person.c.case_id).limit(VALUES_A_QUERY)
        with self._engine.connect() as connection:
            piece = connection.scalars(query).all()
            while piece:
                yield [UUID(bytes=raw) for raw in piece]
                piece = connection.scalars(query.where(vault_person.c.case_id > piece[-1])).all()


def _claim(connection: Connection, sealed: Collection[tuple[bytes, bytes]]) -> None:
    """Write the rows of the persons, and keep other writers from everything of theirs until the transaction ends.

    In one order, so that two writers of the same persons wait for each other and never in a ring.
    """
    put_rows(connection, vault_person, sorted(sealed))
