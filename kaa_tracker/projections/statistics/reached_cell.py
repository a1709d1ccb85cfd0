"""A cell opened to somebody: the cases within their reach, and how many there are besides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, select

from kaa_tracker.domain.periods import Period
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.access import Reach, within
from kaa_tracker.projections.overview import case_overview
from kaa_tracker.projections.statistics.opened_cell import OpenedCell, open_cell


def reach_cell(
    connection: Connection,
    reference: Reference,
    measure: str,
    period: Period,
    where: Mapping[str, str],
    reach: Reach,
    today: date,
) -> OpenedCell:
    """The cell, showing nobody beyond the reach; they are among the ``hidden``. Raises ``NoSuchFigure``."""
    cell = open_cell(connection, reference, measure, period, where)
    reached = select(case_overview.c.case_id).where(within(reach, today, case_overview))
    readable = set(connection.execute(reached).scalars()) if reach.scope.grips else set()
    shown = [one for one in cell.shown if one.case_id in readable]
    return cell._replace(shown=shown, hidden=cell.total - len({one.counted for one in shown}))
