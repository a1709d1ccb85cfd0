"""What becomes of connections to PostgreSQL when something goes wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from eventsourcing.persistence import (
    ConnectionPoolClosedError,
    ConnectionUnavailableError,
    DataError,
    IntegrityError,
    OperationalError,
)

from kaa_tracker.adapters.outbound.event_store import SealedEventStore
from kaa_tracker.adapters.outbound.event_store.postgres.connections import Connections
from tests.engines import postgres_conninfo, run_sql
from tests.fakes import KeysInMemory


@pytest.fixture
def connections(postgres_environment: Mapping[str, str]) -> Iterator[Connections]:
    connections = Connections(postgres_conninfo(postgres_environment), size=2, timeout=0.05)
    yield connections
    connections.close()


def process_of(connections: Connections) -> int:
    """The number of the server's process at the other end of the next connection lent."""
    with connections.lend() as connection:
        [(process,)] = connection.execute("SELECT pg_backend_pid()").fetchall()
        return int(process)


def test_a_connection_is_lent_again(connections: Connections) -> None:
    assert process_of(connections) == process_of(connections)


def test_no_more_are_lent_than_there_are(connections: Connections) -> None:
    with connections.lend(), connections.lend(), pytest.raises(ConnectionUnavailableError):
        process_of(connections)
    assert process_of(connections)


def test_a_connection_that_failed_is_not_lent_again(connections: Connections) -> None:
    before = process_of(connections)
    with pytest.raises(DataError), connections.lend() as connection:
        connection.execute("SELECT 1 / length(pg_advisory_lock(1)::text)")
    assert process_of(connections) != before
    with connections.lend() as connection:
        assert connection.execute("SELECT pg_try_advisory_lock(1)").fetchone() == (True,)


def test_a_connection_refused_by_a_constraint_is_lent_again(connections: Connections) -> None:
    with connections.lend() as connection:
        connection.execute("CREATE TABLE unique_numbers (number int PRIMARY KEY)")
        before = connection.info.backend_pid
    with pytest.raises(IntegrityError), connections.lend() as connection:
        connection.execute("INSERT INTO unique_numbers VALUES (1), (1)")
    assert process_of(connections) == before


def test_after_the_server_hung_up_one_call_fails_and_the_next_succeeds(
    connections: Connections, postgres_environment: Mapping[str, str]
) -> None:
    with connections.lend(), connections.lend():
        pass
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert run_sql(postgres_environment, f"SELECT pg_terminate_backend(pid) {others}") == [(True,), (True,)]
    with pytest.raises(OperationalError):
        process_of(connections)
    assert process_of(connections)


def test_nothing_is_lent_once_closed(connections: Connections) -> None:
    with connections.lend() as lent:
        connections.close()
        lent.execute("SELECT 1")
    assert lent.closed
    with pytest.raises(ConnectionPoolClosedError):
        process_of(connections)


def test_processes_that_set_up_at_once_do_not_collide(postgres_environment: Mapping[str, str]) -> None:
    together = Barrier(4)

    def set_up(_: int) -> int:
        with SealedEventStore(postgres_environment, KeysInMemory()) as store:
            together.wait()
            store.create()
            return store.last_position()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(set_up, range(4))) == [0] * 4


def test_two_that_wait_for_each_other_are_a_conflict(connections: Connections) -> None:
    insert = "INSERT INTO unique_numbers VALUES (%s)"
    with connections.lend() as connection:
        connection.execute("CREATE TABLE unique_numbers (number int PRIMARY KEY)")
    together = Barrier(2)

    def insert_both(first: int, second: int) -> bool:
        try:
            with connections.lend() as connection, connection.transaction():
                connection.execute(insert, (first,))
                together.wait()
                connection.execute(insert, (second,))
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(insert_both, [1, 2], [2, 1])) == [False, True]
