"""``DocumentOrders`` on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from kaa_tracker.adapters.outbound.document_orders.tables import document_content, document_order
from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.application.document_orders.orders import ATTEMPTS, DocumentOrder, OrderState, Wanted

_order = document_order.c


class SqlDocumentOrders:
    """Every method is a transaction of its own, for any number of threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def order(self, wanted: Wanted, by: str, at: datetime, command_id: str) -> DocumentOrder:
        values = {**wanted._asdict(), "by": by, "at": stored_instant(at), "command_id": command_id, "state": "ordered"}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(document_order).values(values))
        except IntegrityError:  # under that name there is one already
            pass
        with self._engine.connect() as connection:
            return _told(connection.execute(select(document_order).where(_order.command_id == command_id)).one())

    def get(self, number: int) -> DocumentOrder | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(document_order).where(_order.number == number)).first()
            return None if row is None else _told(row)

    def of_user(self, user: str, *, limit: int) -> list[DocumentOrder]:
        theirs = select(document_order).where(_order.by == user).order_by(_order.number.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [_told(row) for row in connection.execute(theirs)]

    def take_up(self, at: datetime, until: datetime) -> DocumentOrder | None:
        free = _is_nobodys(stored_instant(at))
        with self._engine.begin() as connection:
            gave_up = {"state": "failed", "fault": "gave_up", "ended_at": stored_instant(at)}
            connection.execute(update(document_order).where(free, _order.attempt >= ATTEMPTS).values(gave_up))
            oldest = select(_order.number).where(free).order_by(_order.number).limit(1).scalar_subquery()
            ours = {"state": "being_made", "attempt": _order.attempt + 1, "ours_until": stored_instant(until)}
            taken = update(document_order).where(_order.number == oldest, free).values(ours)
            row = connection.execute(taken.returning(document_order)).first()
            return None if row is None else _told(row)

    def advance(self, order: DocumentOrder, done: int, of: int, until: datetime) -> bool:
        with self._engine.begin() as connection:
            return _write(connection, order, done=done, of=of, ours_until=stored_instant(until))

    def finish(self, order: DocumentOrder, content: bytes, at: datetime) -> bool:
        ready: OrderState = "ready"
        digest = sha256(content).hexdigest()
        with self._engine.begin() as connection:
            is_ours = _write(
                connection, order, state=ready, ended_at=stored_instant(at), size=len(content), sha256=digest
            )
            if is_ours:
                connection.execute(insert(document_content).values(order=order.number, content=content))
            return is_ours

    def fail(self, order: DocumentOrder, fault: str, at: datetime) -> bool:
        failed: OrderState = "failed"
        with self._engine.begin() as connection:
            return _write(connection, order, state=failed, fault=fault, ended_at=stored_instant(at))

    def content(self, number: int) -> bytes | None:
        with self._engine.connect() as connection:
            return connection.scalar(select(document_content.c.content).where(document_content.c.order == number))

    def forget_before(self, moment: datetime) -> int:
        ended = select(_order.number).where(_order.ended_at < stored_instant(moment))
        with self._engine.begin() as connection:
            old = delete(document_content).where(document_content.c.order.in_(ended))
            return connection.execute(old).rowcount


def _is_nobodys(now: int) -> ColumnElement[bool]:
    return or_(_order.state == "ordered", and_(_order.state == "being_made", _order.ours_until < now))


def _write(connection: Connection, order: DocumentOrder, **values: Any) -> bool:
    ours = (_order.number == order.number, _order.state == "being_made", _order.attempt == order.attempt)
    return connection.execute(update(document_order).where(*ours).values(values)).rowcount == 1


def _told(row: Row[Any]) -> DocumentOrder:
    return DocumentOrder(
        number=row.number,
        wanted=Wanted(row.what, row.subject, row.format),
        by=row.by,
        at=told_instant(row.at),
        state=row.state,
        done=row.done,
        of=row.of,
        attempt=row.attempt,
        ended_at=None if row.ended_at is None else told_instant(row.ended_at),
        size=row.size,
        sha256=row.sha256,
        fault=row.fault,
    )
