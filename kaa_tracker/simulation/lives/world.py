"""What all youths of a simulated city share: places, staff, letter runs, and the source of chance."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random
from typing import NamedTuple

from kaa_tracker.domain.reference import Reference
from kaa_tracker.simulation.lives.identity import Identities
from kaa_tracker.simulation.lives.steps import days_of
from kaa_tracker.simulation.plans.plan import NO_DISTRICT
from kaa_tracker.simulation.plans.quotas import Pace

COORDINATORS_AT_A_UNIT = 4
LETTER_RUN_WEEKDAY = 2
AMENDED = 0.026
"""Corrections and voids for each outreach line."""


class Actor(NamedTuple):
    user: str
    role: str


class World:
    """A city in the operating years ``years``."""

    def __init__(self, seed: int, reference: Reference, years: range) -> None:
        self.rng = Random(seed)
        self.reference = reference
        self.years = years
        self.last_day = days_of(years[-1])[1]
        self.identities = Identities(self.rng)
        self.amendments = Pace(AMENDED)
        self._letter_runs: dict[tuple[str, int], str] = {}
        self.jobbtorg_on = cache(self._jobbtorg_on)
        self.jobbtorg_of = cache(self._jobbtorg_of)
        self.districts_of = cache(self._districts_of)

    def new_id(self) -> str:
        """A random UUID (version 4)."""
        digits = f"{self.rng.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"

    def letter_run(self, unit: str, day: int) -> str:
        """The id of the letters that a unit posts together."""
        known = self._letter_runs.get((unit, day))
        if known is None:
            known = self._letter_runs[unit, day] = self.new_id()
        return known

    def next_letter_run(self, day: int) -> int:
        return day + (LETTER_RUN_WEEKDAY - date.fromordinal(day).weekday()) % 7

    def _jobbtorg_of(self, district: str, day: int) -> str:
        return self.reference.jobbtorg_of(district, date.fromordinal(day))

    def _jobbtorg_on(self, day: int) -> tuple[str, ...]:
        on = date.fromordinal(day)
        return tuple(u.code for u in self.reference.units if u.is_jobbtorg and u.valid_from <= on <= u.valid_to)

    def _districts_of(self, jobbtorg: str | None) -> tuple[str, ...]:
        """The districts a jobbtorg works on the last day, or all there are."""
        codes = [district.code for district in self.reference.division(date.fromordinal(self.last_day))]
        if jobbtorg is None or jobbtorg == NO_DISTRICT:
            return tuple(codes)
        return tuple(code for code in codes if self.jobbtorg_of(code, self.last_day) == jobbtorg)

    def coordinator(self, unit: str, number: int) -> Actor:
        """Who works the outreach of a unit; the pool and the protected have staff of their own."""
        place = number % COORDINATORS_AT_A_UNIT + 1
        if unit == self.reference.handler_unit:
            return Actor(f"handler-{place}", "protected_case_handler")
        if unit == self.reference.pool_unit:
            return self.central_coordinator(number)
        return Actor(f"{unit}-coordinator-{place}", "local_coordinator")

    def coach(self, unit: str, number: int) -> Actor:
        return Actor(f"{unit}-coach-{number % COORDINATORS_AT_A_UNIT + 1}", "coach")

    def central_coordinator(self, number: int) -> Actor:
        return Actor(f"central-coordinator-{number % 2 + 1}", "central_coordinator")
