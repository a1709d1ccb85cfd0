"""A plain counter over the two files, which shares no code with the program, agrees with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kaa_tracker.domain.periods import Period, operating_year
from kaa_tracker.projections.statistics.figures import count
from tests.main_job.conftest import MainJob

COUNTER = Path(__file__).parents[2] / "scripts" / "count_plainly"

BOTH = {
    "covered": "covered",
    "under_search": "under_search",
    "attempted": "attempted",
    "reached": "reached",
    "not_reached": "not_reached",
    "sought": "sought",
    "occupied_when_reached": "occupied_when_reached",
    "enrolled": "enrolled",
    "enrolled, new": "newly_enrolled",
    "enrolled, carried in": "carried_in",
    "enrolled, closed": "closed",
    "enrolled, closed to studies": "closed_to_studies",
    "enrolled, closed to work": "closed_to_work",
    "enrolled, closed to unknown": "closed_to_unknown",
    "enrolled, closed to no_occupation": "closed_to_no_occupation",
    "enrolled, closed to other": "closed_to_other",
    "address_reports": "address_reports",
    "attempts": "attempts",
}
"""What the counter calls it, and the measure."""


def random_periods(seed: int, number: int) -> Iterator[Period]:
    """Periods of a month to a year within 2021 and 2022."""
    chance = Random(seed)
    for _ in range(number):
        first = date(2020, 12, 1) + timedelta(days=chance.randrange(600))
        yield Period(first, min(first + timedelta(days=chance.randrange(30, 365)), date(2022, 11, 30)))


PERIODS = [operating_year(2022), operating_year(2021), *random_periods(2022, 3)]


@cache
def counted_plainly(folder: Path, period: Period) -> Any:
    command = [sys.executable, str(COUNTER), str(folder / "register.ndjson"), str(folder / "outreach.ndjson")]
    spelled = ["--from", str(period.first), "--to", str(period.last), "--json"]
    return json.loads(subprocess.run([*command, *spelled], check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: f"{period.first}..{period.last}")
def test_both_count_the_same_persons(main_job: MainJob, period: Period) -> None:
    plain = counted_plainly(main_job.folder, period)["persons"]
    with main_job.system.reading.connect() as connection:
        for name, measure in BOTH.items():
            ours = count(connection, main_job.system.reference, measure, period)
            assert (measure, ours.total) == (measure, plain["all"].get(name, 0))


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: f"{period.first}..{period.last}")
@pytest.mark.parametrize(
    ("table", "by"),
    [("jobbtorg at the event", "jobbtorg"), ("jobbtorg at the end of the period", "jobbtorg_at_end")],
)
def test_both_place_the_enrolled_at_the_same_jobbtorg(main_job: MainJob, period: Period, table: str, by: str) -> None:
    plain = counted_plainly(main_job.folder, period)[table]
    with main_job.system.reading.connect() as connection:
        for name in ("enrolled", "enrolled, closed", "enrolled, closed to studies", "enrolled, closed to work"):
            ours = count(connection, main_job.system.reference, BOTH[name], period, [by])
            assert {key[0]: value for key, value in ours.rows.items()} == {
                jobbtorg: counts[name] for jobbtorg, counts in plain.items() if counts.get(name)
            }
