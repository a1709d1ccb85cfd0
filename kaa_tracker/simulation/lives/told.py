"""What BER tells of a youth's stays: entries, exits, and the details that change between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kaa_tracker.simulation.lives.absence import Absence
from kaa_tracker.simulation.lives.identity import Personal, address
from kaa_tracker.simulation.lives.leaving import Leaving
from kaa_tracker.simulation.lives.register_feed import RegisterFeed
from kaa_tracker.simulation.lives.residence import Residence
from kaa_tracker.simulation.lives.stays import Stay
from kaa_tracker.simulation.lives.world import World
from kaa_tracker.simulation.plans.plan import Mishap, YouthPlan

ADULT_SCHOOLS = (
    "upper_secondary",
    "upper_secondary_without_diploma",
    "adult_education",
    "folk_high_school",
    "other_school",
)
YOUNG_SCHOOLS = ("compulsory_school", "upper_secondary", "upper_secondary", "unknown")
SEVENTEEN_AND_A_HALF = 6392


class _Change(NamedTuple):
    day: int
    data: dict[str, Any]


class Told:
    """Writes the register messages of one youth."""

    def __init__(self, world: World, youth: YouthPlan, residence: Residence, person: Personal, home: int) -> None:
        self._world, self._youth, self._residence = world, youth, residence
        self._person, self._home = dict(person), home
        self.feed = RegisterFeed(world)
        if youth.protection == "protected_registration" and not youth.protection_told_later:
            del self._person["address"]

    def tell(self, stays: Sequence[Stay], leavings: Sequence[Leaving | None], absence: Absence | None) -> None:
        """Everything in the order of its own days; what changes out of the register is told on the return."""
        gender_told = self._gender_told_on(stays[0])
        changes = self._changes(stays, gender_told)
        for stay, leaving in zip(stays, leavings, strict=True):
            self._enter(stay.entered, gender_told)
            last = leaving.day if leaving else self._world.last_day
            inside = [change for change in changes if stay.entered < change.day < last]
            if absence is not None and stay.entered < absence.left < last:
                self._tell_changes([change for change in inside if change.day <= absence.left])
                self.feed.left(absence.left, absence.left + 1, absence.reason, self._residence.said(absence.left))
                self._enter(absence.back, gender_told)
                inside = [change for change in inside if change.day > absence.back]
            self._tell_changes(inside)
            if leaving is not None:
                district = self._residence.said_at_exit(leaving.day, is_final=stay is stays[-1])
                self.feed.left(leaving.left_on, leaving.told_on, leaving.reason, district)

    def _enter(self, day: int, gender_told: int) -> None:
        is_protected = self._residence.is_protected(day)
        born: date = self._person["birth_date"]
        schools = ADULT_SCHOOLS if day - born.toordinal() > SEVENTEEN_AND_A_HALF else YOUNG_SCHOOLS
        data = {
            "district": self._residence.said(day),
            "gender": self._youth.gender if day >= gender_told else "unknown",
            "protection": self._youth.protection if is_protected else "none",
            "last_school_occupation": schools[int(self._world.rng.random() * len(schools))],
            "person": dict(self._person),
        }
        self.feed.entered(day, 1 + int(self._world.rng.random() * 1.3), data)

    def _tell_changes(self, changes: Sequence[_Change]) -> None:
        for change in changes:
            self._person |= change.data.get("person", {})
            self.feed.changed(change.day, 1 + int(self._world.rng.random() * 3), change.data)

    def _gender_told_on(self, first: Stay) -> int:
        if Mishap.GENDER_TOLD_LATER not in self._youth.mishaps:
            return 0
        return first.soon(self._world.rng, 3, 12, self._world.last_day)

    def _changes(self, stays: Sequence[Stay], gender_told: int) -> list[_Change]:
        rng, youth, residence = self._world.rng, self._youth, self._residence
        changes = []
        if gender_told:
            changes.append(_Change(gender_told, {"gender": youth.gender}))
        if residence.told_on:
            changes.append(_Change(residence.told_on, {"district": residence.said(residence.told_on)}))
        if residence.moved_on is not None:
            moved = {"address": address(self._home + 1)}
            changes.append(_Change(residence.moved_on, {"district": residence.last, "person": moved}))
        if residence.protected_on:
            day = residence.protected_on
            changes.append(_Change(day, {"protection": youth.protection, "district": residence.said(day)}))
        if Mishap.DETAILS_CHANGE in youth.mishaps:
            day = stays[-1].soon(rng, 1, 60, self._world.last_day)
            changes.append(_Change(day, {"person": {"phones": [self._world.identities.phone()]}}))
        return sorted(changes, key=lambda change: change.day)
