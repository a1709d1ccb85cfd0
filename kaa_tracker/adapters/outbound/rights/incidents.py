"""``Incidents`` on SQLite and PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, Select, insert, select, update

from kaa_tracker.adapters.outbound.inbox.instants import stored_instant, told_instant
from kaa_tracker.adapters.outbound.rights.tables import incident, incident_case, incident_step
from kaa_tracker.adapters.outbound.rights.transactions import deciding, file, filed_before
from kaa_tracker.application.rights.incident_rules import unfit_incident, unfit_step
from kaa_tracker.application.rights.incidents import Incident, IncidentStep, in_order
from kaa_tracker.application.rights.person_requests import Filed, Written
from kaa_tracker.application.rights.refused import check
from kaa_tracker.domain.reference import Reference

_incident = incident.c
_step = incident_step.c
_case = incident_case.c
_SELECT: Select[Any] = select(_incident.number, _incident.kind, _incident.discovered_at, _incident.by, _incident.at)


class SqlIncidents:
    """Every method is a transaction of its own, for any number of threads and processes."""

    def __init__(self, engine: Engine, reference: Reference) -> None:
        self._engine = engine
        self._reference = reference

    def record(self, kind: str, discovered_at: datetime, written: Written) -> Filed:
        with deciding(self._engine) as connection:
            if (before := filed_before(connection, incident, written.command_id)) is not None:
                return before
            check(unfit_incident(kind, discovered_at, written.at, self._reference))
            values = {**written._asdict(), "kind": kind, "at": stored_instant(written.at)}
            return file(connection, incident, {**values, "discovered_at": stored_instant(discovered_at)})

    def add(self, number: int, step: IncidentStep, command_id: str) -> Filed:
        with deciding(self._engine) as connection:
            if (before := filed_before(connection, incident_step, command_id)) is not None:
                return before
            known = _one(connection, number)
            check(unfit_step(known, step, self._reference))
            values = {**step._asdict(), "at": stored_instant(step.at), "incident": number, "command_id": command_id}
            del values["case_ids"]
            filed = file(connection, incident_step, values)
            news = [case_id for case_id in dict.fromkeys(step.case_ids) if case_id not in known.case_ids]
            named = [{"step": filed.number, "case_id": case_id} for case_id in news]
            if named:
                connection.execute(insert(incident_case), named)
            return filed

    def get(self, number: int) -> Incident | None:
        with self._engine.connect() as connection:
            return next(iter(_told(connection, _SELECT.where(_incident.number == number))), None)

    def listed(self, *, open_only: bool = True) -> list[Incident]:
        closed = select(_step.incident).where(_step.what == "closed")
        query = _SELECT.where(_incident.number.not_in(closed)) if open_only else _SELECT
        with self._engine.connect() as connection:
            return in_order(_told(connection, query.order_by(_incident.number)))

    def forget_case(self, case_id: UUID) -> int:
        """A row without a case stays, so that as many are counted as were affected."""
        naming = select(_step.incident).join(incident_case, _case.step == _step.number)
        with deciding(self._engine) as connection:
            found = connection.scalars(naming.where(_case.case_id == case_id).distinct()).all()
            connection.execute(update(incident_case).where(_case.case_id == case_id).values(case_id=None))
        return len(found)


def _one(connection: Connection, number: int) -> Incident:
    found = _told(connection, _SELECT.where(_incident.number == number))
    if not found:
        raise LookupError("no such incident")
    return found[0]


def _told(connection: Connection, query: Select[Any]) -> list[Incident]:
    rows = connection.execute(query).all()
    steps_of = select(incident_step).where(_step.incident.in_([row.number for row in rows])).order_by(_step.number)
    steps = connection.execute(steps_of).all()
    cases_of = select(_case.step, _case.case_id).where(_case.step.in_([step.number for step in steps]))
    named: defaultdict[int, list[UUID | None]] = defaultdict(list)
    for step, case_id in connection.execute(cases_of.order_by(_case.number)):
        named[step].append(case_id)
    return [_incident_of(row, [step for step in steps if step.incident == row.number], named) for row in rows]


def _incident_of(row: Row[Any], steps: Sequence[Row[Any]], named: defaultdict[int, list[UUID | None]]) -> Incident:
    case_ids = [case_id for step in steps for case_id in named[step.number]]
    return Incident(
        number=row.number,
        kind=row.kind,
        discovered_at=told_instant(row.discovered_at),
        by=row.by,
        at=told_instant(row.at),
        steps=tuple(_step_of(step, named[step.number]) for step in steps),
        case_ids=tuple(dict.fromkeys(case_id for case_id in case_ids if case_id)),
        unnamed=case_ids.count(None),
    )


def _step_of(row: Row[Any], named: Sequence[UUID | None]) -> IncidentStep:
    case_ids = tuple(case_id for case_id in named if case_id)
    at = told_instant(row.at)
    return IncidentStep(row.what, row.by, at, row.code, row.severity, row.affected, case_ids)
