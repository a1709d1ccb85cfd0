"""Enrolments and services as spans of days with their outcomes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Uuid

from kaa_tracker.domain.case.events import History
from kaa_tracker.domain.case.life import Life
from kaa_tracker.projections.contract import Row, Rows, read_model

enrolment = Table(
    "enrolment",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("unit", String, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("outcome", String, nullable=True),
    Column("closing", Integer, nullable=False),
    Column("package_offered", Boolean, nullable=False),
    Index("enrolment_case", "case_id"),
    Index("enrolment_last", "last", "first"),
)
"""An enrolment, both days included; open while ``outcome`` is null.

``closing`` orders closings of one day by when they were recorded.
"""

service = Table(
    "service",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("service_id", Uuid, nullable=False),
    Column("service", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("outcome", String, nullable=True),
    Column("closing", Integer, nullable=False),
    Index("service_case", "case_id"),
    Index("service_last", "last", "first"),
)


def _enrolments(life: Life, history: History) -> Iterator[Row]:
    for found in life.enrolments:
        event = found.enrolled.event
        yield (
            event.unit,
            *found.span,
            found.closed.event.outcome if found.closed else None,
            found.closed.version if found.closed else 0,
            event.support_package_offered,
        )


def _services(life: Life, history: History) -> Iterator[Row]:
    for found in life.services:
        event = found.started.event
        yield (
            event.service_id,
            event.service,
            event.unit,
            *found.span,
            found.ended.event.outcome if found.ended else None,
            found.ended.version if found.ended else 0,
        )


SUPPORT = (Rows(enrolment, _enrolments), Rows(service, _services))
