"""Dealing by chance keeps the numbers."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.simulation.plans.quotas import Odds, Pace, apportion, draw_weighted, numbers_summing_to

seeds = st.integers(0, 10_000)
shares = st.lists(st.floats(0.01, 100), min_size=1, max_size=8)


@given(st.integers(0, 5_000), shares)
def test_apportioned_numbers_sum_to_the_total_and_differ_from_their_share_by_less_than_one(
    total: int, weights: list[float]
) -> None:
    counts = apportion(total, weights)
    assert sum(counts) == total
    assert all(abs(n - total * w / sum(weights)) < 1 + 1e-6 for n, w in zip(counts, weights, strict=True))


@given(seeds, shares, st.data())
def test_a_weighted_draw_takes_so_many_different_items(seed: int, weights: list[float], data: st.DataObject) -> None:
    count = data.draw(st.integers(0, len(weights)))
    drawn = draw_weighted(Random(seed), range(len(weights)), weights, count)
    assert len(set(drawn)) == len(drawn) == count


@given(seeds, st.integers(1, 50), st.integers(0, 200))
def test_drawn_numbers_are_nudged_to_their_sum_and_never_below_one(seed: int, count: int, beyond: int) -> None:
    rng = Random(seed)
    numbers = numbers_summing_to(rng, count + beyond, count, lambda: rng.randint(0, 9))
    assert sum(numbers) == count + beyond
    assert min(numbers) >= 1


@given(st.floats(0.001, 0.5), st.lists(st.integers(0, 30), max_size=100))
def test_a_pace_keeps_its_share_however_the_row_is_cut(share: float, rows: list[int]) -> None:
    pace, settled = Pace(share), 0
    for row in rows:
        pace.passed(row)
        while pace.is_due:
            pace.settle()
            settled += 1
    assert abs(settled - share * sum(rows)) <= 1 + 1e-6


def test_odds_draw_by_weight() -> None:
    odds, rng = Odds({"often": 9, "seldom": 1}), Random(1)
    drawn = Counter(odds.draw(rng) for _ in range(1_000))
    assert 850 < drawn["often"] < 950
