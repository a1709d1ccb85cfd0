"""Between an entry of a case and the event stored for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from eventsourcing.persistence import Mapper, Notification, StoredEvent

from kaa_tracker.adapters.outbound.event_store.log import RecordedEvent, SealedRow, StoredRow
from kaa_tracker.adapters.outbound.event_store.sealing import closing, nonces, opening
from kaa_tracker.adapters.outbound.event_store.transcoding import EVENT_NAMES, EntryTranscoder
from kaa_tracker.application.ports import Append, Keys
from kaa_tracker.domain.case.events import CaseEvent, Entry, History
from kaa_tracker.domain.case.unreadable import UnreadableHistory
from kaa_tracker.domain.case.upcasting import UPCASTS, Step

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNREADABLE = (InvalidTag, msgspec.MsgspecError, LookupError, TypeError, ValueError)


class KeyMissing(LookupError):
    """The case has no key, or it was destroyed: nothing can be written of it, and nothing read."""

    def __init__(self, case_id: UUID) -> None:
        super().__init__(f"case {case_id} has no key")
        self.case_id = case_id


class UnreadableEvent(UnreadableHistory):
    """The case has a key, yet a body of it does not open, or says what the program does not know.

    Tells where the event stands, never what it holds.
    """

    def __init__(self, case_id: UUID, version: int, position: int, cause: str) -> None:
        said = f"event {version} of case {case_id}, at position {position}, cannot be read ({cause})"
        super().__init__(said, case_id, position)
        self.version = version


class CaseEntry(NamedTuple):
    """An entry and the case it belongs to: what the library calls a domain event."""

    originator_id: UUID
    entry: Entry[CaseEvent]

    @property
    def originator_version(self) -> int:
        return self.entry.version


class CaseMapper(Mapper[UUID]):
    """Seals entries under the keys of their cases, and opens them again."""

    def __init__(self, keys: Keys, steps: Mapping[str, Step] = UPCASTS) -> None:
        super().__init__(transcoder=EntryTranscoder(steps))
        self._keys = keys

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """The stored event of a ``CaseEntry``. Raises ``KeyMissing``."""
        case_id, entry = domain_event
        (row,) = self.seal([Append(case_id, entry.version - 1, (entry,))])
        return RecordedEvent(row)

    def to_domain_event(self, stored_event: StoredEvent) -> CaseEntry:
        """The ``CaseEntry`` of a stored event. Raises ``KeyMissing`` and ``UnreadableEvent``."""
        case_id = stored_event.originator_id
        assert isinstance(case_id, UUID)
        key = self._keys.load([case_id]).get(case_id)
        if key is None:
            raise KeyMissing(case_id)
        position = stored_event.id if isinstance(stored_event, Notification) else 0
        row = (case_id.bytes, stored_event.originator_version, position, stored_event.topic, stored_event.state)
        (entry,) = self._opened(case_id, key, [row])
        return CaseEntry(case_id, entry)

    def seal(self, appends: Sequence[Append]) -> list[SealedRow]:
        """A row for every entry, in the order given.

        Raises ``KeyMissing``, and ``ValueError`` where versions do not follow on each other.
        """
        keys = self._keys.load({case_id for case_id, _, _ in appends})
        fresh_nonces = nonces(sum(len(entries) for _, _, entries in appends))
        rows: list[SealedRow] = []
        for append in appends:
            key = keys.get(append.case_id)
            if key is None:
                raise KeyMissing(append.case_id)
            rows.extend(self._rows(append, key, fresh_nonces))
        return rows

    def _rows(self, append: Append, key: bytes, fresh_nonces: Iterator[bytes]) -> Iterator[SealedRow]:
        case_id, after_version, entries = append
        stream_id = case_id.bytes
        close = closing(stream_id, key)
        encode = self.transcoder.encode
        for version, entry in enumerate(entries, after_version + 1):
            if entry.version != version:
                raise ValueError(f"entry {entry.version} of case {case_id} does not follow on {version - 1}")
            name = EVENT_NAMES[type(entry.event)]
            recorded_at = (entry.recorded_at - _EPOCH) // _MICROSECOND
            yield stream_id, version, name, recorded_at, close(next(fresh_nonces), encode(entry), version, name)

    def history(self, case_id: UUID, key: bytes, rows: Sequence[StoredRow]) -> History:
        """The entries of a case from its first on, in order. Raises ``UnreadableEvent``, also where one is missing."""
        if rows[-1][1] != len(rows):
            _, version, position, *_ = next(row for number, row in enumerate(rows, 1) if row[1] != number)
            raise UnreadableEvent(case_id, version, position, "the one before it is missing")
        return self._opened(case_id, key, rows)

    def _opened(self, case_id: UUID, key: bytes, rows: Sequence[StoredRow]) -> History:
        open_body = opening(case_id.bytes, key)
        decode = self.transcoder.decode
        history: list[Entry[CaseEvent]] = []
        try:
            for _, version, _, name, body in rows:
                history.append(decode(open_body(body, version, name)))
        except _UNREADABLE as error:
            # What a decoding error could not decode it quotes: neither message nor cause may go on.
            _, version, position, *_ = rows[len(history)]
            raise UnreadableEvent(case_id, version, position, type(error).__name__) from None
        return tuple(history)
