"""Making the chain longer, starting it later, and working it out anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, literal_column, or_, select, update

from kaa_tracker.adapters.outbound.access_log.links import End, Place, Written, link
from kaa_tracker.adapters.outbound.access_log.pieces import commitments_between, end, written
from kaa_tracker.adapters.outbound.access_log.tables import access_case, access_chain, access_entry, access_link
from kaa_tracker.adapters.outbound.inbox.instants import stored_instant

_OLDEST_UNDER_WAY: ColumnElement[int] = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
_NEXT: ColumnElement[int] = literal_column("pg_snapshot_xmax(pg_current_snapshot())::text::bigint")


class Chain:
    """Each method reads, and then writes in a short transaction: nobody who logs waits for the hashing."""

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._key = key

    def lengthen(self, limit: int) -> int:
        """Link the next entries; answers how many. On a head that is not ours nothing is built."""
        with self._engine.connect() as connection:
            head = end(connection, "head")
            entries = written(connection, head.number, _settled(connection, head.number), limit)
            if not entries or not head.is_ours(self._key, "head"):
                return 0
            links = list(self._links(connection, head.digest, entries))
        longer = End.sealed(self._key, "head", **links[-1])
        with self._engine.begin() as connection:
            if not _moved(connection, "head", head, longer):
                return 0
            connection.execute(insert(access_link), links)
        return len(links)

    def start_after(self, moment: datetime) -> int:
        """Forget the linked entries up to the first that is not of before then; answers how many."""
        with self._engine.connect() as connection:
            start = end(connection, "start")
            last = _last_before(connection, moment)
            digest = connection.execute(select(access_link.c.digest).where(access_link.c.number == last)).scalar()
            if digest is None or not start.is_ours(self._key, "start"):
                return 0
        later = End.sealed(self._key, "start", last, digest)
        with self._engine.begin() as connection:
            if not _moved(connection, "start", start, later):
                return 0
            for table in (access_case, access_link):
                connection.execute(delete(table).where(table.c.number <= last))
            return connection.execute(delete(access_entry).where(access_entry.c.number <= last)).rowcount

    def _links(self, connection: Connection, digest: bytes, entries: Sequence[Written]) -> Iterator[dict[str, Any]]:
        commitments = commitments_between(connection, entries[0].number, entries[-1].number)
        for entry in entries:
            digest = link(self._key, digest, entry, commitments.get(entry.number, ()))
            yield {"number": entry.number, "digest": digest}


def _settled(connection: Connection, known: int) -> int:
    """The last number below which no entry can appear any more; ``known`` is such a one.

    A transaction from the future is one of another server, from which the database was restored.
    """
    number, transaction = access_entry.c.number, access_entry.c.transaction
    query = select(number).where(number > known).order_by(number.desc()).limit(1)
    if connection.dialect.name != "sqlite":
        query = query.where(or_(transaction < _OLDEST_UNDER_WAY, transaction >= _NEXT))
    return connection.execute(query).scalar() or known


def _last_before(connection: Connection, moment: datetime) -> int:
    """The last linked number with nothing but entries of before the moment up to it; 0 where there is none."""
    number = access_entry.c.number
    of_later = select(number).where(access_entry.c.at >= stored_instant(moment)).order_by(number).limit(1)
    first_kept = connection.execute(of_later).scalar()
    query = select(func.max(number)).where(number <= end(connection, "head").number)
    return connection.execute(query if first_kept is None else query.where(number < first_kept)).scalar() or 0


def _moved(connection: Connection, place: Place, before: End, after: End) -> bool:
    """Whether the end of the chain now is ``after``; not, where somebody else has moved it meanwhile."""
    c = access_chain.c
    moved = update(access_chain).where(c.place == place, c.number == before.number).values(**after._asdict())
    return connection.execute(moved).rowcount == 1
