"""``InboxTraces`` on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, or_, select

from kaa_tracker.adapters.outbound.inbox.instants import told_instant
from kaa_tracker.adapters.outbound.inbox.sealing import Seal
from kaa_tracker.adapters.outbound.inbox.tables import inbox_body, inbox_delivery, inbox_message
from kaa_tracker.adapters.outbound.vault.blind_index import BlindIndex
from kaa_tracker.application.rights.traces import Called, FoundMessage

_message = inbox_message.c


class SqlInboxTraces:
    """Reads the whole inbox, one body at a time, which takes seconds; a person asks for it some times a year."""

    def __init__(self, engine: Engine, inbox_key: bytes, index_key: bytes) -> None:
        self._engine = engine
        self._seal = Seal(inbox_key)
        self._blind = BlindIndex(index_key)

    def of_person(self, called: Called) -> list[FoundMessage]:
        if not called.names:
            return []
        token = None if called.register_key is None else self._blind.of_register_key(called.register_key).token
        with self._engine.connect() as connection:
            rows = connection.execute(_SELECT.where(_is_candidate(token)).order_by(_message.number)).all()
            found = (self._found(connection, row, called) for row in rows)
            return [message for message in found if message is not None]

    def _found(self, connection: Connection, row: Row[Any], called: Called) -> FoundMessage | None:
        """``None`` for what names nobody in particular, and not the person either."""
        is_theirs = row.register_token is not None
        body = self._body(connection, row)
        if not is_theirs and not (body and any(name.encode() in body for name in called.names)):
            return None
        return FoundMessage(
            number=row.number,
            received_at=told_instant(row.received_at),
            door=row.door,
            kind=row.kind,
            source=row.source,
            id=row.sealed_id and self._seal.unseal_id(row.sealed_id, row.name_token),
            state=row.state,
            reason=row.reason,
            settled_at=None if row.settled_at is None else told_instant(row.settled_at),
            is_theirs=is_theirs,
            body=body,
        )

    def _body(self, connection: Connection, row: Row[Any]) -> bytes | None:
        sealed = connection.scalar(select(inbox_body.c.sealed).where(inbox_body.c.number == row.number))
        return None if sealed is None else self._seal.unseal(sealed, row.number, row.name_token)


_SELECT: Select[Any] = select(
    _message.number,
    _message.received_at,
    inbox_delivery.c.door,
    _message.kind,
    _message.source,
    _message.sealed_id,
    _message.state,
    _message.reason,
    _message.settled_at,
    _message.name_token,
    _message.register_token,
).join(inbox_delivery, inbox_delivery.c.number == _message.delivery)


def _is_candidate(token: bytes | None) -> ColumnElement[bool]:
    """Messages about the person, and those about nobody in particular that still have a body."""
    of_nobody = _message.register_token.is_(None) & _message.has_body.is_(True)
    return of_nobody if token is None else or_(_message.register_token == token, of_nobody)
