"""The library's recorders of events, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    NotSupportedError,
    StoredEvent,
    Subscription,
)

from kaa_tracker.adapters.outbound.event_store.log import (
    SealedRow,
    notification,
    sealed_row,
    stored_event,
    stream_id_of,
)
from kaa_tracker.adapters.outbound.event_store.postgres.connections import Connection, Connections
from kaa_tracker.adapters.outbound.event_store.postgres.reading import Reader
from kaa_tracker.adapters.outbound.event_store.postgres.schema import create_statements
from kaa_tracker.adapters.outbound.event_store.postgres.writing import Writer


class EventRecorder(ApplicationRecorder):
    """The library's application recorder, and a ``Log``."""

    def __init__(self, connections: Connections, table: str = "stored_events") -> None:
        self._connections = connections
        self._table = table
        self._writer = Writer(table)
        reader = Reader(connections, table)
        self._versions = reader.versions
        self._notifications = reader.notifications
        self.streams = reader.streams
        self.page = reader.page
        self.places = reader.places
        self.last_settled = reader.last_settled

    def create_table(self) -> None:
        with self._connections.lend() as connection, connection.transaction():
            for statement in create_statements(self._table):
                connection.execute(statement)

    def append(self, rows: Sequence[SealedRow]) -> int:
        with self._connections.lend() as connection:
            return self._writer.write(connection, rows)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        with self._connections.lend() as connection:
            return self._insert(connection, stored_events)

    def _insert(self, connection: Connection, stored_events: Sequence[StoredEvent]) -> list[int]:
        if not stored_events:
            return []
        last = self._writer.write(connection, [sealed_row(event) for event in stored_events])
        return list(range(last - len(stored_events) + 1, last + 1))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        rows = self._versions(stream_id_of(originator_id), gt, lte, limit, down=desc)
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
        return [notification(row) for row in self._notifications(first, stop, topics, limit)]

    def max_notification_id(self) -> int | None:
        return self.last_settled() or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Refused: a commit that notifies holds a lock of the whole server until it is on the disk."""
        raise NotSupportedError("follow the log with select_notifications()")


class AggregateRecorder(EventRecorder):
    """Events of a sequence that nobody follows: their positions are not told."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        super().insert_events(stored_events, **kwargs)
        return None
