"""The database: one place named in two ways, for SQLAlchemy and for the event store's library."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import URL, Engine, create_engine, event, make_url

_PERSISTENCE_MODULES = "kaa_tracker.adapters.outbound.event_store"


class Database(NamedTuple):
    """Where everything but the keys lies."""

    url: URL

    @classmethod
    def embedded(cls, file: Path) -> Database:
        """One SQLite file."""
        return cls(URL.create("sqlite", database=str(file)))

    @classmethod
    def parse(cls, url: str) -> Database:
        """A ``postgresql://`` address."""
        return cls(make_url(url).set(drivername="postgresql+psycopg"))

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
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "busy_timeout=10000",
        "cache_size=-65536",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")
