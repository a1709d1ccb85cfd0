"""The log of all cases, its bodies sealed, on whichever engine records it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import Any, Self, cast
from uuid import UUID

from eventsourcing.persistence import InfrastructureFactory, IntegrityError

from kaa_tracker.adapters.outbound.event_store.log import Log, Share, StoredRow
from kaa_tracker.adapters.outbound.event_store.mapper import CaseMapper, UnreadableEvent
from kaa_tracker.application.ports import Append, Change, Keys, VersionConflict
from kaa_tracker.domain.case.events import History
from kaa_tracker.domain.case.unreadable import UnreadableHistory

STREAMS_AT_ONCE = 250
"""Cases whose keys and events are fetched together."""

ROWS_AT_ONCE = 2_000
"""Events a scan fetches at once: few enough to stay in the processor's cache until they are opened."""

_of_stream = itemgetter(0)


class SealedEventStore:
    """The ``EventStore`` port on one of our persistence modules.

    Usable from several threads; a context manager that closes its connections.
    """

    def __init__(self, environment: Mapping[str, str], keys: Keys) -> None:
        """``environment`` holds the library's variables: ``PERSISTENCE_MODULE`` and those of that module."""
        self._factory: InfrastructureFactory[Any] = InfrastructureFactory.construct(environment)
        self._log = cast(Log, self._factory.application_recorder())
        self._mapper = CaseMapper(keys)
        self._keys = keys

    def create(self) -> None:
        """Create the tables that are missing."""
        self._log.create_table()

    def close(self) -> None:
        self._factory.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def histories(self, case_ids: Collection[UUID], *, up_to: int | None = None) -> dict[UUID, History]:
        """See ``EventStore``. What it raises is an ``UnreadableEvent``."""
        wanted = list(dict.fromkeys(case_ids))
        found: dict[UUID, History] = {}
        for start in range(0, len(wanted), STREAMS_AT_ONCE):
            keys = self._keys.load(wanted[start : start + STREAMS_AT_ONCE])
            case_of = {case_id.bytes: case_id for case_id in keys}
            for stream_id, rows in groupby(self._log.streams(list(case_of), up_to), _of_stream):
                case_id = case_of[stream_id]
                found[case_id] = self._mapper.history(case_id, keys[case_id], list(rows))
        return found

    def append(self, appends: Sequence[Append]) -> int:
        """See ``EventStore``. Raises ``KeyMissing``, and ``ValueError`` where entries do not follow on."""
        rows = self._mapper.seal(appends)
        if not rows:
            return self.last_position()
        try:
            return self._log.append(rows)
        except IntegrityError:
            raise VersionConflict(f"one of {len(appends)} cases has moved on") from None

    def changes(self, after: int, limit: int) -> Sequence[Change]:
        """See ``EventStore``."""
        places = self._log.places(after, limit)
        case_of = {stream_id: UUID(bytes=stream_id) for stream_id in {stream_id for _, stream_id in places}}
        return [Change(position, case_of[stream_id]) for position, stream_id in places]

    def last_position(self) -> int:
        """See ``EventStore``."""
        return self._log.last_settled()

    def scan(self, *, up_to: int, part: int = 0, parts: int = 1) -> Iterator[tuple[UUID, History | UnreadableHistory]]:
        """See ``EventStore``. At most 256 parts."""
        share = Share.of(part, parts)
        streams: list[tuple[UUID, list[StoredRow]]] = []
        for stream_id, rows in groupby(self._rows(up_to, share), _of_stream):
            streams.append((UUID(bytes=stream_id), list(rows)))
            if len(streams) == STREAMS_AT_ONCE:
                yield from self._with_keys(streams)
                streams = []
        yield from self._with_keys(streams)

    def _rows(self, up_to: int, share: Share) -> Iterator[StoredRow]:
        after = bytes(16), 0
        while page := self._log.page(after, up_to, share, ROWS_AT_ONCE):
            yield from page
            after = page[-1][0], page[-1][1]

    def _with_keys(
        self, streams: Sequence[tuple[UUID, list[StoredRow]]]
    ) -> Iterator[tuple[UUID, History | UnreadableHistory]]:
        keys = self._keys.load([case_id for case_id, _ in streams])
        for case_id, rows in streams:
            if (key := keys.get(case_id)) is not None:
                yield case_id, self._opened(case_id, key, rows)

    def _opened(self, case_id: UUID, key: bytes, rows: list[StoredRow]) -> History | UnreadableHistory:
        try:
            return self._mapper.history(case_id, key, rows)
        except UnreadableEvent as unreadable:
            return unreadable
