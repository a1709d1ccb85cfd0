"""The access log on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, insert, literal_column, select, update

from kaa_tracker.adapters.outbound.access_log.anomalies import found
from kaa_tracker.adapters.outbound.access_log.chaining import Chain
from kaa_tracker.adapters.outbound.access_log.links import Commitment, Written
from kaa_tracker.adapters.outbound.access_log.pieces import WRITTEN, end, told
from kaa_tracker.adapters.outbound.access_log.tables import access_case, access_entry
from kaa_tracker.adapters.outbound.access_log.verifying import verified
from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.application.access.access_log import Access, Anomaly, ChainState, Logged, Tail

_OWN_TRANSACTION: ColumnElement[int] = literal_column("pg_current_xact_id()::text::bigint")


class SqlAccessLog:
    """``AccessLog``; ``key`` is for the chain alone."""

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._key = key
        self._chain = Chain(engine, key)

    def write(self, access: Access) -> int:
        commitments = [Commitment.to(case_id) for case_id in dict.fromkeys(access.case_ids)]
        with self._engine.begin() as connection:
            entry = insert(access_entry).values(**_numbered(connection), **_values(access))
            number = int(connection.execute(entry.returning(access_entry.c.number)).scalar_one())
            if commitments:
                rows = [{"number": number, **commitment._asdict()} for commitment in commitments]
                connection.execute(insert(access_case), rows)
        return number

    def of_case(self, case_id: UUID, *, limit: int, before: int | None = None) -> Sequence[Logged]:
        naming = select(access_case.c.number).where(access_case.c.case_id == case_id)
        return self._latest(WRITTEN.where(access_entry.c.number.in_(naming)), limit, before)

    def of_user(self, user: str, *, limit: int, before: int | None = None) -> Sequence[Logged]:
        return self._latest(WRITTEN.where(access_entry.c.user == user), limit, before)

    def anomalies(self, days: tuple[date, date], *, many: int) -> Sequence[Anomaly]:
        with self._engine.connect() as connection:
            return sorted(found(connection, days, many), key=lambda one: (one.day, one.user, one.kind))

    def forget_case(self, case_id: UUID) -> int:
        forgotten = update(access_case).where(access_case.c.case_id == case_id).values(case_id=None, salt=None)
        with self._engine.begin() as connection:
            return connection.execute(forgotten).rowcount

    def forget_before(self, moment: datetime) -> int:
        while self.chain():
            pass
        return self._chain.start_after(moment)

    def chain(self, limit: int = 10_000) -> int:
        return self._chain.lengthen(limit)

    def tail(self) -> Tail:
        number, at = access_entry.c.number, access_entry.c.at
        with self._engine.connect() as connection:
            chained = end(connection, "head").number
            query = select(func.count(), func.min(at)).where(number > chained)
            entries, oldest = connection.execute(query).one()
        return Tail(entries, None if oldest is None else told_instant(oldest))

    def verify(self) -> ChainState:
        return verified(self._engine, self._key)

    def _latest(self, query: Select[Any], limit: int, before: int | None) -> list[Logged]:
        number = access_entry.c.number
        earlier = query if before is None else query.where(number < before)
        with self._engine.connect() as connection:
            entries = connection.execute(earlier.order_by(number.desc()).limit(limit)).all()
            return told(connection, [Written(*entry) for entry in entries])


def _numbered(connection: Connection) -> dict[str, Any]:
    """SQLite counts by itself, in the order of commits, since one writes at a time."""
    if connection.dialect.name == "sqlite":
        return {"transaction": 0}
    return {"number": func.next_access_number(), "transaction": _OWN_TRANSACTION}


def _values(access: Access) -> dict[str, Any]:
    return {
        "at": stored_instant(access.at),
        "user": access.user,
        "role": access.role,
        "unit": access.unit,
        "act": access.act,
        "fields": " ".join(access.fields),
        "reason": access.reason,
    }
