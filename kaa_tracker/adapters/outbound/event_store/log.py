"""What the store asks of a recorder beyond the library's contract: many streams at once, in plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from time import time_ns
from typing import NamedTuple, Protocol, TypeAlias
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent

SealedRow: TypeAlias = tuple[bytes, int, str, int, bytes]
"""An event to write: stream id, version, name, recorded_at in microseconds since 1970 UTC, sealed body."""

StoredRow: TypeAlias = tuple[bytes, int, int, str, bytes]
"""An event read: stream id, version, position, name, sealed body."""


class RecordedEvent(StoredEvent):
    """The library's stored event, which also knows when it was recorded."""

    row: SealedRow

    def __init__(self, row: SealedRow) -> None:
        stream_id, version, name, _, body = row
        super().__init__(UUID(bytes=stream_id), version, name, body)
        object.__setattr__(self, "row", row)


def sealed_row(event: StoredEvent) -> SealedRow:
    """The row of a stored event; one that does not know when it was recorded is recorded now."""
    if isinstance(event, RecordedEvent):
        return event.row
    return stream_id_of(event.originator_id), event.originator_version, event.topic, time_ns() // 1000, event.state


def stream_id_of(originator_id: UUID | str) -> bytes:
    """Streams have UUIDs here; the library would also allow strings."""
    return (originator_id if isinstance(originator_id, UUID) else UUID(originator_id)).bytes


def stored_event(row: StoredRow) -> StoredEvent:
    stream_id, version, _, name, body = row
    return StoredEvent(UUID(bytes=stream_id), version, name, body)


def notification(row: StoredRow) -> Notification:
    stream_id, version, position, name, body = row
    return Notification(UUID(bytes=stream_id), version, name, body, position)


class Share(NamedTuple):
    """The streams whose last byte is at least ``lowest`` and at most ``highest``.

    The end of a stream id is random, its beginning is a time: shares by the last byte are of like size.
    """

    lowest: int = 0
    highest: int = 255

    @classmethod
    def of(cls, part: int, parts: int) -> Share:
        """Share number ``part`` of ``parts``, from 0. Together the shares are everything, none meets another."""
        if not 0 <= part < parts <= 256:
            raise ValueError(f"no part {part} of {parts}: there are 1 to 256 parts, counted from 0")
        return cls(256 * part // parts, 256 * (part + 1) // parts - 1)


class Log(Protocol):
    """The events of all streams, in the order of their positions. Errors are the library's."""

    def create_table(self) -> None:
        """Create what is missing: a step of setting up, not of every process that starts."""
        ...

    def append(self, rows: Sequence[SealedRow]) -> int:
        """Write all or nothing, durably, at adjacent positions; answers the last of them.

        Raises ``eventsourcing.persistence.IntegrityError`` if a stream already has one of the versions.
        """
        ...

    def streams(self, stream_ids: Sequence[bytes], up_to: int | None) -> Sequence[StoredRow]:
        """The events of the streams up to a position, each stream's together and in order."""
        ...

    def places(self, after: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """Position and stream id of the next events after a position, as far as the log is settled."""
        ...

    def last_settled(self) -> int:
        """The last position before which nothing can appear any more; 0 while the log is empty."""
        ...

    def page(self, after: tuple[bytes, int], up_to: int, share: Share, limit: int) -> Sequence[StoredRow]:
        """The next events after a stream id and version, ordered by these, up to a position."""
        ...
