"""``PersonRequests`` on SQLite and PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Select, select, update

from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.adapters.outbound.rights.tables import person_request, person_request_step, source_message
from kaa_tracker.adapters.outbound.rights.transactions import deciding, file, filed_before
from kaa_tracker.application.rights.person_requests import Filed, PersonRequest, Received, Step, Written
from kaa_tracker.application.rights.refused import check
from kaa_tracker.application.rights.request_rules import unfit_request, unfit_step
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Reference

_request = person_request.c
_step = person_request_step.c
_SELECT: Select[Any] = select(*(column for column in _request if column.name != "command_id"))
_closed = select(_step.request).where(_step.what == "closed")


class SqlPersonRequests:
    """Every method is a transaction of its own, for any number of threads and processes."""

    def __init__(self, engine: Engine, reference: Reference) -> None:
        self._engine = engine
        self._reference = reference

    def register(self, received: Received, written: Written) -> Filed:
        with deciding(self._engine) as connection:
            if (before := filed_before(connection, person_request, written.command_id)) is not None:
                return before
            check(unfit_request(received, local_day(written.at), self._reference))
            at = stored_instant(written.at)
            return file(connection, person_request, {**received._asdict(), **written._asdict(), "at": at})

    def add(self, number: int, step: Step, command_id: str) -> Filed:
        with deciding(self._engine) as connection:
            if (before := filed_before(connection, person_request_step, command_id)) is not None:
                return before
            check(unfit_step(request_of(connection, number), step, self._reference))
            values = {**step._asdict(), "at": stored_instant(step.at), "request": number, "command_id": command_id}
            return file(connection, person_request_step, values)

    def get(self, number: int) -> PersonRequest | None:
        with self._engine.connect() as connection:
            return next(iter(_told(connection, _SELECT.where(_request.number == number))), None)

    def listed(self, *, open_only: bool = True, case_id: UUID | None = None) -> list[PersonRequest]:
        query = _SELECT.where(_request.number.not_in(_closed)) if open_only else _SELECT
        if case_id is not None:
            query = query.where(_request.case_id == case_id)
        with self._engine.connect() as connection:
            return sorted(_told(connection, query), key=lambda one: (one.due_on, one.number))

    def forget_case(self, case_id: UUID) -> int:
        """The rows stay, without the case: that somebody was answered in time is still to be shown."""
        with deciding(self._engine) as connection:
            for table in (source_message, person_request):
                forgotten = update(table).where(table.c.case_id == case_id).values(case_id=None)
                count = connection.execute(forgotten).rowcount
        return count


def request_of(connection: Connection, number: int) -> PersonRequest:
    """Raises ``LookupError`` where there is none."""
    found = _told(connection, _SELECT.where(_request.number == number))
    if not found:
        raise LookupError("no such request")
    return found[0]


def _told(connection: Connection, query: Select[Any]) -> list[PersonRequest]:
    rows = connection.execute(query).all()
    steps = _steps(connection, query.with_only_columns(_request.number))
    return [
        PersonRequest(**{**row._mapping, "at": told_instant(row.at)}, steps=tuple(steps[row.number])) for row in rows
    ]


def _steps(connection: Connection, requests: Select[Any]) -> defaultdict[int, list[Step]]:
    """The steps of the requests, in the order in which they were taken."""
    of_them = select(person_request_step).where(_step.request.in_(requests)).order_by(_step.number)
    steps: defaultdict[int, list[Step]] = defaultdict(list)
    for row in connection.execute(of_them):
        steps[row.request].append(Step(row.what, row.code, row.by, told_instant(row.at), row.entry))
    return steps
