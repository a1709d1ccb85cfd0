"""Ids of new cases grow, and are UUIDs of version 7."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.outbound.stream_ids import CaseIds, new_case_id, uuid7

moments = st.integers(0, 2**122 - 1)
clocks = st.lists(st.integers(0, 2**48 - 1), min_size=1)


@given(moments, moments)
def test_ids_are_in_the_order_of_their_moments(one: int, other: int) -> None:
    assert (uuid7(one) < uuid7(other)) == (one < other)


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**74 - 1))
def test_an_id_is_of_version_7_and_begins_with_the_time(milliseconds: int, rest: int) -> None:
    case_id = uuid7(milliseconds << 74 | rest)
    assert (case_id.version, case_id.variant) == (7, RFC_4122)
    assert case_id.int >> 80 == milliseconds


def test_the_example_of_the_rfc() -> None:
    """RFC 9562, appendix A.6."""
    assert uuid7(0x017F22E279B0 << 74 | 0xCC3 << 62 | 0x18C4DC0C0C07398F) == UUID(
        "017F22E2-79B0-7CC3-98C4-DC0C0C07398F"
    )


@pytest.mark.parametrize("moment", [-1, 2**122])
def test_a_moment_that_does_not_fit_is_refused(moment: int) -> None:
    with pytest.raises(ValueError, match="122 bits"):
        uuid7(moment)


@given(clocks, st.sampled_from([0, 1, 2**74 - 1]))
def test_ids_grow_whatever_the_clock_does(clock: Sequence[int], chance: int) -> None:
    ticks = iter(clock)
    case_ids = CaseIds(lambda: next(ticks) // 2, lambda _: chance)
    drawn = [case_ids() for _ in clock]
    assert drawn == sorted(set(drawn))


def test_ids_drawn_at_once_are_different() -> None:
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(lambda _: new_case_id(), range(2_000)))
    assert len(set(drawn)) == len(drawn)
