"""How long it takes, of those who could be followed and of those who could not."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.projections.statistics.method.kaplan_meier import Followed, days_until

DAYS = st.lists(st.integers(0, 60), min_size=1, max_size=60)
PERCENT = st.integers(1, 99)
FOLLOWED = st.lists(st.builds(Followed, st.integers(0, 60), st.booleans()), min_size=1, max_size=60)


def test_those_followed_no_longer_count_among_the_waiting_until_then() -> None:
    # Day 3: one of 6, 5/6 still wait. Day 7: one of 4, 5/8. Day 10: one of 2, 5/16: more than half have got there.
    followed = Counter(
        [
            Followed(3, True),
            Followed(5, False),
            Followed(7, True),
            Followed(7, False),
            Followed(10, True),
            Followed(12, False),
        ]
    )
    assert days_until(16, followed) == 3
    assert (days_until(37, followed), days_until(38, followed)) == (7, 10)
    assert (days_until(68, followed), days_until(69, followed)) == (10, None)
    assert days_until(90, followed) is None


def test_of_nobody_nothing_is_known() -> None:
    assert days_until(50, Counter()) is None


@given(DAYS, PERCENT)
def test_without_censoring_it_is_the_plain_quantile(days: list[int], percent: int) -> None:
    plain = sorted(days)[-(-percent * len(days) // 100) - 1]
    assert days_until(percent, Counter(Followed(day, True) for day in days)) == plain


@given(FOLLOWED, PERCENT)
def test_it_takes_no_less_than_if_it_had_happened_to_all_when_they_were_last_seen(
    followed: list[Followed], percent: int
) -> None:
    seen, all_happened = Counter(followed), Counter(Followed(one.days, True) for one in followed)
    soonest, found = days_until(percent, all_happened), days_until(percent, seen)
    assert soonest is not None
    assert found is None or found >= soonest


@given(FOLLOWED, PERCENT, PERCENT)
def test_more_of_them_take_no_less(followed: list[Followed], one: int, other: int) -> None:
    fewer, more = (days_until(percent, Counter(followed)) for percent in sorted((one, other)))
    assert more is None or (fewer is not None and fewer <= more)
