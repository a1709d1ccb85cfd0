"""A cell opened to somebody: the cases within their reach, and how many there are besides."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from kaa_tracker.projections.access import Reach, within
from kaa_tracker.projections.overview import case_overview
from kaa_tracker.projections.statistics.opened_cell import OpenedCell


def within_reach(connection: Connection, cell: OpenedCell, reach: Reach, today: date) -> OpenedCell:
    """The cell, showing nobody beyond the reach; they are among the ``hidden``."""
    reached = select(case_overview.c.case_id).where(within(reach, today, case_overview))
    readable = set(connection.execute(reached).scalars()) if reach.scope.grips else set()
    shown = [one for one in cell.shown if one.case_id in readable]
    return cell._replace(shown=shown, hidden=cell.total - len({one.counted for one in shown}))
