"""What a spreadsheet would carry out is a text with an apostrophe before it; every other text stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.domain.defusing import defused


@pytest.mark.parametrize(
    "text", ["=1+1", "+46", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "\uff1d1", "\u00a0-1"]
)
def test_what_begins_a_formula_is_given_an_apostrophe(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Globen", "2022-03-01", "12,5", "..", "Åsa = Åsa", "(1)", "\u2474"])
def test_what_begins_none_stays(text: str) -> None:
    assert defused(text) == text


@given(st.text())
def test_nothing_is_taken_away(text: str) -> None:
    assert defused(text) in (text, f"'{text}")
