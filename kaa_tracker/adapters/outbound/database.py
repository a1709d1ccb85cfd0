"""The database: one place named in two ways, for SQLAlchemy and for the event store's library."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import sqlalchemy.exc
from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from kaa_tracker.adapters.outbound.event_store import STORE_OUTAGES, StoreFault

_NO_ADDRESS = "KAA_DATABASE_URL är ingen adress av formen postgresql://användare:lösenord@värd:port/namn."
OLDEST_POSTGRESQL = 15
_PERSISTENCE_MODULES = "kaa_tracker.adapters.outbound.event_store"


def _drivers() -> tuple[ModuleType, ...]:
    """Those of rows that are copied past SQLAlchemy; the one of PostgreSQL need not be installed."""
    try:
        import psycopg
    except ImportError:
        return (sqlite3,)
    return (sqlite3, psycopg)


def _errors(libraries: Iterable[ModuleType], *names: str) -> Iterator[type[Exception]]:
    """Python has one convention for what the errors of databases are called."""
    return (getattr(library, name) for library in libraries for name in names)


OUTAGES: tuple[type[Exception], ...] = (
    *_errors((sqlalchemy.exc, *_drivers()), "OperationalError", "InterfaceError", "InternalError"),
    sqlalchemy.exc.TimeoutError,
    sqlalchemy.exc.PendingRollbackError,
    *STORE_OUTAGES,
)
"""What is raised while the database cannot be reached, is locked, full or being handed over: the same may go
well later. Any other error says that what was asked of it is wrong, and will be again."""

ERRORS: tuple[type[Exception], ...] = (
    sqlalchemy.exc.SQLAlchemyError,
    StoreFault,
    *_errors(_drivers(), "Error"),
    *OUTAGES,
)
"""Whatever is raised between here and the database."""


class DatabaseFault(Exception):
    """The database cannot be reached or read; the message says what to do, never what was stored."""


@contextmanager
def told_plainly() -> Iterator[None]:
    """Whatever goes wrong between here and the database becomes a ``DatabaseFault``."""
    try:
        yield
    except ERRORS as error:
        cause = getattr(error, "orig", None) or error.__cause__ or error
        said = str(cause).splitlines()[0] if isinstance(cause, sqlite3.Error) else type(cause).__name__
        raise DatabaseFault(
            f"Databasen svarar inte som den ska ({said}). Kontrollera att den går att nå, att disken inte är full "
            "och att filen är hel; återställ den annars från sin säkerhetskopia."
        ) from error


class Database(NamedTuple):
    """Where everything but the keys lies."""

    url: URL

    @classmethod
    def embedded(cls, file: Path) -> Database:
        """One SQLite file."""
        return cls(URL.create("sqlite", database=str(file)))

    @classmethod
    def parse(cls, url: str) -> Database:
        """A ``postgresql://`` address. Raises ``DatabaseFault`` for any other."""
        try:
            parsed = make_url(url)
        except ArgumentError:
            raise DatabaseFault(_NO_ADDRESS) from None
        if parsed.get_backend_name() != "postgresql":
            raise DatabaseFault(_NO_ADDRESS)
        return cls(parsed.set(drivername="postgresql+psycopg"))

    def event_store_environment(self, *, read_only: bool = False) -> Mapping[str, str]:
        """What the ``eventsourcing`` library reads its settings from."""
        if self.url.get_backend_name() == "sqlite":
            file = Path(str(self.url.database)).absolute().as_uri()
            return {
                "PERSISTENCE_MODULE": f"{_PERSISTENCE_MODULES}.sqlite",
                "SQLITE_DBNAME": f"{file}?mode={'ro' if read_only else 'rwc'}",
            }
        return {
            "PERSISTENCE_MODULE": f"{_PERSISTENCE_MODULES}.postgres",
            "POSTGRES_DBNAME": self.url.database or "",
            "POSTGRES_HOST": self.url.host or str(self.url.query.get("host", "")),
            "POSTGRES_PORT": str(self.url.port or 5432),
            "POSTGRES_USER": self.url.username or "",
            "POSTGRES_PASSWORD": self.url.password or "",
        }


def open_engine(database: Database) -> Engine:
    """An engine for the tables that are ours; on SQLite with WAL, durable commits and real transactions.

    The driver would begin a transaction only before the first write, and never for a change of
    tables; here ``BEGIN`` is said when SQLAlchemy begins. No error repeats the values of a statement.
    """
    engine = create_engine(database.url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "connect", refuse_an_old_server)
    return engine


def is_new(engine: Engine) -> bool:
    """Whether nobody has set it up."""
    return not inspect(engine).has_table("stored_events")


def holds_events(engine: Engine) -> bool:
    """Whether anything was ever recorded."""
    if is_new(engine):
        return False
    with engine.connect() as connection:
        return connection.execute(text("SELECT 1 FROM stored_events LIMIT 1")).first() is not None


def make_private(file: Path) -> None:
    """Make the file, if it is missing, so that only its owner can read it; SQLite's other files follow it."""
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def refuse_an_old_server(connection: Any, _record: object = None) -> None:
    """Raises ``DatabaseFault`` before anything is asked of a server that would misunderstand it."""
    version = connection.info.server_version // 10_000
    if version < OLDEST_POSTGRESQL:
        raise DatabaseFault(
            f"Databasservern är PostgreSQL {version}; det som krävs är {OLDEST_POSTGRESQL} eller senare. "
            "Uppgradera den."
        )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "busy_timeout=10000",
        "cache_size=-65536",
        f"mmap_size={2**30}",
        "wal_autocheckpoint=10000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")
