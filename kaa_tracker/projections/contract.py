"""What a projection is: a pure function from one youth's whole history to rows.

When a case changes its rows are derived again and replaced, together with the position, in one
transaction. Corrections, voids and late entries need no code here, and a rebuild is the same
function over everybody. It sees the history and the rules; no clock, no vault, no reference data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import MetaData, Table

from kaa_tracker.domain.case.events import History
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.reference import Rules

read_model = MetaData()
"""Every table that can be derived again from the log."""

Row: TypeAlias = tuple[Any, ...]
"""Values in the order of the table's columns after ``case_id``."""


class Rows(NamedTuple):
    """What ``table`` holds for a case; ``of_ended``: also for one that counts nowhere any more."""

    table: Table
    rows: Callable[[Life, History], Iterable[Row]]
    of_ended: bool = False


class CaseRows(NamedTuple):
    """The rows of one case, table by table in the order of the projections."""

    case_id: UUID
    rows: tuple[Sequence[Row], ...]


def project(case_id: UUID, history: History, projections: Sequence[Rows], rules: Rules) -> CaseRows:
    """Everything the read model says about one case."""
    life = Life(replay(history), rules)
    if life.is_ended:
        ended = [tuple(one.rows(life, history)) if one.of_ended else () for one in projections]
        return CaseRows(case_id, tuple(ended))
    return CaseRows(case_id, tuple([tuple(projection.rows(life, history)) for projection in projections]))
