"""Who may see a case, as rows; and a scope as the condition of a query.

The case says the same of itself in ``domain.access.standing``, and a scope asked about one case holds
exactly where the condition finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Date, Index, String, Table, Uuid, and_, false, or_, select

from kaa_tracker.domain.access.scope import Grip, Scope
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.case.events import History
from kaa_tracker.domain.case.life import Life
from kaa_tracker.projections.contract import Row, Rows, read_model

case_access = Table(
    "case_access",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("by", String, nullable=False),
    Column("holder", String, nullable=False),
    Column("until", Date, nullable=True),
    Index("case_access_case", "case_id"),
    Index("case_access_holder", "holder", "by", "case_id"),
)
"""A unit by being ``assigned`` the case or having it ``supported``, a user by being ``named`` on it; no unit of
a protected identity, which no unit sees."""


def _rows(life: Life, history: History) -> Iterator[Row]:
    said = standing(life)
    if said.unit and not said.protected:
        yield "assigned", said.unit, None
    for unit in () if said.protected else sorted(said.supported_at):
        yield "supported", unit, None
    for user, until in sorted(said.named.items()):
        yield "named", user, until


ACCESS = (Rows(case_access, _rows),)


class Reach(NamedTuple):
    """A scope, and the cases that are open to the user for a time, which only the directory knows."""

    scope: Scope
    opened: frozenset[UUID] = frozenset()


def within(reach: Reach, today: date, table: Table) -> ColumnElement[bool]:
    """The rows of ``table``, one with ``case_id`` and ``protected``, whose cases the user may see."""
    return or_(false(), *(_held(grip, reach, today, table) for grip in reach.scope.grips))


def _held(grip: Grip, reach: Reach, today: date, table: Table) -> ColumnElement[bool]:
    case_id, protected, unit = table.c.case_id, table.c.protected, grip.posting.unit
    match grip.extent:
        case "named":
            return case_id.in_(_cases(reach.scope.user, "named").where(case_access.c.until >= today))
        case "protected":
            return protected.is_(True)
        case "unprotected":
            return protected.is_(False)
        case "opened":
            return and_(protected.is_(False), case_id.in_(reach.opened))
        case "own_unit":
            own = case_id.in_(_cases(unit, "assigned", "supported"))
            return and_(protected.is_(False), own) if unit else false()
        case "supported_here":
            return and_(protected.is_(False), case_id.in_(_cases(unit, "supported")))
        case "no_case":
            return false()


def _cases(holder: str, *by: str) -> Any:
    return select(case_access.c.case_id).where(case_access.c.holder == holder, case_access.c.by.in_(by))
