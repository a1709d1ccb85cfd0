"""The pool: cases to be followed up that no unit has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from kaa_tracker.projections.access import Reach, within
from kaa_tracker.projections.worklist import worklist


class Pool(NamedTuple):
    """A page of the work list's rows, and how many there are on all pages."""

    rows: Sequence[Row[Any]]
    total: int


def pooled(connection: Connection, reach: Reach, today: date, pool_unit: str, *, limit: int, page: int) -> Pool:
    """The cases within a reach that lie with ``pool_unit`` or with none, who has waited longest first."""
    waiting = (worklist.c.unit.in_(("", pool_unit)), within(reach, today, worklist))
    chosen = select(worklist).where(*waiting).order_by(worklist.c.since, worklist.c.case_id)
    total = connection.execute(select(func.count()).select_from(worklist).where(*waiting)).scalar_one()
    return Pool(connection.execute(chosen.limit(limit).offset(limit * (page - 1))).all(), total)
