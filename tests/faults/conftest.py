"""How often each thing goes wrong: a few times in the suite, as often as was promised with ``--full``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.faults.consuming import Consumer
from tests.nats_servers import NatsCluster, NatsServer, running_cluster, running_server


class Counts(NamedTuple):
    messages: int
    kills: int
    server_kills: int
    node_kills: int
    terminations: int
    away_seconds: float


A_FEW = Counts(messages=1_000, kills=4, server_kills=3, node_kills=2, terminations=4, away_seconds=2)
PROMISED = Counts(messages=10_000, kills=100, server_kills=20, node_kills=10, terminations=50, away_seconds=60)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="as many faults as were promised")


@pytest.fixture
def counts(request: pytest.FixtureRequest) -> Counts:
    return PROMISED if request.config.getoption("--full", default=False) else A_FEW


@pytest.fixture
def server() -> Iterator[NatsServer]:
    with running_server() as server:
        yield server


@pytest.fixture
def cluster() -> Iterator[NatsCluster]:
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def consumers() -> Iterator[list[Consumer]]:
    """Whoever is put here is ended with the test."""
    consumers: list[Consumer] = []
    yield consumers
    for consumer in consumers:
        consumer.kill()
