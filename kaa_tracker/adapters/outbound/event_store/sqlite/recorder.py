"""Writing and reading events in SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing import sqlite as library
from eventsourcing.persistence import Notification, StoredEvent

from kaa_tracker.adapters.outbound.event_store.log import (
    SealedRow,
    Share,
    StoredRow,
    notification,
    sealed_row,
    stored_event,
    stream_id_of,
)
from kaa_tracker.adapters.outbound.event_store.sqlite.connections import Datastore, library_errors


class EventRecorder(library.SQLiteApplicationRecorder):
    """The library's application recorder, and a ``Log``."""

    def __init__(self, datastore: library.SQLiteDatastore, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name)
        assert isinstance(datastore, Datastore)
        self._datastore = datastore
        self.select_max_notification_id_statement = f"SELECT max(position) FROM {events_table_name}"
        columns = "stream_id, version, name, recorded_at, body"
        self._insert = f"INSERT INTO {events_table_name} ({columns}) VALUES (?, ?, ?, ?, ?)"

    def construct_create_table_statements(self) -> list[str]:
        columns = (
            "position INTEGER PRIMARY KEY AUTOINCREMENT",
            "stream_id BLOB NOT NULL",
            "version INTEGER NOT NULL",
            "name TEXT NOT NULL",
            "recorded_at INTEGER NOT NULL",
            "body BLOB NOT NULL",
            "UNIQUE (stream_id, version)",
        )
        return [f"CREATE TABLE IF NOT EXISTS {self.events_table_name} ({', '.join(columns)}) STRICT"]

    def append(self, rows: Sequence[SealedRow]) -> int:
        if len(rows) > 1:
            with self.datastore.transaction(commit=True) as transaction:
                return self._append(transaction, rows)
        with self._datastore.get_connection(commit=True) as connection, library_errors():
            return connection.sqlite.execute(self._insert, *rows).lastrowid or 0

    # ``+position``: the way to these goes by the stream, and no planner shall think of the order of positions.

    def streams(self, stream_ids: Sequence[bytes], up_to: int | None) -> Sequence[StoredRow]:
        where = f"stream_id IN ({', '.join('?' * len(stream_ids))})"
        if up_to is None:
            return self._rows(f"{where} ORDER BY stream_id, version", stream_ids)
        return self._rows(f"{where} AND +position <= ? ORDER BY stream_id, version", [*stream_ids, up_to])

    def page(self, after: tuple[bytes, int], up_to: int, share: Share, limit: int) -> Sequence[StoredRow]:
        return self._rows(
            "(stream_id, version) > (?, ?) AND +position <= ? AND substr(stream_id, -1) BETWEEN ? AND ? "
            "ORDER BY stream_id, version LIMIT ?",
            [*after, up_to, bytes([share.lowest]), bytes([share.highest]), limit],
        )

    def places(self, after: int, limit: int) -> Sequence[tuple[int, bytes]]:
        return self._fetch(
            f"SELECT position, stream_id FROM {self.events_table_name} WHERE position > ? ORDER BY position LIMIT ?",
            [after, limit],
        )

    def last_settled(self) -> int:
        return self.max_notification_id() or 0

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        rows = self._rows(
            "stream_id = ? AND version > ifnull(?, version - 1) AND version <= ifnull(?, version) "
            f"ORDER BY version {'DESC' if desc else 'ASC'} LIMIT ifnull(?, -1)",
            [stream_id_of(originator_id), gt, lte, limit],
        )
        return [stored_event(row) for row in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        first = (start or 0) + (0 if inclusive_of_start else 1)
        named = f"AND name IN ({', '.join('?' * len(topics))}) " if topics else ""
        rows = self._rows(
            f"position >= ? AND position <= ifnull(?, position) {named}ORDER BY position LIMIT ?",
            [first, stop, *topics, limit],
        )
        return [notification(row) for row in rows]

    def _insert_events(
        self, c: library.SQLiteCursor, stored_events: Sequence[StoredEvent], **_: Any
    ) -> Sequence[int] | None:
        last = self._append(c, [sealed_row(event) for event in stored_events])
        return list(range(last - len(stored_events) + 1, last + 1))

    def _append(self, cursor: library.SQLiteCursor, rows: Sequence[SealedRow]) -> int:
        cursor.executemany(self._insert, rows)
        cursor.execute("SELECT last_insert_rowid()")
        position: int = cursor.fetchone()[0]
        return position

    def _rows(self, where: str, parameters: Sequence[Any]) -> Sequence[StoredRow]:
        statement = f"SELECT stream_id, version, position, name, body FROM {self.events_table_name} WHERE {where}"
        return self._fetch(statement, parameters)

    def _fetch(self, query: str, parameters: Sequence[Any]) -> list[Any]:
        with self._datastore.get_connection(commit=False) as connection:
            cursor = connection.sqlite.cursor()
            cursor.row_factory = None  # plain tuples are three times as fast as the library's rows
            with library_errors():
                return cursor.execute(query, parameters).fetchall()


class ProcessRecorder(library.SQLiteProcessRecorder, EventRecorder):
    """Events and the position of a follower, in one transaction."""
