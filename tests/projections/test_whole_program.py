"""The runner on the program's own stores: a rebuild in several processes, a body that no longer opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr

from kaa_tracker.adapters.outbound import sweeping
from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.identifiers import temporary_number
from kaa_tracker.domain.periods import noon
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.application.told import BORN, attempt, day, entry, leaving, line
from tests.engines import run_sql
from tests.read_models import Contents, contents

YOUTHS = 12


@pytest.fixture(params=["sqlite", "postgres"])
def stored_in(request: pytest.FixtureRequest) -> Mapping[str, str]:
    environment: Mapping[str, str] = request.getfixturevalue(f"{request.param}_environment")
    return environment


@pytest.fixture
def settings(stored_in: Mapping[str, str], tmp_path: Path) -> Settings:
    if "SQLITE_DBNAME" in stored_in:
        return Settings(folder=tmp_path / "var", processes=3)
    url = f"postgresql://{stored_in['POSTGRES_USER']}@/{stored_in['POSTGRES_DBNAME']}?host={stored_in['POSTGRES_HOST']}"
    return Settings(folder=tmp_path / "var", processes=3, database_url=SecretStr(url))


@pytest.fixture
def system(settings: Settings) -> Iterator[System]:
    """Some youths, most of them tried, some gone; the read model has followed."""
    with open_system(settings) as opened:
        keys = [f"berkey-{n}" for n in range(YOUTHS)]
        opened.runner.catch_up()
        opened.register_intake().take(
            [entry(key, number=None, identity_number=temporary_number(BORN, n)) for n, key in enumerate(keys)]
        )
        opened.outreach_intake().take(
            [line(attempt("2022-03-10", key), "2022-03-10", key=key) for key in keys[: YOUTHS // 2]]
        )
        opened.register_intake().take([leaving(key) for key in keys[::3]])
        opened.runner.catch_up()
        opened.daily_round.run(day("2022-04-01"), noon(day("2022-04-01")))
        opened.runner.catch_up()
        yield opened


def rows(system: System) -> Contents:
    with system.reading.connect() as connection:
        return contents(connection.engine)


def test_a_rebuild_in_several_processes_makes_the_rows_that_following_made(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "WORTH_PROCESSES", 1)
    followed = rows(system)
    done: list[int] = []
    system.runner.rebuild(progress=done.append)
    assert rows(system) == followed
    assert sum(done) == YOUTHS
    assert system.runner.position() == system.store.last_position()


@pytest.mark.parametrize("worth_processes", [1, 1_000_000])
def test_a_case_with_a_body_that_does_not_open_is_held_and_no_other(
    system: System,
    settings: Settings,
    stored_in: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    worth_processes: int,
) -> None:
    monkeypatch.setattr(sweeping, "WORTH_PROCESSES", worth_processes)
    before = rows(system)
    damaged = system.vault.cases_of_register_keys(["berkey-1"])["berkey-1"]
    database = stored_in if settings.database_url else {"SQLITE_DBNAME": str(settings.folder / "kaa.db")}
    run_sql(database, "UPDATE stored_events SET body = ? WHERE stream_id = ? AND version = 2", b"x" * 40, damaged.bytes)
    tried = [line(attempt("2022-04-10", f"late {n}"), "2022-04-10", key=f"berkey-{n}") for n in (2, 4)]
    system.outreach_intake().take(tried)
    system.runner.rebuild()
    assert [held.case_id for held in system.held_cases()] == [damaged]
    after = rows(system)
    for table in before:
        of_damaged = {row: n for row, n in before[table].items() if row[0] == damaged}
        assert {row: n for row, n in after[table].items() if row[0] == damaged} == of_damaged
    assert sum(after["attempt"].values()) == sum(before["attempt"].values()) + len(tried)


def test_a_rebuild_in_which_no_body_opens_leaves_all_rows_as_they_were(
    system: System, settings: Settings, stored_in: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "WORTH_PROCESSES", 1)
    before = rows(system)
    database = stored_in if settings.database_url else {"SQLITE_DBNAME": str(settings.folder / "kaa.db")}
    run_sql(database, "UPDATE stored_events SET body = ?", b"x" * 40)
    system.runner.rebuild()
    assert len(system.held_cases()) == YOUTHS
    assert rows(system) == before
