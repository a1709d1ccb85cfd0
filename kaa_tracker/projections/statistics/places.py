"""Where a district as it was told lies: in a division, with a jobbtorg, in the areas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from kaa_tracker.domain.reference import Reference

NO_AREA = "no_area"

Places: TypeAlias = Callable[[Reference, str, date], Sequence[str]]
"""The places of a district by the division of a day; more than one only where areas overlap."""


def district(reference: Reference, told: str, day: date) -> Sequence[str]:
    """Older districts are carried into the division by succession."""
    return (reference.in_division(told, day),)


def jobbtorg(reference: Reference, told: str, day: date) -> Sequence[str]:
    return (reference.jobbtorg_of(told, day),)


def areas(reference: Reference, told: str, day: date) -> Sequence[str]:
    now = reference.in_division(told, day)
    return tuple(area.code for area in reference.areas if now in area.districts) or (NO_AREA,)


BY_PLACE: Mapping[str, tuple[str, Places]] = {
    "jobbtorg": ("district", jobbtorg),
    "jobbtorg_at_end": ("district_at_end", jobbtorg),
    "district": ("district", district),
    "district_at_end": ("district_at_end", district),
    "area": ("district", areas),
    "area_at_end": ("district_at_end", areas),
}
"""The breakdowns by place, each with the one by district that it follows from."""
