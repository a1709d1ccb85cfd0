"""What the vault asks and writes by the thousand, in the fewest steps each engine knows.

SQLAlchemy's statement layer would take longer over a row than the engine does. PostgreSQL gets a
column of all rows as one array, SQLite the rows one by one in a prepared statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Literal, TypeAlias, TypeVar

from sqlalchemy import Column, Connection, Engine, Table

VALUES_A_QUERY = 1_000

_BY_INDEX = "SELECT " + ", ".join(
    f"set_config('enable_{way}', 'off', true)" for way in ("seqscan", "hashjoin", "mergejoin")
)

Row: TypeAlias = tuple[Any, ...]
TableLock: TypeAlias = Literal["ROW EXCLUSIVE", "SHARE ROW EXCLUSIVE"]
T = TypeVar("T")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction whose statements walk indexes.

    While PostgreSQL has no statistics of a table that is being filled, it would read all of it for each batch.
    """
    with engine.begin() as connection:
        if not _is_sqlite(connection):
            connection.exec_driver_sql(_BY_INDEX)
        yield connection


def in_pieces(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """No more values at once than a query takes easily."""
    rest = iter(values)
    while piece := list(islice(rest, VALUES_A_QUERY)):
        yield piece


def rows_with(connection: Connection, column: Column[T], values: Iterable[T]) -> Iterator[Row]:
    """The rows, in all columns of the table, that have one of the values in ``column``; in no order."""
    select = f"SELECT {_names(column.table.columns)} FROM {column.table.name} WHERE {column.name}"
    for some in in_pieces(values):
        # The drivers' own rows: SQLAlchemy's cost as much again.
        if _is_sqlite(connection):
            result = connection.exec_driver_sql(f"{select} IN ({', '.join('?' * len(some))})", tuple(some))
            assert result.cursor is not None
            yield from result.cursor.fetchall()
        else:  # in binary: as text, bytes would be twice as long and be read digit by digit
            cursor: Any = connection.connection.cursor(binary=True)
            yield from cursor.execute(f"{select} = ANY(%b)", (some,)).fetchall()


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row], on_conflict: str = "") -> None:
    """Insert rows of all columns of the table, in the order given."""
    if not rows:
        return
    insert = f"INSERT INTO {table.name} ({_names(table.columns)})"
    if _is_sqlite(connection):
        marks = ", ".join("?" * len(table.columns))
        connection.exec_driver_sql(f"{insert} VALUES ({marks}) {on_conflict}", list(rows))
    else:
        arrays = _arrays(connection, table.columns)
        connection.exec_driver_sql(f"{insert} SELECT * FROM unnest({arrays}) {on_conflict}", _by_column(rows))


def put_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows of all columns of the table, in the order given, each replacing the one with its primary key."""
    others = ", ".join(f"{column.name} = excluded.{column.name}" for column in table.columns if not column.primary_key)
    insert_rows(connection, table, rows, f"ON CONFLICT ({_names(table.primary_key)}) DO UPDATE SET {others}")


def delete_rows(connection: Connection, table: Table, keys: Sequence[Row]) -> None:
    """Delete the rows that have these primary keys."""
    if not keys:
        return
    columns = table.primary_key.columns
    if _is_sqlite(connection):
        same = " AND ".join(f"{column.name} = ?" for column in columns)
        connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE {same}", list(keys))
    else:
        gone = f"unnest({_arrays(connection, columns)}) AS gone ({_names(columns)})"
        same = " AND ".join(f"{table.name}.{column.name} = gone.{column.name}" for column in columns)
        connection.exec_driver_sql(f"DELETE FROM {table.name} USING {gone} WHERE {same}", _by_column(keys))


def lock_table(connection: Connection, table: Table, lock: TableLock) -> None:
    """Wait for whoever holds the table in a conflicting way, and keep them out until the transaction ends.

    In SQLite one transaction writes at a time anyway.
    """
    if not _is_sqlite(connection):
        connection.exec_driver_sql(f"LOCK TABLE {table.name} IN {lock} MODE")


def hold_table(connection: Connection, table: Table) -> None:
    """Keep every other writer out of the table until the transaction ends, before anything in it is read."""
    if _is_sqlite(connection):  # would refuse one that has read before another has written, and waits only here
        connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE false")
    lock_table(connection, table, "SHARE ROW EXCLUSIVE")


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _names(columns: Iterable[Column[Any]]) -> str:
    return ", ".join(column.name for column in columns)


def _arrays(connection: Connection, columns: Iterable[Column[Any]]) -> str:
    return ", ".join(f"%b::{column.type.compile(connection.dialect)}[]" for column in columns)


def _by_column(rows: Iterable[Row]) -> tuple[list[Any], ...]:
    return tuple(map(list, zip(*rows, strict=True)))
