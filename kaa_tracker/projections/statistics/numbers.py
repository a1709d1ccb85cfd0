"""Numbers as they are written in Swedish. Exact: whole numbers throughout, rounded half up once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kaa_tracker.projections.statistics.shares import ShareKind

THIN_SPACE = "\N{THIN SPACE}"
MISSING = "."
"""Printed where there is nothing to divide by, or nobody to take the middle of."""

SUPPRESSED = ".."
"""Printed where a publication does not show the figure."""


def whole(number: int) -> str:
    """With a thin space between the thousands."""
    return f"{number:,}".replace(",", THIN_SPACE)


def tenths(numerator: int, denominator: int) -> int:
    """The share in tenths of a per cent, half up."""
    return (2000 * numerator + denominator) // (2 * denominator)


def share(numerator: int, denominator: int, kind: ShareKind = "share") -> str:
    """In per cent with one decimal; a ratio of two populations as so many per hundred, which is no per cent."""
    if denominator == 0:
        return MISSING
    per_hundred = one_decimal(Fraction(tenths(numerator, denominator), 10))
    return f"{per_hundred} %" if kind == "share" else per_hundred


def one_decimal(number: Fraction) -> str:
    """With a decimal comma, half up."""
    rounded = (20 * number.numerator + number.denominator) // (2 * number.denominator)
    return f"{whole(rounded // 10)},{rounded % 10}"


def half_days_of_median(persons_by_days: Mapping[int, int]) -> int | None:
    """Twice the median, for of an even number it may lie between two days; ``None`` where there is nobody."""
    persons = sum(persons_by_days.values())
    middles = ((persons - 1) // 2, persons // 2)
    found, before = [], 0
    for days in sorted(persons_by_days):
        up_to = before + persons_by_days[days]
        found += [days for middle in middles if before <= middle < up_to]
        before = up_to
    return sum(found) if persons else None
