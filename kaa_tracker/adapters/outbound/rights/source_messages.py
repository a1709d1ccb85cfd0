"""``SourceMessages`` on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, Select, select, update

from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.adapters.outbound.rights.requests import request_of
from kaa_tracker.adapters.outbound.rights.tables import source_message
from kaa_tracker.adapters.outbound.rights.transactions import deciding, file, filed_before
from kaa_tracker.application.rights.person_requests import Filed
from kaa_tracker.application.rights.refused import check
from kaa_tracker.application.rights.request_rules import unfit_answer, unfit_contest, unfit_sending
from kaa_tracker.application.rights.source_messages import SourceMessage
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Reference

_message = source_message.c
_SELECT: Select[Any] = select(*(column for column in _message if column.name != "command_id"))


class SqlSourceMessages:
    """Every method is a transaction of its own, for any number of threads and processes."""

    def __init__(self, engine: Engine, reference: Reference) -> None:
        self._engine = engine
        self._reference = reference

    def contest(self, request: int, field: str, by: str, at: datetime, command_id: str) -> Filed:
        with deciding(self._engine) as connection:
            if (before := filed_before(connection, source_message, command_id)) is not None:
                return before
            asked = request_of(connection, request)
            flagged = _told(connection, _of(asked.case_id, open_only=True)) if asked.case_id else []
            check(unfit_contest(asked, field, flagged, local_day(at), self._reference))
            values = {"request": request, "case_id": asked.case_id, "field": field, "by": by}
            return file(connection, source_message, {**values, "at": stored_instant(at), "command_id": command_id})

    def message(self, number: int) -> SourceMessage | None:
        with self._engine.connect() as connection:
            return next(iter(_told(connection, _SELECT.where(_message.number == number))), None)

    def messages(self, *, open_only: bool = True, case_id: UUID | None = None) -> list[SourceMessage]:
        with self._engine.connect() as connection:
            return _told(connection, _of(case_id, open_only=open_only).order_by(_message.number))

    def sent(self, number: int, by: str, at: datetime) -> None:
        with deciding(self._engine) as connection:
            check(unfit_sending(_one(connection, number)))
            values = {"sent_by": by, "sent_at": stored_instant(at)}
            connection.execute(update(source_message).where(_message.number == number).values(values))

    def answered(self, number: int, answer: str, by: str, at: datetime) -> None:
        with deciding(self._engine) as connection:
            check(unfit_answer(_one(connection, number), answer, local_day(at), self._reference))
            values = {"answer": answer, "answered_by": by, "answered_at": stored_instant(at)}
            connection.execute(update(source_message).where(_message.number == number).values(values))


def _of(case_id: UUID | None, *, open_only: bool) -> Select[Any]:
    query = _SELECT.where(_message.answer.is_(None)) if open_only else _SELECT
    return query if case_id is None else query.where(_message.case_id == case_id)


def _one(connection: Connection, number: int) -> SourceMessage:
    found = _told(connection, _SELECT.where(_message.number == number))
    if not found:
        raise LookupError("no such message")
    return found[0]


def _told(connection: Connection, query: Select[Any]) -> list[SourceMessage]:
    return [_of_row(row) for row in connection.execute(query)]


def _of_row(row: Row[Any]) -> SourceMessage:
    instants = {name: row._mapping[name] for name in ("at", "sent_at", "answered_at")}
    told = {name: None if at is None else told_instant(at) for name, at in instants.items()}
    return SourceMessage(**{**row._mapping, **told})
