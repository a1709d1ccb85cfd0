"""What the program's databases hold: every column of every table, read from databases just made."""

from __future__ import annotations

import importlib
import pkgutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import MetaData

import kaa_tracker.projections
from kaa_tracker.adapters import outbound
from kaa_tracker.adapters.outbound.event_store.store import SealedEventStore
from kaa_tracker.adapters.outbound.keys import KeyStore


def held_columns(folder: Path) -> frozenset[str]:
    """Every column, addressed "table/column": of the tables declared to SQLAlchemy, and of the files
    that the event store and the key store make for themselves."""
    keys = KeyStore(folder / "keys.db", folder / "master.key")
    events = {"PERSISTENCE_MODULE": "kaa_tracker.adapters.outbound.event_store.sqlite"}
    with SealedEventStore({**events, "SQLITE_DBNAME": str(folder / "events.db")}, keys) as store:
        store.create()
    keys.close()
    files = (folder / "keys.db", folder / "events.db")
    return frozenset((*_declared(), *(column for file in files for column in _columns_of(file))))


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
