"""How long it takes from entering the register to the first attempt, reach, enrolment.

Each has the column ``since``, the day the spell began; the figure is the median of the days between.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from kaa_tracker.projections.statistics.days import within
from kaa_tracker.projections.statistics.measure import Scope, Who, measure
from kaa_tracker.projections.statistics.presence import register_spell

_TIMED: Mapping[str, Any] = {
    "placed": "dagen det skedde; första gången i perioden, om det är flera registerperioder",
    "columns": ("since",),
}


def _first_of_spell(scope: Scope, name: str) -> Who:
    """The spells whose first lies in the period; of two of one youth, the earlier."""
    spell = scope.during(register_spell).c
    day = spell[name]
    return (
        select(spell.case_id, func.min(day).label("placed_on"), func.min(spell.first).label("since"))
        .where(within(day, scope.period))
        .group_by(spell.case_id)
    )


@measure(
    label="Dagar till första försök",
    definition="De vars första kontaktförsök i registerperioden gjordes i perioden; dagarna räknas från den dag "
    "registerperioden började.",
    **_TIMED,
)
def days_to_first_attempt(scope: Scope) -> Who:
    return _first_of_spell(scope, "first_attempt_on")


@measure(
    label="Dagar till nådd",
    definition="De som nåddes för första gången i registerperioden i perioden; dagarna räknas från den dag "
    "registerperioden började.",
    **_TIMED,
)
def days_to_reach(scope: Scope) -> Who:
    return _first_of_spell(scope, "first_reached_on")


@measure(
    label="Dagar till inskrivning",
    definition="De vars första inskrivning i registerperioden började i perioden; dagarna räknas från den dag "
    "registerperioden började.",
    **_TIMED,
)
def days_to_enrolment(scope: Scope) -> Who:
    return _first_of_spell(scope, "first_enrolled_on")
