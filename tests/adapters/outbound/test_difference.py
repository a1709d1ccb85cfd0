"""What has to be written for rows to become others."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.outbound.read_model.difference import difference

rows = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=8)


@given(present=rows, wanted=rows)
def test_what_is_present_without_the_rewritten_cases_and_with_what_is_added_is_what_is_wanted(
    present: list[tuple[str, int]], wanted: list[tuple[str, int]]
) -> None:
    rewritten, added = difference(present, wanted)
    kept = [row for row in present if row[0] not in rewritten]
    assert Counter([*kept, *added]) == Counter(wanted)


@given(present=rows, more=rows)
def test_where_rows_only_come_nothing_else_is_written(
    present: list[tuple[str, int]], more: list[tuple[str, int]]
) -> None:
    rewritten, added = difference(present, [*more, *present])
    assert (list(rewritten), Counter(added)) == ([], Counter(more))


def test_only_the_case_that_lost_a_row_is_written_again() -> None:
    rewritten, added = difference([("a", 1), ("a", 2), ("b", 1)], [("a", 2), ("b", 1)])
    assert (list(rewritten), list(added)) == (["a"], [("a", 2)])
