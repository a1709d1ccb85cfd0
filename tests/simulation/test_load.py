"""Youths in any number: about twenty lines each, and lives that obey the rules."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from kaa_tracker.domain.reference import Reference
from kaa_tracker.simulation import simulate_load
from tests.simulation.files import City
from tests.simulation.test_rules import refusals, requests


@pytest.mark.parametrize("years", [1, 2, 6])
def test_a_youth_has_about_twenty_lines(years: int, tmp_path: Path, reference: Reference) -> None:
    summary = simulate_load(tmp_path, youths=400, years=years, reference=reference, seed=years)
    assert summary.youths == 400
    assert (summary.register_messages + summary.outreach_lines) / 400 == pytest.approx(20, abs=4)


@pytest.mark.parametrize("years", [1, 3])
def test_no_line_would_be_refused(years: int, tmp_path: Path, reference: Reference) -> None:
    city = City(tmp_path, simulate_load(tmp_path, youths=300, years=years, reference=reference, seed=5))
    for key, messages in city.messages_of.items():
        born = date.fromisoformat(messages[0]["data"]["person"]["birth_date"])
        assert not list(refusals(requests(city, key, "the register first", reference), born, reference))


def test_the_lines_of_a_youth_follow_each_other_in_the_order_of_time(tmp_path: Path, reference: Reference) -> None:
    city = City(tmp_path, simulate_load(tmp_path, youths=100, years=2, reference=reference, seed=3))
    for lines in city.lines_of.values():
        assert all(one["recorded_at"] <= other["recorded_at"] for one, other in pairwise(lines))


def test_progress_is_told_youth_by_youth(tmp_path: Path, reference: Reference) -> None:
    told: list[tuple[int, int]] = []

    def note(done: int, total: int) -> None:
        told.append((done, total))

    simulate_load(tmp_path, youths=3, years=1, reference=reference, seed=1, progress=note)
    assert told == [(1, 3), (2, 3), (3, 3)]
