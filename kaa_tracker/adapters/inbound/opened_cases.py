"""Which of some cases somebody may open: asked where the database itself holds back the others."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from kaa_tracker.application.reports.since import Opens
from kaa_tracker.projections.access import Reach
from kaa_tracker.projections.reading import Reading

_AT_ONCE = 10_000
"""Each is a parameter of the statement."""


def opened_cases(reading: Reading, reach: Reach, today: date) -> Opens:
    def opens(case_ids: Collection[UUID]) -> set[UUID]:
        wanted = list(case_ids)
        portions = (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
        return {row.case_id for some in portions for row in reading.overviews(reach, today, some)}

    return opens
