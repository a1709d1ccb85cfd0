"""Intervals of shares and of changes, beside those that Newcombe printed (Statistics in Medicine 17, 1998)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.projections.statistics import numbers
from kaa_tracker.projections.statistics.method.wilson import change_bounds, change_tenths, share_bounds


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 255, 366), (15, 148, 62, 160), (0, 20, 0, 161), (1, 29, 6, 172), (29, 29, 883, 1000)],
)
def test_a_share_lies_between_the_bounds_that_are_printed_for_it(part: int, whole: int, low: int, high: int) -> None:
    assert share_bounds(part, whole) == (low, high)


@pytest.mark.parametrize(
    ("since", "before", "points", "low", "high"),
    [((56, 70), (48, 80), 200, 52, 334), ((9, 10), (3, 10), 600, 171, 809), ((10, 10), (0, 10), 1000, 608, 1000)],
)
def test_a_change_lies_between_the_bounds_that_are_printed_for_it(
    since: tuple[int, int], before: tuple[int, int], points: int, low: int, high: int
) -> None:
    assert change_tenths(before, since) == points
    assert change_bounds(before, since) == (low, high)


def test_nobody_has_no_share_to_be_sure_of() -> None:
    assert share_bounds(0, 0) is None
    assert change_bounds((0, 0), (1, 2)) is change_bounds((1, 2), (0, 0)) is None
    assert change_tenths((0, 0), (1, 2)) is None


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    whole = draw(st.integers(1, 20_000))
    return draw(st.integers(0, whole)), whole


@given(shares())
def test_an_interval_contains_the_share_as_it_is_printed(share: tuple[int, int]) -> None:
    bounds = share_bounds(*share)
    assert bounds is not None
    assert 0 <= bounds.low <= numbers.tenths(*share) <= bounds.high <= 1000


@given(shares())
def test_ten_times_as_many_are_no_less_sure(share: tuple[int, int]) -> None:
    few, many = share_bounds(*share), share_bounds(10 * share[0], 10 * share[1])
    assert few is not None
    assert many is not None
    assert few.low <= many.low <= many.high <= few.high


@given(shares(), shares())
def test_a_change_lies_in_its_interval_and_turns_with_the_order(
    before: tuple[int, int], since: tuple[int, int]
) -> None:
    points, bounds, back = change_tenths(before, since), change_bounds(before, since), change_bounds(since, before)
    assert points is not None
    assert bounds is not None
    assert back is not None
    assert -1000 <= bounds.low <= points <= bounds.high <= 1000
    assert abs(bounds.low + back.high) <= 1
