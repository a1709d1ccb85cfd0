"""Working the chain out anew, in pieces, with the log as it is at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, Engine, func, select

from kaa_tracker.adapters.outbound.access_log.links import Commitment, Written, link
from kaa_tracker.adapters.outbound.access_log.pieces import commitments_between, end, written
from kaa_tracker.adapters.outbound.access_log.tables import access_entry, access_link
from kaa_tracker.application.access.access_log import ChainState

PIECE = 5_000
BEFORE_ALL = -(2**63)
"""No number is less, not even one that nobody gave out."""


class _Kept(NamedTuple):
    """What lies under a number; an entry without a link, or a link without an entry, is no more what it was."""

    number: int
    entry: Written | None
    commitments: tuple[Commitment, ...]
    digest: bytes | None


def verified(engine: Engine, key: bytes) -> ChainState:
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.execution_options(isolation_level="REPEATABLE READ")
        head = end(connection, "head").number
        number = access_entry.c.number
        entries = connection.execute(select(func.count()).select_from(access_entry)).scalar_one()
        chained = connection.execute(select(func.count()).where(number <= head)).scalar_one()
        return ChainState(entries, chained, _broken_at(connection, key))


def _broken_at(connection: Connection, key: bytes) -> int | None:
    start, head = end(connection, "start"), end(connection, "head")
    if not start.is_ours(key, "start"):
        return start.number
    digest = start.digest
    for number, entry, commitments, kept in _chained(connection, head.number):
        if entry is None or kept is None or not all(one.holds for one in commitments):
            return number
        digest = link(key, digest, entry, commitments)
        if digest != kept:
            return number
    is_whole = head.is_ours(key, "head") and (head.number == start.number or head.digest == digest)
    return None if is_whole else head.number


def _chained(connection: Connection, head: int) -> Iterator[_Kept]:
    """Everything under the numbers up to the head, in order."""
    after = BEFORE_ALL
    while after < head:
        entries = {entry.number: entry for entry in written(connection, after, head, PIECE)}
        last = max(entries) if len(entries) == PIECE else head
        commitments = commitments_between(connection, after + 1, last)
        digests = _digests(connection, after + 1, last)
        for number in sorted(entries.keys() | commitments.keys() | digests.keys()):
            cases = tuple(commitments.get(number, ()))
            yield _Kept(number, entries.get(number), cases, digests.get(number))
        after = last


def _digests(connection: Connection, first: int, last: int) -> Mapping[int, bytes]:
    c = access_link.c
    rows = connection.execute(select(c.number, c.digest).where(c.number.between(first, last)))
    return {row.number: row.digest for row in rows}
