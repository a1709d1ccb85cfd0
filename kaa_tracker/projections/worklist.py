"""The work list: exactly one next day a case, and why.

One row a case that is somebody's to follow up. Rows hold codes and days; the sentence is made when
the list is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    Select,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
)

from kaa_tracker.domain.case.events import NO_DISTRICT, CaseAssigned, History
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.next_step import next_step
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
    district = NO_DISTRICT if life.is_protected else life.details.district_known
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
    return listed(today, ~worklist.c.protected, Wanted(unit=unit))


ListName: TypeAlias = Literal["due", "alarms", "overdue", "today", "later", "planned", "reviews", "all"]

_NEXT = worklist.c.next_on
_DUE = or_(_NEXT.is_(None), bindparam("today", type_=Date) >= _NEXT)

LISTS: Mapping[ListName, ColumnElement[bool]] = {
    "due": _DUE,
    "alarms": _NEXT.is_(None),
    "overdue": bindparam("today", type_=Date) > _NEXT,
    "today": bindparam("today", type_=Date) == _NEXT,
    "later": bindparam("today", type_=Date) < _NEXT,
    "planned": and_(worklist.c.why == "contact_planned", _DUE),
    "reviews": and_(worklist.c.why.in_(("occupation_review", "plan_follow_up")), _DUE),
    "all": true(),
}
"""What a list holds on the day bound as ``today``: a counter counts by the same condition as its list lists by."""

SortedBy: TypeAlias = Literal["urgency", "since", "attempts"]


class Wanted(NamedTuple):
    """What somebody wants to see of their work; ``None``: whatever it is. ``user`` may be empty: nobody's yet."""

    list: ListName = "due"
    unit: str | None = None
    user: str | None = None
    why: str | None = None
    channel: str | None = None
    district: str | None = None
    sorted_by: SortedBy = "urgency"


def listed(today: date, within: ColumnElement[bool], wanted: Wanted) -> Select[tuple[object, ...]]:
    """The rows ``within`` a scope that are wanted; alarms first, then the longest overdue, unless sorted otherwise."""
    c = worklist.c
    asked = {c.unit: wanted.unit, c.why: wanted.why, c.then: wanted.channel, c.district: wanted.district}
    conditions = [column == value for column, value in asked.items() if value is not None]
    if wanted.user is not None:
        conditions.append(c.user == wanted.user if wanted.user else c.user.is_(None))
    chosen = select(worklist).where(within, LISTS[wanted.list], *conditions).params(today=today)
    return chosen.order_by(*_ORDER[wanted.sorted_by], c.case_id)


_ORDER: Mapping[SortedBy, tuple[ColumnElement[Any], ...]] = {
    "urgency": (_NEXT.is_not(None), _NEXT),
    "since": (worklist.c.since,),
    "attempts": (worklist.c.attempts.desc(), _NEXT),
}


def my_day(today: date, within: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """How many each list holds of the rows ``within`` a scope, by the lists' own conditions."""
    times = [func.count().filter(condition).label(name) for name, condition in LISTS.items()]
    return select(*times).select_from(worklist).where(within).params(today=today)


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
