"""The cases a sample is picked from."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from kaa_tracker.projections.overview import case_overview
from kaa_tracker.projections.reading import Reading


def unprotected_cases(reading: Reading) -> list[UUID]:
    """All that anybody but the handlers may ever see, in order."""
    chosen = select(case_overview.c.case_id).where(case_overview.c.protected.is_(False))
    with reading.connect() as connection:
        return sorted(connection.scalars(chosen))
