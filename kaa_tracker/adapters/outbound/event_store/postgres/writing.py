"""Adding events: a few by one statement, many by binary copy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain

from kaa_tracker.adapters.outbound.event_store.log import SealedRow
from kaa_tracker.adapters.outbound.event_store.postgres.connections import Connection
from kaa_tracker.adapters.outbound.event_store.postgres.schema import query

COPY_FROM = 12
"""So many rows are faster copied, in four exchanges with the server, than inserted in one."""

_INSERT = "INSERT INTO {table} (position, stream_id, version, name, recorded_at, body) VALUES "
_RESERVE = "SELECT {reserve}(%s)"
_COPY = "COPY {table} (position, stream_id, version, name, recorded_at, body) FROM STDIN (FORMAT BINARY)"
_COPIED_TYPES = ("int8", "bytea", "int8", "text", "int8", "bytea")


class Writer:
    """Writes to one table of events."""

    def __init__(self, table: str) -> None:
        self._table = table

    def write(self, connection: Connection, rows: Sequence[SealedRow]) -> int:
        """Write the rows at adjacent positions and answer the last, all in one transaction.

        In a transaction of the caller's, nothing may have been written before.
        """
        return self._insert(connection, rows) if len(rows) < COPY_FROM else self._copy(connection, rows)

    def _insert(self, connection: Connection, rows: Sequence[SealedRow]) -> int:
        statement = query(_insertion(len(rows)), self._table)
        values = [len(rows), *chain.from_iterable(rows)]
        return int(connection.execute(statement, values, prepare=True).fetchall()[-1][0])

    def _copy(self, connection: Connection, rows: Sequence[SealedRow]) -> int:
        with connection.transaction(), connection.cursor() as cursor:
            [(first,)] = cursor.execute(query(_RESERVE, self._table), (len(rows),), prepare=True).fetchall()
            with cursor.copy(query(_COPY, self._table)) as copy:
                copy.set_types(_COPIED_TYPES)
                for position, row in enumerate(rows, first):
                    copy.write_row((position, *row))
        return int(first) + len(rows) - 1


@cache
def _insertion(rows: int) -> str:
    """The statement that inserts so many rows.

    The first row reserves for all, and is worked out first. The sequence then stands at the last position.
    """
    values = "%s, %s, %s, %s, %s"
    first = f"({{reserve}}(%s), {values})"
    others = [f"(currval({{positions_name}}) - {before_last}, {values})" for before_last in range(rows - 2, -1, -1)]
    return f"{_INSERT}{', '.join([first, *others])} RETURNING position"
