"""Transactions of the inbox, and what it asks and writes by the thousand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from kaa_tracker.adapters.outbound.vault.statements import Row, in_pieces, transaction

_TAKE_THE_FILE = "UPDATE inbox_delivery SET state = state WHERE false"
_TAKE_THE_STATES = "SELECT pg_advisory_xact_lock(hashtext('inbox_message'))"

_OUTCOME = ("state", "reason", "path", "detail", "unknown_fields", "settled_at")
_PLACES = ", ".join(f"{column} = ?" for column in _OUTCOME)
_SETTLE_EACH = f"UPDATE inbox_message SET {_PLACES} WHERE number = ?"
_SETTLE_ALL = (
    f"UPDATE inbox_message SET {', '.join(f'{column} = new.{column}' for column in _OUTCOME)} "
    "FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::int[], %b::bigint[], %b::bigint[]) "
    f"AS new ({', '.join(_OUTCOME)}, number) WHERE inbox_message.number = new.number"
)


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may read before it writes.

    SQLite would refuse it where another has written in between; so it begins by writing, and waits then.
    """
    with transaction(engine) as connection:
        if is_sqlite(connection):
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

    Whoever decides waits for nobody who stores but in the end, for the tallies; nobody who waits here has
    touched those. So nobody waits in a ring.
    """
    if not is_sqlite(connection):
        connection.exec_driver_sql(_TAKE_THE_STATES)


def reserved_numbers(connection: Connection, count: int) -> list[int]:
    """Numbers for so many messages, greater than any before; some may never be used."""
    if is_sqlite(connection):
        last = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'inbox_message'"
        (found,) = fetched(connection, last)
        return list(range(found[0] + 1, found[0] + 1 + count))
    new = "SELECT nextval('inbox_message_number_seq') FROM generate_series(1, %b)"
    return sorted(number for (number,) in fetched(connection, new, (count,)))


def settle_rows(connection: Connection, rows: Sequence[Row]) -> None:
    """Write state, reason, path, detail, unknown fields and moment of the messages, whose number comes last."""
    if not rows:
        return
    if is_sqlite(connection):
        connection.exec_driver_sql(_SETTLE_EACH, list(rows))
    else:
        connection.exec_driver_sql(_SETTLE_ALL, tuple(map(list, zip(*rows, strict=True))))


def messages_with(
    connection: Connection, columns: str, column: str, values: Iterable[object], but: str = "true"
) -> Iterator[Row]:
    """The columns of the messages that have one of the values, and of which ``but`` is true; in no order."""
    for some in in_pieces(values):
        among = f"IN ({', '.join('?' * len(some))})" if is_sqlite(connection) else "= ANY(%b)"
        parameters = tuple(some) if is_sqlite(connection) else (some,)
        query = f"SELECT {columns} FROM inbox_message WHERE {column} {among} AND {but}"
        yield from fetched(connection, query, parameters)


def messages_where(connection: Connection, columns: str, condition: str) -> Collection[Row]:
    """The columns of the messages of which the condition is true; in no order unless it says one."""
    return fetched(connection, f"SELECT {columns} FROM inbox_message WHERE {condition}")


def fetched(connection: Connection, query: str, parameters: tuple[object, ...] = ()) -> Collection[Row]:
    """The driver's own rows: SQLAlchemy's cost as much again."""
    result = connection.exec_driver_sql(query, parameters)
    assert result.cursor is not None
    return result.cursor.fetchall()
