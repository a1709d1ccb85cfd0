"""``Questions`` on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.adapters.outbound.questions.tables import question, transfer_request
from kaa_tracker.application.access.questions import Alert, Question, TransferRequest

_asked = question.c
_request = transfer_request.c
_NAMING = (_asked.case_id, _asked.protected, _request.case_id)
"""The columns that name a case."""


class SqlQuestions:
    """Every method is a transaction of its own, for any number of threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, asked: Question) -> UUID:
        reference = uuid4()
        instants = {"at": stored_instant(asked.at), "until": stored_instant(asked.until) if asked.until else None}
        with self._engine.begin() as connection:
            connection.execute(insert(question).values(**asked._asdict() | instants, reference=reference))
        return reference

    def open_to(self, reference: UUID, user: str, now: datetime) -> UUID | None:
        theirs = (_asked.reference == reference, _asked.user == user, _asked.until > stored_instant(now))
        with self._engine.connect() as connection:
            return connection.scalar(select(_asked.case_id).where(*theirs))

    def request_transfer(self, reference: UUID, case_id: UUID, user: str, unit: str, at: datetime) -> bool:
        asked = {"reference": reference, "case_id": case_id, "user": user, "unit": unit, "at": stored_instant(at)}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(transfer_request).values(asked))
        except IntegrityError:  # asked for before, perhaps at this moment
            return False
        return True

    def transfer_requests(self, since: datetime) -> list[TransferRequest]:
        made = select(transfer_request).where(_request.at >= stored_instant(since), _request.case_id.is_not(None))
        with self._engine.connect() as connection:
            rows = connection.execute(made.order_by(_request.number.desc()))
            return [TransferRequest(r.number, told_instant(r.at), r.user, r.unit, r.case_id) for r in rows]

    def alerts(self, *, limit: int, before: int | None = None) -> list[Alert]:
        hit = select(question).where(_asked.protected.is_not(None))
        earlier = hit if before is None else hit.where(_asked.number < before)
        with self._engine.connect() as connection:
            rows = connection.execute(earlier.order_by(_asked.number.desc()).limit(limit))
            return [Alert(r.number, told_instant(r.at), r.user, r.unit, r.kind, r.reason, r.protected) for r in rows]

    def forget_before(self, moment: datetime) -> int:
        with self._engine.begin() as connection:
            return sum(
                connection.execute(delete(table).where(table.c.at < stored_instant(moment))).rowcount
                for table in (question, transfer_request)
            )

    def forget_case(self, case_id: UUID) -> None:
        with self._engine.begin() as connection:
            for column in _NAMING:
                connection.execute(update(column.table).where(column == case_id).values({column.name: None}))
