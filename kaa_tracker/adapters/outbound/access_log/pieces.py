"""Entries as they are read: with their cases, a piece of the log at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Select, select

from kaa_tracker.adapters.outbound.access_log.links import Commitment, End, Place, Written
from kaa_tracker.adapters.outbound.access_log.tables import access_case, access_chain, access_entry
from kaa_tracker.adapters.outbound.inbox.instants import told_instant
from kaa_tracker.adapters.outbound.vault.statements import in_pieces
from kaa_tracker.application.access.access_log import Access, Act, Logged

WRITTEN: Select[Any] = select(*(access_entry.c[column] for column in Written._fields))


def end(connection: Connection, place: Place) -> End:
    c = access_chain.c
    return End(*connection.execute(select(c.number, c.digest, c.seal).where(c.place == place)).one())


def written(connection: Connection, after: int, up_to: int, limit: int) -> list[Written]:
    """The entries after one number and up to another, in order."""
    number = access_entry.c.number
    query = WRITTEN.where(number > after, number <= up_to).order_by(number).limit(limit)
    return [Written(*row) for row in connection.execute(query)]


def commitments_between(connection: Connection, first: int, last: int) -> Mapping[int, Sequence[Commitment]]:
    query = _COMMITMENTS.where(access_case.c.number.between(first, last))
    return _by_number(connection.execute(query))


def told(connection: Connection, entries: Sequence[Written]) -> list[Logged]:
    """The entries as the application knows them."""
    cases = _commitments_of(connection, [entry.number for entry in entries])
    chained = end(connection, "head").number
    return [_logged(entry, cases.get(entry.number, ()), chained) for entry in entries]


_COMMITMENTS: Select[Any] = select(access_case.c.number, *(access_case.c[column] for column in Commitment._fields))


def _commitments_of(connection: Connection, numbers: Collection[int]) -> Mapping[int, Sequence[Commitment]]:
    return _by_number(
        row
        for some in in_pieces(numbers)
        for row in connection.execute(_COMMITMENTS.where(access_case.c.number.in_(some)))
    )


def _by_number(rows: Any) -> Mapping[int, Sequence[Commitment]]:
    found: dict[int, list[Commitment]] = defaultdict(list)
    for number, *commitment in rows:
        found[number].append(Commitment(*commitment))
    return found


def _logged(entry: Written, cases: Sequence[Commitment], chained: int) -> Logged:
    named = tuple(sorted(case.case_id for case in cases if case.case_id))
    access = Access(
        at=told_instant(entry.at),
        user=entry.user,
        role=entry.role,
        unit=entry.unit,
        act=cast("Act", entry.act),
        case_ids=named,
        fields=tuple(entry.fields.split()),
        reason=entry.reason,
    )
    return Logged(entry.number, access, len(cases) - len(named), entry.number <= chained)
