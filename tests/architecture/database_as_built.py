"""What the program's databases hold: every column of every table, read from databases just made."""

from __future__ import annotations

import importlib
import pkgutil
import sqlite3
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from sqlalchemy import MetaData

import kaa_tracker.projections
from kaa_tracker.adapters import outbound
from kaa_tracker.adapters.outbound.event_store.store import SealedEventStore
from kaa_tracker.adapters.outbound.keys import KeyStore
from tests.engines import run_sql


def held_columns(folder: Path, sqlite: Mapping[str, str], postgres: Mapping[str, str]) -> frozenset[str]:
    """Every column, addressed "table/column": of the tables declared to SQLAlchemy, and of those that the
    key store and the event store, on either engine, make for themselves."""
    keys = KeyStore(folder / "keys.db", folder / "master.key")
    for environment in (sqlite, postgres):
        with SealedEventStore(environment, keys) as store:
            store.create()
    keys.close()
    files = (folder / "keys.db", Path(sqlite["SQLITE_DBNAME"]))
    return frozenset((*_declared(), *chain.from_iterable(map(_columns_of, files)), *_columns_on_postgres(postgres)))


def _declared() -> Iterator[str]:
    """Tables are declared in these two packages only, by the import contracts."""
    for package in (kaa_tracker.projections, outbound):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, MetaData):
                    for table in value.tables.values():
                        yield from (f"{table.name}/{column.name}" for column in table.columns)


def _columns_of(file: Path) -> Iterator[str]:
    connection = sqlite3.connect(file)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    for (table,) in tables.fetchall():
        yield from (f"{table}/{row[1]}" for row in connection.execute(f"PRAGMA table_info({table})"))
    connection.close()


def _columns_on_postgres(environment: Mapping[str, str]) -> Iterator[str]:
    columns = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    yield from (f"{table}/{column}" for table, column in run_sql(environment, columns))
