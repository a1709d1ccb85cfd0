"""One process leads, and the lead passes on when it ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, text

from kaa_tracker.adapters.outbound.leadership import Leadership
from tests.engines import postgres_conninfo


@pytest.fixture
def engines(postgres_environment: Mapping[str, str]) -> Iterator[tuple[Engine, Engine]]:
    """Of two processes."""

    def opened() -> Engine:
        conninfo = postgres_conninfo(postgres_environment)
        return create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(conninfo))

    both = opened(), opened()
    yield both
    for engine in both:
        engine.dispose()


def test_one_of_two_processes_leads(engines: tuple[Engine, Engine]) -> None:
    with closing(Leadership(engines[0])) as first, closing(Leadership(engines[1])) as second:
        assert [first.is_ours(), second.is_ours(), first.is_ours()] == [True, False, True]


def test_the_lead_passes_on_when_the_leader_ends(engines: tuple[Engine, Engine]) -> None:
    with closing(Leadership(engines[0])) as first, closing(Leadership(engines[1])) as second:
        assert first.is_ours()
        first.close()
        assert second.is_ours()
        assert not first.is_ours()


def test_a_leader_that_lost_its_connection_no_longer_leads(engines: tuple[Engine, Engine]) -> None:
    with closing(Leadership(engines[0])) as first, closing(Leadership(engines[1])) as second:
        assert first.is_ours()
        with engines[1].connect() as other:
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            other.execute(text(f"SELECT pg_terminate_backend(pid) {others}"))
        assert second.is_ours()
        assert not first.is_ours()


def test_the_embedded_profile_always_leads() -> None:
    assert Leadership(create_engine("sqlite://")).is_ours()
