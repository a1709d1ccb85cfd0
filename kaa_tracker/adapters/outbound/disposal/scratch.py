"""What cases add to the figures, worked out in a read model of their own, in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import closing
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, Engine, insert, select

from kaa_tracker.adapters.outbound.read_model.scratch import derive, scratch_read_model
from kaa_tracker.domain.case.events import History
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.catalogue import PROJECTIONS
from kaa_tracker.projections.deriving import Deriving
from kaa_tracker.projections.statistics.contacts import address_report
from kaa_tracker.projections.statistics.contributing import contributions, periods_lived
from kaa_tracker.projections.statistics.presence import detail_span
from kaa_tracker.projections.statistics.retained import packed


class ScratchContributions:
    """``Contributions``; ``engine`` is that of the serving read model, where the others are who share an address."""

    def __init__(self, engine: Engine, reference: Reference) -> None:
        self._engine = engine
        self._reference = reference
        self._deriving = Deriving(PROJECTIONS, reference.rules)

    def __call__(self, histories: Mapping[UUID, History], last_day: date) -> Mapping[UUID, bytes]:
        if not histories:
            return {}
        with scratch_read_model() as connection:
            derived = derive(connection, self._deriving, histories)
            self._copy_neighbours(connection, derived)
            periods = periods_lived(connection, last_day)
            found = contributions(connection, self._reference, derived, periods)
        return {case_id: packed(list(counts.items())) for case_id, counts in found.items()}

    def _copy_neighbours(self, connection: Connection, leaving: Collection[UUID]) -> None:
        """Of those who stay and reported an address that one of the leaving did: the report, and who they are."""
        reported = select(address_report.c.address_id)
        addresses = list(connection.execute(reported).scalars())
        staying = select(address_report.c.case_id).where(
            address_report.c.address_id.in_(addresses), address_report.c.case_id.not_in(leaving)
        )
        with closing(self._engine.connect()) as serving:
            neighbours = set(serving.execute(staying).scalars()) if addresses else set()
            for table in (address_report, detail_span):
                rows = serving.execute(select(table).where(table.c.case_id.in_(neighbours))).mappings().all()
                if rows:
                    connection.execute(insert(table), [dict(row) for row in rows])
