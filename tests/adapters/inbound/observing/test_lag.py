"""How long the read model has been behind, by the clock of whoever looks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.inbound.observing.lag import Lag


class Hands:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_read_model_with_the_log_is_not_behind() -> None:
    assert Lag(Hands()).seconds(7, 7) == 0


def test_it_is_behind_since_the_oldest_event_that_is_missing_was_found() -> None:
    clock = Hands()
    lag = Lag(clock)
    assert lag.seconds(10, 7) == 0
    clock.now += 5
    assert lag.seconds(12, 7) == 5
    clock.now += 5
    assert lag.seconds(12, 10) == 5, "what was found later is missing for less long"
    clock.now += 1
    assert lag.seconds(12, 12) == 0


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=50))
def test_it_is_behind_for_a_while_only_where_something_is_missing(steps: list[tuple[int, int]]) -> None:
    clock, last, projected = Hands(), 0, 0
    lag = Lag(clock, marks=5)
    for recorded, caught_up in steps:
        clock.now += 1
        last, projected = last + recorded, min(projected + caught_up, last + recorded)
        seconds = lag.seconds(last, projected)
        assert 0 <= seconds <= len(steps)
        assert last > projected or seconds == 0
