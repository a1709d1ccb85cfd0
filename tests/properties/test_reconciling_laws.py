"""Whatever the feed loses, an extract makes the register agree; once the lost messages come, nothing shows of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest
from pydantic import SecretStr

from kaa_tracker.application.handling import Recorded
from kaa_tracker.application.intake.register import RegisterMessage, Waiting
from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.case.events import RegisterEntered
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.periods import noon
from kaa_tracker.domain.person import Person
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.extracts import extract_of, in_register, reconciling_on, told_of
from tests.properties.test_intake_laws import bring, known, run_round
from tests.read_models import Contents

LAST_NIGHT = date(2024, 6, 1)
LAST_DAY = date(2024, 12, 31)


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "sqlite":
        return Settings(folder=tmp_path / "var")
    place: Mapping[str, str] = request.getfixturevalue("postgres_environment")
    url = f"postgresql://{place['POSTGRES_USER']}@/{place['POSTGRES_DBNAME']}?host={place['POSTGRES_HOST']}"
    return Settings(folder=tmp_path / "var", database_url=SecretStr(url))


@contextmanager
def a_system() -> Iterator[System]:
    with tempfile.TemporaryDirectory() as folder, open_system(Settings(folder=Path(folder))) as system:
        yield system


class Office:
    """Takes what comes, night after night, and compares it with the extract."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.waiting: list[RegisterMessage] = []

    def take(self, messages: Sequence[RegisterMessage]) -> None:
        results = self.system.register_intake().take([*self.waiting, *messages])
        self.waiting = [result.message for result in results if isinstance(result, Waiting)]

    def reconcile(self, night: date, told: Sequence[RegisterMessage]) -> None:
        """With the extract that BER makes when it has told all that, in three parts."""
        self.system.runner.catch_up()
        reconciling = reconciling_on(self.system)
        comparison = reconciling.compare(extract_of(night, told, parts=3))
        results = reconciling.apply(comparison, noon(night))
        missing = [pair for pair in zip(comparison.differences, results, strict=True) if pair[0].kind == "missing"]
        assert all(isinstance(result, Recorded) for _, result in missing)
        entered = {one.register_key for one, _ in missing}
        self.take([])
        assert not any(message.register_key in entered for message in self.waiting)


@pytest.mark.parametrize(("seed", "share"), [(1, 0.01), (2, 0.01), (3, 0.3)])
def test_an_extract_mends_what_was_lost_and_leaves_no_trace_once_that_comes(
    settings: Settings, seed: int, share: float
) -> None:
    random = Random(seed)
    told = told_of(300, random)
    lost = random.sample(told, round(share * len(told)))
    with open_system(settings) as system:
        office = Office(system)
        office.take([message for message in told if message not in lost])
        office.reconcile(LAST_NIGHT, told)
        assert_agrees(system, told)
        bring(system.register_intake(), [[*office.waiting, *random.sample(lost, len(lost))]])
        assert in_the_end(system) == without_loss(told)


@pytest.mark.parametrize("seed", [4, 5])
def test_it_does_so_night_after_night(seed: int) -> None:
    random = Random(seed)
    told = told_of(100, random)
    lost = random.sample(told, round(0.2 * len(told)))
    nights = sorted(date(2021, 9, 10) + timedelta(days=random.randrange(800)) for _ in range(3))
    with a_system() as system:
        office, before = Office(system), 0
        for night in (*nights, LAST_NIGHT):
            until = [message for message in told if message.recorded_at < noon(night)]
            office.take([message for message in until[before:] if message not in lost])
            office.reconcile(night, until)
            assert_agrees(system, until)
            before = len(until)
        bring(system.register_intake(), [[*office.waiting, *lost]])
        assert in_the_end(system) == without_loss(told)


def assert_agrees(system: System, told: Sequence[RegisterMessage]) -> None:
    """With BER: who is in the register, since when, and with which details; and who they are."""
    system.runner.catch_up()
    persons = system.vault.get(system.reading.in_register())
    histories = system.store.histories(persons.keys())
    case_of = {person.register_key: case_id for case_id, person in persons.items()}
    listed = in_register(told)
    assert case_of.keys() == listed.keys()
    for key, (_, shown, values) in listed.items():
        life = Life(replay(histories[case_of[key]]), system.reference.rules)
        entries = [fact.event for fact in life.register_facts if isinstance(fact.event, RegisterEntered)]
        assert entries[-1].entered_on == shown.entry.entered_on
        assert life.details.district_said == shown.entry.district
        assert life.details.gender == shown.entry.gender
        assert life.details.protection == shown.entry.protection
        assert {name: getattr(persons[case_of[key]], name) for name in values} == values


def without_loss(told: Sequence[RegisterMessage]) -> tuple[Contents, dict[str, Person]]:
    with a_system() as faultless:
        bring(faultless.register_intake(), [told])
        return in_the_end(faultless)


def in_the_end(system: System) -> tuple[Contents, dict[str, Person]]:
    """The rows, and the persons but for by which revision each field was told."""
    run_round(system, LAST_DAY)
    rows, persons = known(system)
    return rows, {key: msgspec.structs.replace(person, told_at={}) for key, person in persons.items()}
