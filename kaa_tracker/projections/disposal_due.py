"""Who is to be disposed of from which day, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Column, Connection, Date, Engine, Index, String, Table, Uuid, select

from kaa_tracker.domain.case.disposal import falls_due, merged_into
from kaa_tracker.domain.case.events import CaseDisposed, History
from kaa_tracker.domain.case.life import Life
from kaa_tracker.projections.contract import Row, Rows, read_model

disposal_due = Table(
    "disposal_due",
    read_model,
    Column("case_id", Uuid, nullable=False),
    Column("rule", String, nullable=False),
    Column("due_on", Date, nullable=True),
    Column("merged_into", Uuid, nullable=True),
    Index("disposal_due_case", "case_id"),
    Index("disposal_due_day", "due_on"),
    Index("disposal_due_merged", "merged_into"),
)
"""The rules that apply to a case as it stands. A merged case is here although it counts nowhere: it goes
with the one it lives on in, whose rule it takes."""

MERGED = "merged"


def _rows(life: Life, history: History) -> Iterator[Row]:
    if life.case.all(CaseDisposed):
        return
    merged = merged_into(life)
    if merged is not None:
        yield MERGED, None, merged.into
    for due in falls_due(life):
        yield due.rule, due.on, None


DISPOSAL = (Rows(disposal_due, _rows, of_ended=True),)


class DueCase(NamedTuple):
    """A case that may be disposed of by ``rule`` from the day ``on``."""

    case_id: UUID
    rule: str
    on: date


class DueForDisposal:
    """Asks the read model who is due.

    ``postponed``: by rule, the first day on which it may be applied; the last day of all is never postponed.
    """

    def __init__(self, engine: Engine, postponed: Mapping[str, date] | None = None) -> None:
        self._engine = engine
        self._postponed = postponed or {}

    def due(self, through: date) -> Sequence[DueCase]:
        """Everybody who is due by then, each by the rule that came first, and the cases merged into theirs."""
        with self._engine.connect() as connection:
            found = {due.case_id: due for due in reversed(self._due(connection, through))}
            return sorted(_with_merged(connection, found).values(), key=lambda due: (due.on, due.case_id))

    def _due(self, connection: Connection, through: date) -> list[DueCase]:
        c = disposal_due.c
        in_order = select(c.case_id, c.rule, c.due_on).where(c.due_on <= through).order_by(c.due_on, c.rule)
        found = [DueCase(*row) for row in connection.execute(in_order)]
        return [due for due in found if self._postponed.get(due.rule, date.min) <= through]


def _with_merged(connection: Connection, found: Mapping[UUID, DueCase]) -> dict[UUID, DueCase]:
    c = disposal_due.c
    merged = connection.execute(select(c.case_id, c.merged_into).where(c.merged_into.is_not(None))).all()
    everybody = dict(found)
    for _ in merged:  # somebody may have been merged more than once
        more = {
            case_id: everybody[into]._replace(case_id=case_id)
            for case_id, into in merged
            if into in everybody and case_id not in everybody
        }
        if not more:
            break
        everybody |= more
    return everybody
