"""The name of a message is shown unless it could be somebody's."""

from __future__ import annotations

import pytest

from kaa_tracker.application.intake.shown_names import MASKED, shown_name


@pytest.mark.parametrize(
    "name",
    ["20050503TF01", "entry-20050503TF01", "050503-tf01", "urn:20050503-TF01/2", "ada@school.example", "Ada E"],
)
def test_what_could_be_a_persons_is_masked(name: str) -> None:
    assert shown_name(name) == MASKED


@pytest.mark.parametrize(
    "name",
    ["/ber/kaa", "2022-03-14/3", "550e8400-e29b-41d4-a716-446655440000", "8f0a2c1e", "1700000000000", "k-17", None],
)
def test_what_could_not_is_shown(name: str | None) -> None:
    assert shown_name(name) == name
