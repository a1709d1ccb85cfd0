"""The work list: exactly one next day a case, and why.

One row a case that is somebody's to follow up. Rows hold codes and days; the sentence is made when
the list is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Boolean, Column, Date, Index, Integer, Select, String, Table, Uuid, and_, func, or_, select

from kaa_tracker.domain.case.events import NO_DISTRICT, CaseAssigned, History
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.next_step import next_step
from kaa_tracker.domain.case.register import latest_value
from kaa_tracker.projections.contract import Row, Rows, read_model

worklist = Table(
    "worklist",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("unit", String, nullable=False),
    Column("user", String, nullable=True),
    Column("district", String, nullable=False),
    Column("protected", Boolean, nullable=False),
    Column("next_on", Date, nullable=True),
    Column("why", String, nullable=False),
    Column("since", Date, nullable=False),
    Column("code", String, nullable=True),
    Column("then", String, nullable=True),
    Column("attempts", Integer, nullable=False),
    Index("worklist_case", "case_id", unique=True),
    Index("worklist_unit", "unit", "next_on"),
    Index("worklist_next", "next_on"),
)
"""``next_on`` is null where nobody has said when to look again: an alarm."""


def _rows(life: Life, history: History) -> Iterator[Row]:
    step = next_step(life)
    if step is None:
        return
    assigned = life.case.last(CaseAssigned)
    district = NO_DISTRICT if life.is_protected else latest_value(life.details.districts_known, NO_DISTRICT)
    yield (
        assigned.event.unit if assigned else "",
        assigned.event.user if assigned else None,
        district,
        life.is_protected,
        step.on,
        step.why,
        step.since,
        step.code,
        step.then,
        step.attempts,
    )


WORKLIST = (Rows(worklist, _rows),)


def due(today: date, unit: str | None = None) -> Select[tuple[object, ...]]:
    """The unprotected cases whose day has come by ``today``, alarms first, then the longest overdue."""
    chosen = select(worklist).where(or_(worklist.c.next_on.is_(None), worklist.c.next_on <= today))
    if unit is not None:
        chosen = chosen.where(worklist.c.unit == unit)
    return chosen.where(~worklist.c.protected).order_by(
        worklist.c.next_on.is_not(None), worklist.c.next_on, worklist.c.case_id
    )


def counts(today: date) -> Select[tuple[object, ...]]:
    """Per unit: what is due today, overdue, later, and the alarms; by the same conditions as the list."""
    day = worklist.c.next_on
    return (
        select(
            worklist.c.unit,
            func.count().filter(day == today).label("today"),
            func.count().filter(day < today).label("overdue"),
            func.count().filter(day > today).label("later"),
            func.count().filter(day.is_(None)).label("alarms"),
        )
        .where(and_(~worklist.c.protected))
        .group_by(worklist.c.unit)
        .order_by(worklist.c.unit)
    )
