"""Reading and writing rows past SQLAlchemy's statement layer, which takes longer than the engines do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection, Table

from kaa_tracker.adapters.outbound.read_model.rows import StoredRow, by_table, stored
from kaa_tracker.projections.deriving import Batch

CASES_A_STATEMENT = 500
"""On SQLite each is a parameter of the statement."""


class RowAccess(Protocol):
    """One engine's way to the rows of whole cases."""

    def rows(self, batch: Batch) -> Sequence[Sequence[StoredRow]]:
        """Table by table, as ``present`` would tell them."""
        ...

    def present(self, connection: Connection, table: Table, case_ids: Sequence[UUID]) -> list[StoredRow]: ...

    def delete(self, connection: Connection, table: Table, owners: Sequence[Any]) -> None:
        """Delete the rows of cases, each named as the first value of its rows."""
        ...

    def add(self, connection: Connection, table: Table, rows: Sequence[StoredRow]) -> None: ...


class SqliteRows:
    """Days and ids are text."""

    def rows(self, batch: Batch) -> Sequence[Sequence[StoredRow]]:
        return stored(batch).rows

    def present(self, connection: Connection, table: Table, case_ids: Sequence[UUID]) -> list[StoredRow]:
        cursor = connection.connection.cursor()
        found: list[StoredRow] = []
        for some in _portions([case_id.hex for case_id in case_ids]):
            found += cursor.execute(f"SELECT * FROM {table.name} WHERE case_id IN {_marks(len(some))}", some).fetchall()
        return found

    def delete(self, connection: Connection, table: Table, owners: Sequence[Any]) -> None:
        for some in _portions(owners):
            connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE case_id IN {_marks(len(some))}", tuple(some))

    def add(self, connection: Connection, table: Table, rows: Sequence[StoredRow]) -> None:
        cursor = connection.connection.cursor()
        cursor.executemany(f"INSERT INTO {table.name} VALUES {_marks(len(table.columns))}", rows)


class PostgresRows:
    """The driver has a type for everything; what is added may also be text."""

    def rows(self, batch: Batch) -> Sequence[Sequence[StoredRow]]:
        return by_table(batch.cases)

    def present(self, connection: Connection, table: Table, case_ids: Sequence[UUID]) -> list[StoredRow]:
        cursor: Any = connection.connection.cursor(binary=True)
        found: list[StoredRow] = cursor.execute(
            f"SELECT * FROM {table.name} WHERE case_id = ANY (%s)", [list(case_ids)]
        ).fetchall()
        return found

    def delete(self, connection: Connection, table: Table, owners: Sequence[Any]) -> None:
        connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE case_id = ANY (%s)", (list(owners),))

    def add(self, connection: Connection, table: Table, rows: Sequence[StoredRow]) -> None:
        with connection.connection.cursor().copy(f"COPY {table.name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def row_access(dialect: str) -> RowAccess:
    return SqliteRows() if dialect == "sqlite" else PostgresRows()


def _marks(count: int) -> str:
    return f"({', '.join('?' * count)})"


def _portions(values: Sequence[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while some := list(islice(rest, CASES_A_STATEMENT)):
        yield some
