"""Whole cases replaced, by writing no more than what differs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table

from kaa_tracker.adapters.outbound.read_model.difference import difference
from kaa_tracker.adapters.outbound.read_model.engines import row_access
from kaa_tracker.projections.deriving import Batch


def replace_rows(connection: Connection, tables: Sequence[Table], batch: Batch) -> None:
    """The rows of the cases that could be projected become those of the batch."""
    case_ids = [case.case_id for case in batch.cases]
    access = row_access(connection.dialect.name)
    for table, wanted in zip(tables, access.rows(batch), strict=False):
        rewritten, added = difference(access.present(connection, table, case_ids), wanted)
        if rewritten:
            access.delete(connection, table, rewritten)
        if added:
            access.add(connection, table, added)
