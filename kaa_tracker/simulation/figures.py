"""The published figures a synthetic city lands on."""

from __future__ import annotations

from msgspec import Struct, convert


class ByGender(Struct, frozen=True, kw_only=True):
    woman: int
    man: int

    @property
    def total(self) -> int:
        return self.woman + self.man


class AttemptFigures(Struct, frozen=True, kw_only=True):
    """``persons`` had at least one attempt."""

    persons: int
    total_about: int
    letters_about: int


class AddressFigures(Struct, frozen=True, kw_only=True):
    reported: int


class ShareFigure(Struct, frozen=True, kw_only=True):
    """A share in per cent, as printed."""

    printed: str


class EnrolledFigures(Struct, frozen=True, kw_only=True):
    woman: int
    man: int
    newly_enrolled: int
    carried_in: int

    @property
    def total(self) -> int:
        return self.woman + self.man


class ClosingFigures(Struct, frozen=True, kw_only=True):
    enrolled: int
    closed: int
    studies: int
    work: int


class JobbtorgFigures(Struct, frozen=True, kw_only=True):
    """A row of the jobbtorg table, by the code of the jobbtorg or ``no_district``."""

    code: str
    counts: ClosingFigures


class AimFigures(Struct, frozen=True, kw_only=True):
    """``to_work`` lists every count that prints as the published share; the first is simulated."""

    enrolled: int
    newly_enrolled: int
    ended: int
    ended_to_unknown: int
    to_studies: int
    to_work: tuple[int, ...]


class YearBefore(Struct, frozen=True, kw_only=True):
    registered: int
    sought: int
    reached: int
    enrolled: int
    newly_enrolled: int
    closed: int
    to_studies: int
    to_work: int


class CityFigures(Struct, frozen=True, kw_only=True):
    """Counts of persons in the operating year ``year`` and the one before it."""

    year: int
    registered: ByGender
    reached: ByGender
    not_reached: ByGender
    attempts: AttemptFigures
    addresses: AddressFigures
    occupied_when_reached: ShareFigure
    enrolled: EnrolledFigures
    jobbtorg: tuple[JobbtorgFigures, ...]
    aim: AimFigures
    previous_year: YearBefore


def figures_of(published: object) -> CityFigures:
    """What the simulation needs of any object with attributes of these names.

    Raises ``msgspec.ValidationError`` where one is missing.
    """
    return convert(published, CityFigures, from_attributes=True)
