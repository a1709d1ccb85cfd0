"""Reading events, never past one that may still appear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kaa_tracker.adapters.outbound.event_store.log import Share, StoredRow
from kaa_tracker.adapters.outbound.event_store.postgres.connections import Connections
from kaa_tracker.adapters.outbound.event_store.postgres.schema import query

# How far the log is settled, in the snapshot of the very statement that begins with this.
# ``floor``: the last event whose transaction is older than every one still under way. Holes below it stay
# holes. A transaction from the future is one of another server, from which the database was restored.
# ``tail``: the events after that. As far as they lack no number, nothing can come between them.
# ``known`` is how far the log was found settled before; it spares looking there again.
_SETTLED = """
WITH snapshot AS MATERIALIZED (
    SELECT pg_snapshot_xmin(seen) AS oldest, pg_snapshot_xmax(seen) AS next FROM pg_current_snapshot() AS seen
), floor AS MATERIALIZED (
    SELECT coalesce(max(position), %(known)s) AS position FROM (
        SELECT position FROM {table}, snapshot
        WHERE position > %(known)s AND (transaction < oldest OR transaction >= next)
        ORDER BY position DESC LIMIT 1
    ) AS ended
), tail AS MATERIALIZED (
    SELECT position, lag(position, 1, (SELECT position FROM floor)) OVER (ORDER BY position) AS previous
    FROM {table} WHERE position > (SELECT position FROM floor)
), settled AS MATERIALIZED (
    SELECT coalesce(
        (SELECT min(previous) FROM tail WHERE position > previous + 1),
        (SELECT max(position) FROM tail),
        (SELECT position FROM floor)
    ) AS position
)
"""

_LAST_SETTLED = _SETTLED + "SELECT position FROM settled"

_PLACES = f"""{_SETTLED}
SELECT position, stream_id FROM {{table}}
WHERE position > %(after)s AND position <= (SELECT position FROM settled)
ORDER BY position LIMIT %(limit)s
"""

_ROWS = "SELECT stream_id, version, position, name, body FROM {table} WHERE "

_NOTIFICATIONS = f"""{_SETTLED} {_ROWS}
    position >= %(first)s AND position <= (SELECT position FROM settled) AND position <= %(last)s
    AND (cardinality(%(names)s::text[]) = 0 OR name = ANY (%(names)s))
ORDER BY position LIMIT %(limit)s
"""

# ``position + 0``: the way to these goes by the stream, and no planner shall think of the index of positions.
_STREAM = f"{_ROWS} stream_id = %s AND position + 0 <= %s ORDER BY version"

_STREAMS = f"{_ROWS} stream_id = ANY (%s) AND position + 0 <= %s ORDER BY stream_id, version"

_PAGE = f"""{_ROWS}
    (stream_id, version) > (%s, %s) AND position + 0 <= %s AND get_byte(stream_id, 15) BETWEEN %s AND %s
ORDER BY stream_id, version LIMIT %s
"""

_VERSIONS = f"{_ROWS} stream_id = %s AND version > %s AND version <= %s ORDER BY version LIMIT %s"

_VERSIONS_DOWN = f"{_ROWS} stream_id = %s AND version > %s AND version <= %s ORDER BY version DESC LIMIT %s"

_LAST = 2**63 - 1
"""No position and no version is greater."""


class Reader:
    """Reads one table of events; what follows a position, only as far as the log is settled."""

    def __init__(self, connections: Connections, table: str) -> None:
        self._connections = connections
        self._table = table
        self._known_settled = 0

    def streams(self, stream_ids: Sequence[bytes], up_to: int | None) -> Sequence[StoredRow]:
        last = _LAST if up_to is None else up_to
        if len(stream_ids) == 1:
            return self._fetch(_STREAM, (stream_ids[0], last))
        return self._fetch(_STREAMS, (list(stream_ids), last))

    def page(self, after: tuple[bytes, int], up_to: int, share: Share, limit: int) -> Sequence[StoredRow]:
        return self._fetch(_PAGE, (*after, up_to, *share, limit))

    def versions(
        self, stream_id: bytes, gt: int | None, lte: int | None, limit: int | None, *, down: bool
    ) -> Sequence[StoredRow]:
        statement = _VERSIONS_DOWN if down else _VERSIONS
        return self._fetch(statement, (stream_id, -1 if gt is None else gt, _LAST if lte is None else lte, limit))

    def last_settled(self) -> int:
        [(position,)] = self._fetch(_LAST_SETTLED, {"known": self._known_settled})
        return self._settled(position)

    def places(self, after: int, limit: int) -> Sequence[tuple[int, bytes]]:
        places = self._fetch(_PLACES, {"known": self._known_settled, "after": after, "limit": limit})
        if places:
            self._settled(places[-1][0])
        return places

    def notifications(self, first: int, last: int | None, names: Sequence[str], limit: int) -> Sequence[StoredRow]:
        last = _LAST if last is None else last
        bounds = {"known": self._known_settled, "first": first, "last": last, "names": list(names), "limit": limit}
        return self._fetch(_NOTIFICATIONS, bounds)

    def _settled(self, position: int) -> int:
        self._known_settled = max(self._known_settled, position)
        return position

    def _fetch(self, statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[Any]:
        with self._connections.lend() as connection, connection.cursor(binary=True) as cursor:
            return cursor.execute(query(statement, self._table), parameters, prepare=True).fetchall()
