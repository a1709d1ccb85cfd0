"""A read model of some cases only, in memory, to ask as the serving one is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from kaa_tracker.adapters.outbound.read_model.engines import row_access
from kaa_tracker.domain.case.events import History
from kaa_tracker.projections.catalogue import PROJECTIONS
from kaa_tracker.projections.contract import read_model
from kaa_tracker.projections.deriving import Deriving


@contextmanager
def scratch_read_model() -> Iterator[Connection]:
    """Empty; gone with the block."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            read_model.create_all(connection)
            yield connection
    finally:
        engine.dispose()


def derive(connection: Connection, deriving: Deriving, histories: Mapping[UUID, History]) -> list[UUID]:
    """Write the rows of the cases; answers whose could be derived."""
    batch = deriving.batch(histories.items(), lambda _: 0)
    access = row_access(connection.dialect.name)
    for projection, rows in zip(PROJECTIONS, access.rows(batch), strict=False):
        if rows:
            access.add(connection, projection.table, rows)
    return [case.case_id for case in batch.cases]
