"""A cell opened: who stands behind a figure, as far as it may be shown.

Statistics count everybody. The list leaves out protected youths and those disposed of, and says how many
they are together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from kaa_tracker.domain.case.events import NO_DISTRICT
from kaa_tracker.domain.periods import Period
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.overview import case_overview
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.figures import Counted, NoSuchFigure, cases, count, measure_of
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.retained import Retained


class OpenedCell(NamedTuple):
    """``total`` as the figure counts it; ``hidden`` of them are not among ``shown``.

    ``lacks_disposed`` as of the figure.
    """

    total: int
    shown: Sequence[Counted]
    hidden: int
    lacks_disposed: bool


def open_cell(
    connection: Connection, reference: Reference, measure: str, period: Period, where: Mapping[str, str]
) -> OpenedCell:
    """Raises ``NoSuchFigure``, also for a value that no row could have."""
    found = cases(connection, reference, measure, period, where)
    chosen, by, retained = measure_of(measure), list(where), Retained(connection, period)
    disposed = retained.rows(Scope(period, reference), chosen, by).get(tuple(where.values()), 0)
    if not found and not disposed:
        _check_values(connection, reference, measure, period, where)
    protected = set(connection.execute(select(case_overview.c.case_id).where(case_overview.c.protected)).scalars())
    shown = [one for one in found if one.case_id not in protected]
    total = disposed + len({one.counted for one in found})
    hidden = total - len({one.counted for one in shown})
    return OpenedCell(total, shown, hidden, retained.lacks(chosen, by))


def _check_values(
    connection: Connection, reference: Reference, measure: str, period: Period, where: Mapping[str, str]
) -> None:
    """A mistyped value must not pass for a nought."""
    known = {NO_DISTRICT, *(district.code for district in reference.districts)}
    known |= {unit.code for unit in reference.units} | {area.code for area in reference.areas}
    known |= {code.code for code_list in reference.code_lists for code in code_list.codes}
    scope = Scope(period, reference)
    for name, value in where.items():
        rows = sorted(row[0] for row in count(connection, reference, measure, period, [name]).rows)
        if value not in known and value not in BREAKDOWNS[name].values(scope) and value not in rows:
            raise NoSuchFigure(rows)
