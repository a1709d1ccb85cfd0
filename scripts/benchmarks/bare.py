"""The engines without the program: plain statements on the tables the program made."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from typing import Any, Protocol, TypeAlias
from uuid import UUID

import psycopg
from psycopg.sql import SQL

from kaa_tracker.adapters.outbound.event_store.log import SealedRow
from scripts.benchmarks.engines import Place

Values: TypeAlias = Sequence[Any]

ROWS_AT_ONCE = 5_000
EVERYTHING = 2**62


class Bare(Protocol):
    """Each write is durable when it returns."""

    def insert_event(self, row: SealedRow) -> None: ...

    def insert_events(self, rows: Sequence[SealedRow]) -> None:
        """All in one transaction, into an empty table: by executemany, or by binary COPY."""
        ...

    def events(self, name: str = "%", count: int = EVERYTHING) -> list[SealedRow]:
        """The first so many, of that name or of any, in the order of their positions."""
        ...

    def read_through(self) -> int:
        """Fetch every event by stream and version, as a rebuild does; the number of them."""
        ...

    def read(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]: ...

    def write(self, table: str, rows: Sequence[Values]) -> None:
        """Add rows by executemany or COPY."""
        ...

    def run(self, statement: str, *many: Values) -> None:
        """A statement, once or for each of ``many``; placeholders are ``?``."""
        ...

    def owner(self, case_id: UUID) -> Any:
        """The case's id as it stands in the read model."""
        ...

    def day(self, day: date) -> Any:
        """A day as it stands in the read model."""
        ...

    def begin(self) -> None: ...

    def commit(self) -> None: ...


@contextmanager
def bare_engine(place: Place) -> Iterator[Bare]:
    """A connection of its own, as durable as the program's."""
    if place.conninfo is None:
        with closing(sqlite3.connect(place.folder / "kaa.db", isolation_level=None)) as file:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
                file.execute(f"PRAGMA {pragma}")
            yield _BareSqlite(file)
    else:
        with psycopg.connect(place.conninfo, autocommit=True) as server:
            yield _BarePostgres(server)


_COLUMNS = "stream_id, version, name, recorded_at, body"
_EVENTS = f"SELECT {_COLUMNS} FROM stored_events WHERE name LIKE ? ORDER BY position LIMIT ?"
_IN_SCAN_ORDER = "SELECT stream_id, version, position, name, body FROM stored_events ORDER BY stream_id, version"


class _BareSqlite:
    _INSERT = f"INSERT INTO stored_events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)"

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def insert_event(self, row: SealedRow) -> None:
        self._file.execute(self._INSERT, row)

    def insert_events(self, rows: Sequence[SealedRow]) -> None:
        self.begin()
        self._file.executemany(self._INSERT, rows)
        self.commit()

    def events(self, name: str = "%", count: int = EVERYTHING) -> list[SealedRow]:
        return self.read(_EVENTS, (name, count))

    def read_through(self) -> int:
        cursor = self._file.execute(_IN_SCAN_ORDER)
        return sum(len(some) for some in iter(lambda: cursor.fetchmany(ROWS_AT_ONCE), []))

    def read(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        return self._file.execute(statement, values).fetchall()

    def write(self, table: str, rows: Sequence[Values]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._file.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def run(self, statement: str, *many: Values) -> None:
        if many:
            self._file.executemany(statement, many)
        else:
            self._file.execute(statement)

    def owner(self, case_id: UUID) -> str:
        return case_id.hex

    def day(self, day: date) -> str:
        return day.isoformat()

    def begin(self) -> None:
        self._file.execute("BEGIN")

    def commit(self) -> None:
        self._file.execute("COMMIT")


class _BarePostgres:
    _INSERT = (
        f"INSERT INTO stored_events (position, {_COLUMNS}) "
        "VALUES (nextval('stored_events_position_seq'), %b, %b, %b, %b, %b)"
    )
    _COPY = f"COPY stored_events (position, {_COLUMNS}) FROM STDIN (FORMAT BINARY)"
    _COPIED_TYPES = ("int8", "bytea", "int8", "text", "int8", "bytea")

    def __init__(self, server: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._server = server

    def insert_event(self, row: SealedRow) -> None:
        self._server.execute(self._INSERT, row, prepare=True)

    def insert_events(self, rows: Sequence[SealedRow]) -> None:
        with self._server.cursor() as cursor, cursor.copy(self._COPY) as copy:
            copy.set_types(self._COPIED_TYPES)
            for position, row in enumerate(rows, 1):
                copy.write_row((position, *row))

    def events(self, name: str = "%", count: int = EVERYTHING) -> list[SealedRow]:
        return self.read(_EVENTS, (name, count))

    def read_through(self) -> int:
        with self._server.transaction(), self._server.cursor("scan", binary=True) as cursor:
            cursor.execute(_IN_SCAN_ORDER)
            return sum(len(some) for some in iter(lambda: cursor.fetchmany(ROWS_AT_ONCE), []))

    def read(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        with self._server.cursor(binary=True) as cursor:
            return cursor.execute(_numbered(statement), values).fetchall()

    def write(self, table: str, rows: Sequence[Values]) -> None:
        with self._server.cursor() as cursor, cursor.copy(SQL(f"COPY {table} FROM STDIN")) as copy:
            for row in rows:
                copy.write_row(row)

    def run(self, statement: str, *many: Values) -> None:
        with self._server.cursor() as cursor:
            if many:
                cursor.executemany(_numbered(statement), many)
            else:
                cursor.execute(statement)

    def owner(self, case_id: UUID) -> UUID:
        return case_id

    def day(self, day: date) -> date:
        return day

    def begin(self) -> None:
        self._server.execute("BEGIN")

    def commit(self) -> None:
        self._server.execute("COMMIT")


def _numbered(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()
