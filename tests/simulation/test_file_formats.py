"""The files as files: complete, in order, the same for the same seed, and about nobody who lives."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from kaa_tracker.domain.identifiers import is_official_test_number, parse_identity_number
from kaa_tracker.domain.reference import Reference
from kaa_tracker.simulation import CityFigures, simulate_city, simulate_load
from tests.simulation.files import City

WRITE_A_FEW = """
import sys
from pathlib import Path
from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.simulation import simulate_load
simulate_load(Path(sys.argv[1]), youths=200, years=2, reference=load_reference(), seed=7)
"""


def test_every_message_is_a_cloud_event_with_an_id_of_its_own(city: City) -> None:
    ids = {(message["source"], message["id"]) for message in city.messages}
    assert len(ids) == len(city.messages) == city.summary.register_messages
    assert {message["specversion"] for message in city.messages} == {"1.0"}


def test_every_line_has_a_command_id_of_its_own(city: City) -> None:
    assert len({line["command_id"] for line in city.lines}) == len(city.lines) == city.summary.outreach_lines


def test_both_files_are_in_the_order_of_time(city: City) -> None:
    assert all(one["time"] <= other["time"] for one, other in pairwise(city.messages))
    assert all(one["recorded_at"] <= other["recorded_at"] for one, other in pairwise(city.lines))


def test_the_revisions_of_a_youth_have_no_gap(city: City) -> None:
    for messages in city.messages_of.values():
        assert [message["data"]["revision"] for message in messages] == list(range(1, len(messages) + 1))


def test_every_youth_has_a_number_that_belongs_to_nobody(city: City) -> None:
    numbers = [messages[0]["data"]["person"]["identity_number"] for messages in city.messages_of.values()]
    assert len(set(numbers)) == len(numbers) == city.summary.youths
    for number in numbers:
        kind = parse_identity_number(number, today=date(2022, 12, 1)).kind
        assert kind == "temporary" or is_official_test_number(number)


def test_everybody_is_of_an_age_that_can_be_covered(city: City) -> None:
    for messages in city.messages_of.values():
        data = messages[0]["data"]
        age = (date.fromisoformat(data["entered_on"]) - date.fromisoformat(data["person"]["birth_date"])).days / 365.25
        assert 16 < age < 20


def test_the_same_seed_writes_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    written = []
    for hash_seed in ("1", "2"):
        folder = tmp_path / hash_seed
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        subprocess.run([sys.executable, "-c", WRITE_A_FEW, str(folder)], check=True, env=environment)
        written.append([(folder / name).read_bytes() for name in ("register.ndjson", "outreach.ndjson")])
    assert written[0] == written[1]


def test_another_seed_writes_another_city(tmp_path: Path, reference: Reference) -> None:
    for seed in (1, 2):
        simulate_load(tmp_path / str(seed), youths=50, years=1, reference=reference, seed=seed)
    assert (tmp_path / "1" / "outreach.ndjson").read_bytes() != (tmp_path / "2" / "outreach.ndjson").read_bytes()


def test_a_simulation_that_breaks_off_leaves_the_files_of_the_last_one(
    tmp_path: Path, figures: CityFigures, reference: Reference
) -> None:
    class Interrupted(Exception):
        pass

    def interrupt(done: int, total: int) -> None:
        if done == 5:
            raise Interrupted

    simulate_load(tmp_path, youths=3, years=1, reference=reference, seed=1)
    before = (tmp_path / "register.ndjson").read_bytes()
    with pytest.raises(Interrupted):
        simulate_load(tmp_path, youths=9, years=1, reference=reference, seed=2, progress=interrupt)
    with pytest.raises(Interrupted):
        simulate_city(tmp_path, figures=figures, reference=reference, seed=2, progress=interrupt)
    assert (tmp_path / "register.ndjson").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"register.ndjson", "outreach.ndjson"}
