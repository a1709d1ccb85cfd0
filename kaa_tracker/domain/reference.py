"""Reference data with validity: places, units, code lists, and the figures of the rules.

Everything here is a city's to replace; this module holds the shapes and what can be asked of them.
The files are read at the edge, and checked there: every district has a jobbtorg on every day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import msgspec

from kaa_tracker.domain.case.events import NO_DISTRICT
from kaa_tracker.domain.periods import FOREVER


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A value of a code list, usable for facts dated ``valid_from``..``valid_to``.

    The remaining fields are asked of some lists only and are ``None`` or false elsewhere.
    """

    code: str
    label: str
    valid_from: date = date.min
    valid_to: date = FOREVER
    needs_detail: bool = False
    occupied: bool = False
    """Occupations: counts as occupied."""
    register_sees: bool = False
    """Occupations: BER would notice it by itself."""
    review_days: int | None = None
    """Occupations: days until it is asked about again."""
    ends_responsibility: bool = False
    """Leaving reasons: responsibility ends with it."""
    detail: str | None = None
    """Contact channels: the kind of contact detail they go by (address, phone, email)."""

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


class CodeList(msgspec.Struct, frozen=True, kw_only=True):
    """Codes of one kind, with the paragraph that lets us store them."""

    name: str
    label: str
    ground: str
    codes: tuple[Code, ...]

    def find(self, code: str, day: date) -> Code | None:
        return next((c for c in self.codes if c.code == code and c.valid_on(day)), None)

    def label_of(self, code: str) -> str:
        """The Swedish label, also of a code no longer in use."""
        return next((c.label for c in self.codes if c.code == code), code)


class District(msgspec.Struct, frozen=True, kw_only=True):
    """A *stadsdelsområde*; ``successor`` is what it became part of the day after ``valid_to``."""

    code: str
    label: str
    valid_from: date = date.min
    valid_to: date = FOREVER
    successor: str | None = None


class DistrictUnit(msgspec.Struct, frozen=True, kw_only=True):
    """Which jobbtorg works a district, and when."""

    district: str
    jobbtorg: str
    valid_from: date = date.min
    valid_to: date = FOREVER


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A place that works cases; ``is_jobbtorg`` if districts are mapped to it.

    Secrecy holds between authorities and their branches (OSL 8:1–2).
    """

    code: str
    label: str
    authority: str
    branch: str
    is_jobbtorg: bool = False
    valid_from: date = date.min
    valid_to: date = FOREVER


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """A named set of districts; areas may overlap."""

    code: str
    label: str
    districts: tuple[str, ...]


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The figures the rules go by; a change of them is a new ``version`` and a rebuild."""

    version: str
    wait_days: int = 14
    resume_within_days: int = 7
    """An absence from the register of at most so many days resumes the spell."""
    unknown_exit_finding_days: int = 14
    relative_after_18_needs_agreement: bool = True
    occupation_near_reach_days: int = 14
    next_step_days: Mapping[str, int] = msgspec.field(default_factory=dict)
    """Days from an unanswered attempt, by channel, to the next step."""
    channel_ladder: tuple[str, ...] = ("letter", "phone", "sms", "email", "home_visit")
    reached_next_days: int = 30
    decline_recontact_days: int = 90
    enrolled_next_days: int = 90
    own_entries_days: int = 14
    unconfirmed_by_hand_days: int = 30
    disposal_finding_days: int = 90
    disposal_misregistered_days: int = 30
    disposal_unconfirmed_days: int = 60
    """From the day a case was opened by hand that BER never confirmed."""
    disposal_left_in_wait_months: int = 6
    disposal_after_months: int = 12
    """From the last day of responsibility and support."""
    conversion_days: int = 90
    back_in_register_days: int = 60


