"""Adding events: a few by one statement, many by binary copy."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.sql import SQL

from kaa_tracker.adapters.outbound.event_store.log import SealedRow
from kaa_tracker.adapters.outbound.event_store.postgres.connections import Connection
from kaa_tracker.adapters.outbound.event_store.postgres.schema import named

COPY_FROM = 50
"""So many rows are faster copied, in four exchanges with the server, than inserted in one."""

_INSERT = SQL("""
WITH reserved AS MATERIALIZED (SELECT {reserve}(%s) AS first)
INSERT INTO {table} (position, stream_id, version, name, recorded_at, body)
SELECT first + place - 1, stream_id, version, name, recorded_at, body
FROM reserved, unnest(%b::bytea[], %b::bigint[], %b::text[], %b::bigint[], %b::bytea[])
    WITH ORDINALITY AS event (stream_id, version, name, recorded_at, body, place)
RETURNING (SELECT first FROM reserved)
""")
_RESERVE = SQL("SELECT {reserve}(%s)")
_COPY = SQL("COPY {table} (position, stream_id, version, name, recorded_at, body) FROM STDIN (FORMAT BINARY)")
_COPIED_TYPES = ("int8", "bytea", "int8", "text", "int8", "bytea")


class Writer:
    """Writes to one table of events."""

    def __init__(self, table: str) -> None:
        self._insert = named(_INSERT, table).as_bytes()
        self._reserve = named(_RESERVE, table).as_bytes()
        self._copy = named(_COPY, table).as_bytes()

    def write(self, connection: Connection, rows: Sequence[SealedRow]) -> int:
        """Write the rows at adjacent positions and answer the last, all in one transaction.

        In a transaction of the caller's, nothing may have been written before.
        """
        first = self._insert_rows(connection, rows) if len(rows) < COPY_FROM else self._copy_rows(connection, rows)
        return first + len(rows) - 1

    def _insert_rows(self, connection: Connection, rows: Sequence[SealedRow]) -> int:
        columns = [list(column) for column in zip(*rows, strict=True)]
        return _single(connection.execute(self._insert, (len(rows), *columns), prepare=True).fetchone())

    def _copy_rows(self, connection: Connection, rows: Sequence[SealedRow]) -> int:
        with connection.transaction(), connection.cursor() as cursor:
            first = _single(cursor.execute(self._reserve, (len(rows),), prepare=True).fetchone())
            with cursor.copy(self._copy) as copy:
                copy.set_types(_COPIED_TYPES)
                for position, row in enumerate(rows, first):
                    copy.write_row((position, *row))
        return first


def _single(row: tuple[int, ...] | None) -> int:
    assert row is not None
    return row[0]
