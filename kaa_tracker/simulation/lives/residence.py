"""Where a youth lives, and what the register says of it."""

from __future__ import annotations

from collections.abc import Sequence

from kaa_tracker.simulation.lives.stays import Stay
from kaa_tracker.simulation.lives.world import World
from kaa_tracker.simulation.plans.plan import NO_DISTRICT, Mishap, YouthPlan

BLANK_AT_EXIT = 0.35
"""Of the exits that no figure looks at, those at which BER leaves no district."""


class Residence:
    """The districts of a youth. Units follow what the register has told, so a blank leaves the case in the pool."""

    def __init__(self, world: World, youth: YouthPlan, stays: Sequence[Stay]) -> None:
        self._world = world
        self._youth = youth
        rng = world.rng
        settled = max(stays, key=lambda stay: (stay.left or world.last_day) - stay.entered)
        first, last = settled.entered + 2, (settled.left or world.last_day) - 2
        places = world.districts_of(youth.jobbtorg)
        self.last = self.first = places[int(rng.random() * len(places))]
        self.moved_on: int | None = None
        self.told_on = self.protected_on = 0
        if Mishap.MOVES in youth.mishaps and last > first + 20:
            others = [code for code in world.districts_of(None) if code != self.last]
            self.first = others[int(rng.random() * len(others))]
            self.moved_on = rng.randint(first + 20, last)
        if Mishap.DISTRICT_TOLD_LATER in youth.mishaps:
            self.told_on = stays[0].soon(rng, 3, 9, world.last_day)
        if youth.protection_told_later:
            self.protected_on = stays[0].soon(rng, 3, 120, world.last_day)

    def is_protected(self, day: int) -> bool:
        return self._youth.protection != "none" and day >= self.protected_on

    def said(self, day: int) -> str:
        """The district in a message of that day."""
        if day < self.told_on or self.is_protected(day):
            return NO_DISTRICT
        return self.last if self.moved_on is None or day >= self.moved_on else self.first

    def said_at_exit(self, day: int, *, is_final: bool) -> str:
        decided = self._youth.jobbtorg if is_final else None
        is_blank = self._world.rng.random() < BLANK_AT_EXIT if decided is None else decided == NO_DISTRICT
        return NO_DISTRICT if is_blank else self.said(day)

    def unit(self, day: int) -> str:
        """The unit that works the case."""
        if self.is_protected(day):
            return self._world.reference.handler_unit
        district = self.said(day)
        if district == NO_DISTRICT:
            return self._world.reference.pool_unit
        return self._world.jobbtorg_of(district, day)

    def jobbtorg(self, day: int) -> str:
        """The jobbtorg to enrol at; who has none goes to any."""
        unit = self.unit(day)
        open_now = self._world.jobbtorg_on(day)
        return unit if unit in open_now else open_now[int(self._world.rng.random() * len(open_now))]
