"""Days drawn for steps keep their order, windows and gaps; a chain without room is refused."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.simulation.lives.steps import Happening, PlanDoesNotFit, Step, draw_days

FIRST = 737_000
gaps = st.lists(st.integers(0, 20), min_size=1, max_size=12)


@given(st.integers(0, 10_000), gaps, st.integers(0, 300), st.one_of(st.none(), st.floats(0.1, 50)))
def test_every_day_lies_in_its_window_and_far_enough_from_the_one_before(
    seed: int, between: list[int], slack: int, typical: float | None
) -> None:
    last = FIRST + sum(between[1:]) + slack
    steps = [Step(Happening.ATTEMPT, FIRST, last, gap=gap, typical=typical) for gap in between]
    draw_days(Random(seed), steps)
    assert all(FIRST <= step.day <= last for step in steps)
    assert all(later.day - earlier.day >= later.gap for earlier, later in pairwise(steps))


@given(st.integers(0, 10_000), st.integers(0, 9))
def test_a_step_comes_within_the_days_it_may_take(seed: int, within: int) -> None:
    steps = [
        Step(Happening.ENTERED, FIRST, FIRST + 100),
        Step(Happening.LEFT, FIRST, FIRST + 300, within=within),
    ]
    draw_days(Random(seed), steps)
    assert 0 <= steps[1].day - steps[0].day <= within


def test_a_chain_longer_than_its_window_is_refused() -> None:
    steps = [Step(Happening.ATTEMPT, FIRST, FIRST + 5, gap=4) for _ in range(3)]
    with pytest.raises(PlanDoesNotFit):
        draw_days(Random(1), steps)
