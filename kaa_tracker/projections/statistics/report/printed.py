"""Cells as they are printed, and what changed between two of them as it was printed.

A change is worked out from what stands on the page: of shares, from the printed ones. So no reader who
takes one from the other gets anything else.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from kaa_tracker.projections.statistics import numbers
from kaa_tracker.projections.statistics.report.cells import Cell, Count, Median, ShareOf, Suppressed, Table, Target

Unit: TypeAlias = Literal["count", "points", "per_hundred", "days"]

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
POINTS = "p.e."
"""*Procentenheter*, as a column says it."""

_LIKE_YEAR_BEFORE = ("total", "attempts")
"""The columns that the one of the year before is to be held against."""


class Change(NamedTuple):
    """``amount`` is in whole units of a count, in tenths of anything else."""

    unit: Unit
    amount: int
    before: int

    @property
    def size(self) -> str:
        """How much, without a sign."""
        size = abs(self.amount)
        return numbers.whole(size) if self.unit == "count" else numbers.one_decimal(Fraction(size, 10))

    @property
    def signed(self) -> str:
        """As a column of changes says it."""
        sign = "" if self.amount == 0 else "+" if self.amount > 0 else MINUS
        return f"{sign}{self.size}" + (f"{NO_BREAK}{POINTS}" if self.unit == "points" else "")


def printed(cell: Cell) -> str:
    """In Swedish: decimal comma, thin space, ``..`` for what is not shown and ``.`` for what there is not."""
    match cell:
        case Count(value=value):
            return numbers.whole(value)
        case ShareOf(kind=kind, numerator=part, denominator=whole):
            return numbers.share(part.value, whole.value, kind)
        case Median(days=days):
            return numbers.MISSING if days is None else numbers.one_decimal(days)
        case Target(percent=percent):
            return f"{percent} %"
        case Suppressed():
            return numbers.SUPPRESSED


def change(now: Cell, before: Cell) -> Change | None:
    """``None`` where one of the two is not printed, or they are of different kinds."""
    match now, before:
        case Count(), Count():
            return Change("count", now.value - before.value, before.value)
        case (ShareOf() | Median(), ShareOf() | Median()) if _unit(now) == _unit(before):
            one, other = tenths(now), tenths(before)
            return None if one is None or other is None else Change(_unit(now), one - other, other)
        case _:
            return None


def shown_change(now: Cell, before: Cell) -> Change | str:
    """The change, or what is printed in its place: ``..`` where it is kept back with one of the two."""
    signs = {printed(now), printed(before)}
    is_kept_back = numbers.SUPPRESSED in signs and numbers.MISSING not in signs
    return change(now, before) or (numbers.SUPPRESSED if is_kept_back else numbers.MISSING)


def tenths(cell: Cell) -> int | None:
    """What a share, a median or a target is printed as, in tenths."""
    match cell:
        case ShareOf(numerator=part, denominator=whole) if whole.value:
            return numbers.tenths(part.value, whole.value)
        case Median(half_days=half_days) if half_days is not None:
            return 5 * half_days
        case Target(percent=percent):
            return 10 * percent
        case _:
            return None


def _unit(cell: ShareOf | Median) -> Unit:
    if isinstance(cell, Median):
        return "days"
    return "points" if cell.kind == "share" else "per_hundred"


def column_beside(table: Table) -> str | None:
    """The column that has its year before beside it."""
    likely = [key for key in _LIKE_YEAR_BEFORE if key in table.columns]
    return likely[0] if likely and "year_before" in table.columns else None
