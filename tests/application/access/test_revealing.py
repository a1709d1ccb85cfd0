"""Nobody is shown a value that is not in the access log, and no other value than was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from kaa_tracker.adapters.outbound.access_log import SqlAccessLog, create_access_log
from kaa_tracker.adapters.outbound.database import ERRORS, Database, open_engine
from kaa_tracker.adapters.outbound.vault.store import SqlPersonVault
from kaa_tracker.adapters.outbound.vault.tables import create_vault
from kaa_tracker.application.access.access_log import Access, AccessLog
from kaa_tracker.application.access.revealing import EVERYTHING, NAME, Field, Reader, Revealing
from kaa_tracker.application.ports import PersonVault
from kaa_tracker.domain.person import Person
from tests.access_log_in_memory import AccessLogInMemory
from tests.fakes import KeysInMemory

AT = datetime(2022, 3, 14, 8, tzinfo=UTC)
ADA, BO, NOBODY = UUID(int=1), UUID(int=2), UUID(int=3)
LINE = Reader("line.ek", "local_coordinator", "globen")
KEY = bytes(32)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(Database.embedded(tmp_path / "kaa.db"))
    create_access_log(engine)
    create_vault(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def vault(engine: Engine) -> PersonVault:
    keys = KeysInMemory()
    keys.create([ADA, BO])
    vault = SqlPersonVault(engine, keys, KEY)
    ada = Person(birth_date=date(2004, 5, 6), given_name="Ada", family_name="Ek", phones=("070-1740605",))
    bo = Person(birth_date=date(2005, 6, 7), given_name="Bo", family_name="Al")
    vault.put({ADA: ada, BO: bo})
    return vault


@pytest.fixture(params=["memory", "stored"])
def log(request: pytest.FixtureRequest, engine: Engine) -> AccessLog:
    return AccessLogInMemory() if request.param == "memory" else SqlAccessLog(engine, KEY)


def test_what_is_shown_is_in_the_log_as_one_entry(vault: PersonVault, log: AccessLog) -> None:
    Revealing(vault, log).persons(LINE, "list_page", [ADA, BO], AT)
    [logged] = log.of_user("line.ek", limit=5)
    assert logged.access == Access(AT, *LINE, "list_page", (ADA, BO), ("family_name", "given_name"))


def test_only_what_was_asked_for_is_shown(vault: PersonVault, log: AccessLog) -> None:
    phones: tuple[Field, ...] = ("phones",)
    shown = Revealing(vault, log).persons(LINE, "case_page", [ADA], AT, fields=phones)
    assert shown[ADA].values == {"phones": ("070-1740605",)}


def test_all_there_is_to_show_can_be_asked_for(vault: PersonVault, log: AccessLog) -> None:
    shown = Revealing(vault, log).persons(LINE, "subject_extract", [ADA], AT, fields=EVERYTHING)
    assert set(shown[ADA].values) == set(EVERYTHING)


def test_the_reason_is_kept_with_it(vault: PersonVault, log: AccessLog) -> None:
    Revealing(vault, log).persons(LINE, "glass_broken", [ADA], AT, reason="urgent")
    assert log.of_case(ADA, limit=1)[0].access.reason == "urgent"


def test_somebody_the_vault_does_not_hold_is_left_out_and_the_asking_is_logged(
    vault: PersonVault, log: AccessLog
) -> None:
    shown = Revealing(vault, log).persons(LINE, "case_page", [ADA, NOBODY], AT)
    assert set(shown) == {ADA}
    assert len(log.of_case(NOBODY, limit=5)) == 1


def test_the_entry_is_durable_before_the_vault_is_opened(engine: Engine, tmp_path: Path) -> None:
    log = SqlAccessLog(engine, KEY)

    class Breaking(SqlPersonVault):
        def get(self, case_ids: object) -> NoReturn:
            raise TimeoutError

    breaking = Breaking(engine, KeysInMemory(), KEY)
    with pytest.raises(TimeoutError):
        Revealing(breaking, log).persons(LINE, "case_page", [ADA], AT)
    other = open_engine(Database.embedded(tmp_path / "kaa.db"))
    assert len(SqlAccessLog(other, KEY).of_case(ADA, limit=5)) == 1
    other.dispose()


@pytest.mark.parametrize("table", ["access_entry", "access_case"])
def test_nothing_is_shown_when_the_log_cannot_be_written(vault: PersonVault, engine: Engine, table: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO broken"))
    shown = {}
    with pytest.raises(ERRORS):
        shown = Revealing(vault, SqlAccessLog(engine, KEY)).persons(LINE, "case_page", [ADA], AT)
    assert shown == {}
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE broken RENAME TO {table}"))
    assert SqlAccessLog(engine, KEY).of_user("line.ek", limit=5) == []


def test_what_is_shown_does_not_print_itself(vault: PersonVault, log: AccessLog) -> None:
    shown = Revealing(vault, log).persons(LINE, "case_page", [ADA], AT, fields=NAME)
    assert "Ada" not in repr(shown)
