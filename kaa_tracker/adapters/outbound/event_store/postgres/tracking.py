"""How far a follower has come: one row each, and a position that only grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eventsourcing import persistence
from eventsourcing.persistence import IntegrityError, StoredEvent, Tracking

from kaa_tracker.adapters.outbound.event_store.postgres.connections import Connection, Connections
from kaa_tracker.adapters.outbound.event_store.postgres.recorder import EventRecorder

_CREATE = """
CREATE TABLE IF NOT EXISTS notification_tracking (
    application_name text PRIMARY KEY,
    notification_id bigint NOT NULL
)
"""
_ADVANCE = """
INSERT INTO notification_tracking AS tracking VALUES (%s, %s)
ON CONFLICT (application_name) DO UPDATE SET notification_id = excluded.notification_id
WHERE tracking.notification_id < excluded.notification_id
"""
_POSITION = "SELECT notification_id FROM notification_tracking WHERE application_name = %s"


class TrackingRecorder(persistence.TrackingRecorder):
    """The library's tracking recorder."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def create_table(self) -> None:
        with self._connections.lend() as connection:
            connection.execute(_CREATE)

    def insert_tracking(self, tracking: Tracking) -> None:
        with self._connections.lend() as connection:
            advance(connection, tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        with self._connections.lend() as connection:
            row = connection.execute(_POSITION, (application_name,)).fetchone()
        return row[0] if row else None


class ProcessRecorder(TrackingRecorder, EventRecorder, persistence.ProcessRecorder):
    """Events and the position of a follower, in one transaction."""

    def __init__(self, connections: Connections) -> None:
        EventRecorder.__init__(self, connections)

    def create_table(self) -> None:
        TrackingRecorder.create_table(self)
        EventRecorder.create_table(self)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        tracking: Tracking | None = kwargs.get("tracking")
        if tracking is None:
            return EventRecorder.insert_events(self, stored_events)
        with self._connections.lend() as connection, connection.transaction():
            positions = self._insert(connection, stored_events)
            advance(connection, tracking)
        return positions


def advance(connection: Connection, tracking: Tracking) -> None:
    """Move the follower on. Raises ``IntegrityError`` where it already is as far."""
    if connection.execute(_ADVANCE, (tracking.application_name, tracking.notification_id)).rowcount == 0:
        raise IntegrityError(f"{tracking.application_name} is already at {tracking.notification_id} or further")