class AnnouncedWindow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days of every year on which many come or go: ``MM-DD``, both ends included, also over the turn of a year."""

    label: str
    first: str
    last: str
    factor: float
    """What may come or go then, in times of what may otherwise."""

    def covers(self, day: date) -> bool:
        within = self.first <= f"{day:%m-%d}", f"{day:%m-%d}" <= self.last
        return all(within) if self.first <= self.last else any(within)


class Brake(msgspec.Struct, frozen=True, kw_only=True):
    """How much BER may tell at once before a human looks at it."""

    leaving_share: float
    """Of those held in the register before."""
    entering_share: float
    never_below: int
    """So many come or go on any day."""
    times_earlier_years: float
    """Of the highest count in the same week, or one beside it, of an earlier year."""
    announced: tuple[AnnouncedWindow, ...]

    def factor(self, day: date) -> float:
        """What the thresholds are multiplied with on ``day``, at least 1."""
        return max((window.factor for window in self.announced if window.covers(day)), default=1.0)


class Reference(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All reference data of a city, as of one version of its files."""

    version: str
    municipality: str
    rules: Rules
    brake: Brake
    districts: tuple[District, ...]
    district_units: tuple[DistrictUnit, ...]
    units: tuple[Unit, ...]
    areas: tuple[Area, ...]
    code_lists: tuple[CodeList, ...]
    handler_unit: str = "protected_case_handlers"
    """The unit of those who work protected cases."""
    pool_unit: str = "pool"
    """Where a case waits that has no district; the central coordinators see it first."""

    @cached_property
    def _lists(self) -> dict[str, CodeList]:
        return {code_list.name: code_list for code_list in self.code_lists}

    @cached_property
    def _districts(self) -> dict[str, District]:
        return {district.code: district for district in self.districts}

    @cached_property
    def _labels(self) -> dict[str, str]:
        named: tuple[Any, ...] = (*self.districts, *self.units, *self.areas)
        return {item.code: item.label for item in named}

    def codes(self, list_name: str) -> CodeList:
        return self._lists[list_name]

    def find(self, list_name: str, code: str, day: date) -> Code | None:
        return self._lists[list_name].find(code, day)

    def codes_on(self, list_name: str, day: date) -> list[str]:
        """The codes of a list that can be used for a fact of that day."""
        return [code.code for code in self._lists[list_name].codes if code.valid_on(day)]

    def label(self, code: str) -> str:
        """The Swedish label of a district, unit or area."""
        return self._labels.get(code, code)

    def unit(self, code: str) -> Unit | None:
        return next((unit for unit in self.units if unit.code == code), None)

    def is_district(self, code: str) -> bool:
        return code == NO_DISTRICT or code in self._districts

    def in_division(self, district: str, day: date) -> str:
        """``district`` carried by succession into the division that holds on ``day``."""
        found = self._districts.get(district)
        while found is not None and found.valid_to < day and found.successor is not None:
            found = self._districts.get(found.successor)
        return found.code if found else district

    def jobbtorg_of(self, district: str, day: date) -> str:
        """The jobbtorg that works ``district`` on ``day``; ``no_district`` for that value itself."""
        district = self.in_division(district, day)
        for mapped in self.district_units:
            if mapped.district == district and mapped.valid_from <= day <= mapped.valid_to:
                return mapped.jobbtorg
        return NO_DISTRICT

    def only_jobbtorg_of(self, district: str) -> str | None:
        """The jobbtorg that works ``district`` on whatever day; ``None`` where that depends on the day."""
        return self._only_jobbtorg.get(district)

    @cached_property
    def _only_jobbtorg(self) -> Mapping[str, str]:
        beginnings = {date.min, *(d.valid_from for d in self.districts), *(u.valid_from for u in self.district_units)}
        worked_by = {d.code: {self.jobbtorg_of(d.code, day) for day in beginnings} for d in self.districts}
        return {district: units.pop() for district, units in worked_by.items() if len(units) == 1}

    def division(self, day: date) -> tuple[District, ...]:
        """The districts that exist on ``day``."""
        return tuple(d for d in self.districts if d.valid_from <= day <= d.valid_to)
