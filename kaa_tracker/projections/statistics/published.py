"""What a city has published about an operating year, as data to hold our own figures against.

Counts are persons unless they say otherwise. What a report prints of itself may be wrong: it is
carried over as printed, never mended.
"""

from __future__ import annotations

import msgspec

from kaa_tracker.domain.periods import Period
from kaa_tracker.projections.statistics.checking.rounding import exact, per_cent, rounded
from kaa_tracker.projections.statistics.checking.stated import Precision


class Figure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the published file; a misspelt field is an error."""


class ByGender(Figure, frozen=True, kw_only=True):
    woman: int
    man: int
    total: int


class PrintedShare(Figure, frozen=True, kw_only=True):
    """A share in per cent as printed; ``wrong`` when the printed counts do not round to it."""

    printed: str
    precision: Precision
    wrong: bool = False

    def is_rounded_from(self, numerator: int, denominator: int) -> bool:
        """Whether the share of the two counts prints so, at this share's own precision, half up."""
        return rounded(per_cent(numerator, denominator), self.precision) == exact(self.printed)


class SharesByGender(Figure, frozen=True, kw_only=True):
    woman: PrintedShare
    man: PrintedShare
    total: PrintedShare


class Attempts(Figure, frozen=True, kw_only=True):
    """``persons`` had at least one attempt; the counts of attempts are printed as "about"."""

    persons: int
    total_about: int
    letters_about: int


class Addresses(Figure, frozen=True, kw_only=True):
    reported: int


class EnrolledFigures(Figure, frozen=True, kw_only=True):
    woman: int
    man: int
    total: int
    newly_enrolled: int
    carried_in: int
    derived: tuple[str, ...] = ()


class ClosingCounts(Figure, frozen=True, kw_only=True):
    enrolled: int
    closed: int
    studies: int
    work: int
    studies_or_work: int


class ClosingShares(Figure, frozen=True, kw_only=True):
    """``closed`` of the enrolled, the others of the closed."""

    closed: PrintedShare
    studies: PrintedShare
    work: PrintedShare
    studies_or_work: PrintedShare


class ClosingRow(Figure, frozen=True, kw_only=True):
    counts: ClosingCounts
    shares: ClosingShares


class JobbtorgRow(ClosingRow, frozen=True, kw_only=True):
    """``code`` of the jobbtorg, or ``no_district``."""

    code: str


class AimFigures(Figure, frozen=True, kw_only=True):
    """``to_work`` lists every count that prints as the share does."""

    enrolled: int
    newly_enrolled: int
    ended: int
    ended_to_unknown: int
    to_studies: int
    to_work: tuple[int, ...]
    share_studies: PrintedShare
    share_work: PrintedShare
    derived: tuple[str, ...] = ()


class Targets(Figure, frozen=True, kw_only=True):
    """In per cent of the closed."""

    studies: int
    work: int


class PreviousYear(Figure, frozen=True, kw_only=True):
    registered: int
    sought: int
    reached: int
    enrolled: int
    newly_enrolled: int
    closed: int
    to_studies: int
    to_work: int
    derived: tuple[str, ...] = ()


class PublishedFigures(Figure, frozen=True, kw_only=True):
    """All figures published about one operating year."""

    source: str
    assumed: str
    year: int
    period: Period
    registered: ByGender
    not_reached: ByGender
    reached: ByGender
    sought: ByGender
    share_reached: SharesByGender
    attempts: Attempts
    addresses: Addresses
    occupied_when_reached: PrintedShare
    enrolled: EnrolledFigures
    jobbtorg: tuple[JobbtorgRow, ...]
    all_jobbtorg: ClosingRow
    aim: AimFigures
    targets: Targets
    previous_year: PreviousYear
