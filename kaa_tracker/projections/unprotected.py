"""What may be named to whoever looks after others' access without seeing the cases: no protected identity."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.access.scope import Grip, Scope
from kaa_tracker.projections.access import Reach, within
from kaa_tracker.projections.overview import case_overview
from kaa_tracker.projections.reading import Reading


def unprotected(user: User) -> Reach:
    """Every case but those of protected identities, whatever the table lets the user do with them."""
    return Reach(Scope(user.name, (Grip("unprotected", Posting("auditor")),)))


def unprotected_cases(reading: Reading, user: User, today: date) -> list[UUID]:
    """All there are to draw a sample from, in order."""
    reach = unprotected(user)
    chosen = select(case_overview.c.case_id).where(within(reach, today, case_overview))
    with reading.seen_within(reach, today) as connection:
        return sorted(connection.scalars(chosen))
