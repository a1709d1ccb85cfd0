"""Why the register drops a youth, when it tells, and what that says of the birth date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kaa_tracker.simulation.lives.route import WAIT
from kaa_tracker.simulation.lives.stays import Stay
from kaa_tracker.simulation.lives.world import World
from kaa_tracker.simulation.plans.plan import NO_DISTRICT, Mishap, YouthPlan
from kaa_tracker.simulation.plans.quotas import Odds

AFTER_THE_WAIT = Odds(
    {
        "studies_registered": 58,
        "turned_20": 24,
        "moved_out": 8,
        "emigrated": 4,
        "diploma": 3,
        "unknown": 2.7,
        "deceased": 0.3,
    }
)
IN_THE_WAIT = Odds(
    {"studies_registered": 84, "moved_out": 6, "misregistered": 4, "turned_20": 3, "emigrated": 2, "unknown": 1}
)
KNOWN_FOR_SURE = Odds({"studies_registered": 75, "moved_out": 15, "emigrated": 10})
"""Reasons that end the responsibility of a youth who is still alive and under 20."""

NEVER_FROM_SUPPORT = ("deceased", "unknown")
TO_STUDIES = 0.9
YOUNGEST_AT_ENTRY = 5880
"""Sixteen years and a month, in days: compulsory school ends in the year of the 16th birthday."""

TWENTY_YEARS = 7305


class Leaving(NamedTuple):
    """``day`` is the last one in the register, ``told_on`` the day on which BER says so."""

    day: int
    told_on: int
    reason: str
    told_late: bool

    @property
    def left_on(self) -> int:
        """As the message dates it: who turns 20 leaves on the birthday, covered through the day before."""
        return self.day + 1 if self.reason == "turned_20" else self.day


def leaving_of(world: World, youth: YouthPlan, stay: Stay, *, is_final: bool) -> Leaving | None:
    """How a stay ends; ``None`` if it goes on."""
    if stay.left is None:
        return None
    rng = world.rng
    in_wait = len(stay.steps) == 2 and stay.left < stay.entered + WAIT
    late = is_final and Mishap.EXIT_TOLD_LATE in youth.mishaps
    reason = _reason(world, youth, stay, in_wait=in_wait, is_final=is_final, late=late)
    told_on = stay.left + 1 + int(rng.random() * 3)
    if late:
        told_on = max(stay.left, stay.entered + WAIT) + rng.randint(6, 18)
    return Leaving(stay.left, told_on, reason, late)


def _reason(world: World, youth: YouthPlan, stay: Stay, *, in_wait: bool, is_final: bool, late: bool) -> str:
    rng = world.rng
    if late or not is_final:
        return KNOWN_FOR_SURE.draw(rng)
    if any(e.outcome == "studies" for e in youth.enrolments) and rng.random() < TO_STUDIES:
        return "studies_registered"
    reason = (IN_THE_WAIT if in_wait else AFTER_THE_WAIT).draw(rng)
    dated_after_the_end = reason == "turned_20" and stay.left == world.last_day and youth.jobbtorg == NO_DISTRICT
    if dated_after_the_end or (youth.enrolments and reason in NEVER_FROM_SUPPORT):
        return KNOWN_FOR_SURE.draw(rng)
    return reason


def birth_date(world: World, stays: Sequence[Stay], leaving: Leaving | None) -> date:
    """A day that makes the youth old enough when first covered, and 20 when the register says so or later."""
    if leaving is not None and leaving.reason == "turned_20":
        birthday = date.fromordinal(leaving.left_on)
        return birthday.replace(year=birthday.year - 20)
    last = leaving.told_on if leaving else world.last_day + 60
    first = stays[0].steps[0].day
    earliest, latest = last + 5 - TWENTY_YEARS, first - YOUNGEST_AT_ENTRY
    return date.fromordinal(earliest + int(world.rng.random() * (latest - earliest)))
