"""What the vault's statements share: questions in pieces an engine can take, and insert-or-replace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

VALUES_A_QUERY = 1_000

T = TypeVar("T")


def in_pieces(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """No more values at once than a query takes easily."""
    rest = iter(values)
    while piece := list(islice(rest, VALUES_A_QUERY)):
        yield piece


def insert_into(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that can say what happens ``on_conflict``, in the engine's own dialect."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def put_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows, each replacing the one with its primary key."""
    if not rows:
        return
    statement = insert_into(connection, table)
    others = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=others), rows
    )
