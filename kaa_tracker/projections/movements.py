"""Who is in the register now, and how many came and left in a span of days."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from kaa_tracker.domain.periods import FOREVER, Span
from kaa_tracker.projections.statistics.presence import register_spell

_STAY = register_spell.c


def in_register() -> Select[tuple[object]]:
    """The cases in the register and under 20 as long as nobody says otherwise."""
    return select(_STAY.case_id).where(_STAY.last == FOREVER)


def first_day() -> Select[tuple[date | None]]:
    """The first day on which anybody was in the register."""
    return select(func.min(_STAY.first))


def came_and_left(days: Span) -> Select[Any]:
    """One row: how many stays began within the days, and how many ended."""
    came, left = (
        select(func.count()).where(edge.between(days.first, days.last)).scalar_subquery()
        for edge in (_STAY.first, _STAY.last)
    )
    return select(came.label("came"), left.label("left"))
