"""``CaseRows`` on SQLite and PostgreSQL: letters, differences to the register's extract, questions,
openings, and what is about to be disposed of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Engine, Row, Select, Table, select

from kaa_tracker.adapters.outbound.directory.tables import directory_opening
from kaa_tracker.adapters.outbound.disposal.tables import disposal_case
from kaa_tracker.adapters.outbound.inbox.instants import told_instant
from kaa_tracker.adapters.outbound.letters.tables import letter_recipient, letter_run
from kaa_tracker.adapters.outbound.questions.tables import question, transfer_request
from kaa_tracker.adapters.outbound.reconciliations import reconciliation, reconciliation_difference
from kaa_tracker.application.rights.case_rows import HeldRow
from kaa_tracker.projections.disposal_due import disposal_due

_letter, _run = letter_recipient.c, letter_run.c
_difference, _extract = reconciliation_difference.c, reconciliation.c
_opening = directory_opening.c
_question, _transfer = question.c, transfer_request.c
_disposal, _due = disposal_case.c, disposal_due.c

_QUERIES: Sequence[tuple[Table, Column[Any], Select[Any]]] = (
    (
        letter_recipient,
        _letter.case_id,
        select(_run.prepared_at, _run.posted_on, _run.undone_at, _letter.unit, _letter.fate, _letter.rule)
        .join(letter_run, _run.run_id == _letter.run_id)
        .order_by(_run.prepared_at),
    ),
    (
        reconciliation_difference,
        _difference.case_id,
        select(_extract.extract_of, _difference.kind, _difference.fields, _difference.reason)
        .join(reconciliation, _extract.number == _difference.reconciliation)
        .order_by(_difference.number),
    ),
    *(
        (
            question,
            asked_about,
            select(_question.at, _question.unit, _question.kind, _question.reason, _question.until).order_by(
                _question.number
            ),
        )
        for asked_about in (_question.case_id, _question.protected)
    ),
    (
        transfer_request,
        _transfer.case_id,
        select(_transfer.at, _transfer.unit).order_by(_transfer.number),
    ),
    (
        disposal_case,
        _disposal.case_id,
        select(_disposal.rule, _disposal.due_on),
    ),
    (
        directory_opening,
        _opening.case_id,
        select(_opening.kind, _opening.reason, _opening.opened_at, _opening.until).order_by(_opening.number),
    ),
)
_INSTANTS = frozenset(("prepared_at", "undone_at", "opened_at", "until", "at"))


class SqlCaseRows:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_case(self, case_id: UUID) -> list[HeldRow]:
        with self._engine.connect() as connection:
            return [
                HeldRow(table.name, _told(row))
                for table, whose, query in _QUERIES
                for row in connection.execute(query.where(whose == case_id))
            ]

    def merged_into(self, case_id: UUID) -> list[UUID]:
        with self._engine.connect() as connection:
            return list(connection.scalars(select(_due.case_id).where(_due.merged_into == case_id).distinct()))


def _told(row: Row[Any]) -> dict[str, Any]:
    """Instants as such, and not as the tables count them."""
    return {
        name: told_instant(value) if name in _INSTANTS and value is not None else value
        for name, value in zip(row._fields, row, strict=True)
    }
