"""Transactions of the inbox, and what it asks and writes by the thousand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine

from kaa_tracker.adapters.outbound.inbox.message_row import MessageRow, Receipt
from kaa_tracker.adapters.outbound.vault.statements import Row, in_pieces, transaction

_TAKE_THE_FILE = "UPDATE inbox_delivery SET state = state WHERE false"
_TAKE_THE_STATES = "SELECT pg_advisory_xact_lock(hashtext('inbox_message'))"

_LAST_NUMBER = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'inbox_message'"
_NEW_NUMBERS = "SELECT nextval('inbox_message_number_seq') FROM generate_series(1, %b)"

_ARRIVED = (*Receipt._fields, *MessageRow._fields)
_INSERT = f"INSERT INTO inbox_message ({', '.join(_ARRIVED)})"
_INSERT_EACH = f"{_INSERT} VALUES ({', '.join('?' * len(_ARRIVED))})"
_INSERT_ALL = (
    f"{_INSERT} SELECT %b::bigint, %b::bigint, %b::text, new.* FROM unnest("
    "%b::bigint[], %b::bytea[], %b::smallint[], %b::bytea[], %b::text[], %b::bytea[], %b::text[], %b::bytea[], "
    "%b::bigint[], %b::boolean[]) AS new ON CONFLICT DO NOTHING RETURNING number"
)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may read before it writes.

    SQLite would refuse it where another has written in between; so it begins by writing, and waits then.
    """
    with transaction(engine) as connection:
        if _is_sqlite(connection):
            connection.exec_driver_sql(_TAKE_THE_FILE)
        yield connection


@contextmanager
def deciding(engine: Engine) -> Iterator[Connection]:
    """A transaction that alone changes what is there; messages may come meanwhile."""
    with writing(engine) as connection:
        decide_alone(connection)
        yield connection


def decide_alone(connection: Connection) -> None:
    """Wait for whoever decides now, and keep others waiting until the transaction ends.

    Whoever decides waits for nobody who stores, but for a delivery and its tally, which nobody who waits
    here has touched: so nobody waits in a ring.
    """
    if not _is_sqlite(connection):
        connection.exec_driver_sql(_TAKE_THE_STATES)


def reserved_numbers(connection: Connection, count: int) -> Sequence[int]:
    """Numbers for so many messages, greater than any before; some may never be used."""
    if _is_sqlite(connection):
        [(last,)] = fetched(connection, _LAST_NUMBER)
        return range(last + 1, last + 1 + count)
    return sorted(number for (number,) in fetched(connection, _NEW_NUMBERS, (count,)))


def insert_messages(connection: Connection, receipt: Receipt, rows: Sequence[MessageRow]) -> set[int]:
    """The numbers of those written, in the order given: the rest is there already under its name and variant."""
    if not rows:
        return set()
    if _is_sqlite(connection):  # where nobody writes between our reading and this
        connection.exec_driver_sql(_INSERT_EACH, [(*receipt, *row) for row in rows])
        return {row.number for row in rows}
    columns = map(list, zip(*rows, strict=True))
    return {number for (number,) in fetched(connection, _INSERT_ALL, (*receipt, *columns))}


def change_messages(connection: Connection, values: Mapping[str, Any], numbers: Iterable[int]) -> None:
    """Give the messages the values, by the names of the columns."""
    mark = _mark(connection)
    change = f"UPDATE inbox_message SET {', '.join(f'{column} = {mark}' for column in values)}"
    for some in in_pieces(numbers):
        among, parameters = _among(connection, some)
        connection.exec_driver_sql(f"{change} WHERE number {among}", (*values.values(), *parameters))


def messages_with(
    connection: Connection, columns: str, column: str, values: Iterable[object], but: str = "true"
) -> Iterator[Row]:
    """The columns of the messages that have one of the values, and of which ``but`` is true; in no order."""
    for some in in_pieces(values):
        among, parameters = _among(connection, some)
        query = f"SELECT {columns} FROM inbox_message WHERE {column} {among} AND {but}"
        yield from fetched(connection, query, parameters)


def messages_where(connection: Connection, columns: str, condition: str) -> Collection[Row]:
    """The columns of the messages of which the condition is true; in no order unless it says one."""
    return fetched(connection, f"SELECT {columns} FROM inbox_message WHERE {condition}")


def fetched(connection: Connection, query: str, parameters: Row = ()) -> Collection[Row]:
    """The driver's own rows: SQLAlchemy's cost as much again."""
    result = connection.exec_driver_sql(query, parameters)
    assert result.cursor is not None
    return result.cursor.fetchall()


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _mark(connection: Connection) -> str:
    return "?" if _is_sqlite(connection) else "%s"


def _among(connection: Connection, some: Sequence[object]) -> tuple[str, Row]:
    """The condition to be one of the values, and its parameters."""
    return (f"IN ({', '.join('?' * len(some))})", tuple(some)) if _is_sqlite(connection) else ("= ANY(%b)", (some,))
