"""Numbers as they are written in Swedish."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.projections.statistics.numbers import half_days_of_median, one_decimal, share, tenths, whole


def test_thousands_are_set_off_by_a_thin_space() -> None:
    assert [whole(number) for number in (0, 999, 7154, 1234567)] == ["0", "999", "7\u2009154", "1\u2009234\u2009567"]


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (2801, 5152, "54,4 %"),
        (1, 2000, "0,1 %"),
        (1, 2001, "0,0 %"),
        (325, 651, "49,9 %"),
        (1, 8, "12,5 %"),
        (3, 3, "100,0 %"),
        (0, 7, "0,0 %"),
        (0, 0, "."),
    ],
)
def test_a_share_has_a_decimal_comma_and_one_decimal_half_up(numerator: int, denominator: int, text: str) -> None:
    assert share(numerator, denominator) == text


def test_a_ratio_of_two_populations_has_no_per_cent_sign() -> None:
    assert share(983, 2801, "ratio") == "35,1"
    assert share(3, 2, "ratio") == "150,0"


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_shares_are_rounded_exactly(numerator: int, denominator: int) -> None:
    exact = Decimal(1000 * numerator) / Decimal(denominator)
    assert tenths(numerator, denominator) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_half_days_are_written_with_a_decimal() -> None:
    assert [one_decimal(Fraction(half, 2)) for half in (0, 3, 36)] == ["0,0", "1,5", "18,0"]


@given(st.lists(st.integers(0, 400), min_size=1))
def test_the_median_of_the_days_is_the_middle_one_or_between_the_two(days: list[int]) -> None:
    assert half_days_of_median(Counter(days)) == 2 * median(days)


def test_nobody_has_no_median() -> None:
    assert half_days_of_median({}) is None
