"""Shares as they are printed: rounded half up to a whole, half or tenth of a per cent."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

from kaa_tracker.projections.statistics.checking.stated import Percent, Precision

STEPS: Mapping[Precision, Fraction] = {"whole": Fraction(1), "half": Fraction(1, 2), "tenth": Fraction(1, 10)}

NAMES: Mapping[Precision, str] = {"whole": "hela procent", "half": "halva procent", "tenth": "tiondels procent"}


def rounded(share: Fraction, precision: Precision) -> Fraction:
    """The share in per cent as it would be printed."""
    step = STEPS[precision]
    return floor(share / step + Fraction(1, 2)) * step


def per_cent(numerator: int, denominator: int) -> Fraction:
    """Exact. Raises ``ZeroDivisionError``."""
    return Fraction(100 * numerator, denominator)


def exact(printed: Percent) -> Fraction:
    """What is printed, as the number it is."""
    return Fraction(str(printed).replace(",", "."))


def precision_of(printed: Percent, said: Precision | None) -> Precision:
    """As the file says; otherwise the one that the decimals show."""
    if said is not None:
        return said
    return "tenth" if "." in str(printed).replace(",", ".") else "whole"


def is_printed_so(printed: Percent, precision: Precision) -> bool:
    """Whether a share rounded to that precision can be printed so at all."""
    return (exact(printed) / STEPS[precision]).denominator == 1


def in_swedish(printed: Percent | Fraction) -> str:
    """Without decimals where there are none, else with one."""
    if not isinstance(printed, Fraction):
        return str(printed).replace(".", ",")
    tenths = int(printed * 10)
    return f"{tenths // 10},{tenths % 10}" if tenths % 10 else str(tenths // 10)
