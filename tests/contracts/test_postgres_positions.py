"""How far a reader of the PostgreSQL log may go while writers overtake each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from random import Random
from time import sleep

import psycopg
import pytest

from kaa_tracker.adapters.outbound.event_store import SealedEventStore
from kaa_tracker.adapters.outbound.event_store.log import SealedRow
from kaa_tracker.adapters.outbound.event_store.postgres.connections import Connection
from kaa_tracker.adapters.outbound.event_store.postgres.writing import Writer
from kaa_tracker.adapters.outbound.stream_ids import new_case_id
from tests.contracts.following import followed
from tests.engines import postgres_conninfo, run_sql
from tests.fakes import KeysInMemory

Environment = Mapping[str, str]


@pytest.fixture
def store(postgres_environment: Environment) -> Iterator[SealedEventStore]:
    with SealedEventStore(postgres_environment, KeysInMemory()) as store:
        store.create()
        yield store


class GivenUp(Exception):
    """The writer rolls back what it wrote."""


@contextmanager
def connected(environment: Environment) -> Iterator[Connection]:
    with psycopg.connect(postgres_conninfo(environment), autocommit=True) as connection:
        yield connection


def write(connection: Connection, count: int = 1) -> int:
    """Write events of a new stream; the last position."""
    stream_id = new_case_id().bytes
    rows: list[SealedRow] = [(stream_id, version, "anything.v1", 0, b"sealed") for version in range(1, count + 1)]
    return Writer("stored_events").write(connection, rows)


def readable(store: SealedEventStore) -> list[int]:
    positions = [change.position for change in store.changes(0, 100)]
    assert store.last_position() == (positions[-1] if positions else 0)
    return positions


def test_an_event_is_held_back_while_an_earlier_position_is_being_written(
    store: SealedEventStore, postgres_environment: Environment
) -> None:
    with connected(postgres_environment) as slow, connected(postgres_environment) as fast:
        with slow.transaction():
            write(slow, 2)
            write(fast)
            assert readable(store) == []
        assert readable(store) == [1, 2, 3]


def test_a_position_given_up_is_passed(store: SealedEventStore, postgres_environment: Environment) -> None:
    with connected(postgres_environment) as slow, connected(postgres_environment) as fast:
        with suppress(GivenUp), slow.transaction():
            write(slow, 60)
            write(fast)
            assert readable(store) == []
            raise GivenUp
        assert readable(store) == [61]


def test_what_lacks_no_number_is_read_while_an_older_transaction_goes_on(
    store: SealedEventStore, postgres_environment: Environment
) -> None:
    with connected(postgres_environment) as other, connected(postgres_environment) as writer, other.transaction():
        other.execute("SELECT pg_current_xact_id()")
        write(writer, 2)
        write(writer)
        assert readable(store) == [1, 2, 3]


def test_a_hole_is_not_passed_while_an_older_transaction_goes_on(
    store: SealedEventStore, postgres_environment: Environment
) -> None:
    with connected(postgres_environment) as other, connected(postgres_environment) as writer:
        with other.transaction():
            other.execute("SELECT pg_current_xact_id()")
            write(writer)
            with suppress(GivenUp), writer.transaction():
                write(writer)
                raise GivenUp
            write(writer)
            assert readable(store) == [1]
        assert readable(store) == [1, 3]


def test_positions_are_in_the_order_of_transactions(store: SealedEventStore, postgres_environment: Environment) -> None:
    def write_often(seed: int) -> None:
        random = Random(seed)
        with connected(postgres_environment) as connection:
            for _ in range(40):
                with connection.transaction():
                    write(connection, random.choice([1, 3, 60]))
                    sleep(random.random() / 1000)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write_often, range(8)))
    rows = run_sql(postgres_environment, "SELECT transaction::text FROM stored_events ORDER BY position")
    transactions = [int(transaction) for (transaction,) in rows]
    assert transactions == sorted(transactions)


def test_a_writer_that_waits_its_turn_has_no_transaction_id_yet(
    store: SealedEventStore, postgres_environment: Environment
) -> None:
    with (
        connected(postgres_environment) as other,
        connected(postgres_environment) as writer,
        ThreadPoolExecutor(1) as thread,
    ):
        other.execute("SELECT pg_advisory_lock('stored_events'::regclass::oid::bigint)")
        writing = thread.submit(write, writer)
        waiting = "SELECT backend_xid::text FROM pg_stat_activity WHERE pid = %s AND wait_event = 'advisory'"
        while not (found := other.execute(waiting, (writer.info.backend_pid,)).fetchall()):
            sleep(0.001)
        other.execute("SELECT pg_advisory_unlock_all()")
        assert found == [(None,)]
        assert writing.result() == 1


def test_positions_are_refused_to_a_transaction_that_has_written(
    store: SealedEventStore, postgres_environment: Environment
) -> None:
    with connected(postgres_environment) as connection, connection.transaction():
        write(connection)
        with pytest.raises(psycopg.errors.RaiseException, match="before the transaction writes"):
            write(connection)


def test_holes_of_a_log_restored_from_another_server_are_passed(
    store: SealedEventStore, postgres_environment: Environment
) -> None:
    with connected(postgres_environment) as writer, connected(postgres_environment) as other:
        write(writer, 3)
        run_sql(postgres_environment, "DELETE FROM stored_events WHERE position = 2")
        run_sql(postgres_environment, "UPDATE stored_events SET transaction = '999999999999'")
        with other.transaction():
            other.execute("SELECT pg_current_xact_id()")
            write(writer)
            assert readable(store) == [1, 3, 4]


def write_and_give_up(environment: Environment, seed: int) -> int:
    """Write batches with pauses before each commit or rollback; the number of events committed."""
    random, written = Random(seed), 0
    with connected(environment) as connection:
        for _ in range(40):
            count = random.choice([1, 2, 5, 60])
            with suppress(GivenUp), connection.transaction():
                write(connection, count)
                sleep(random.random() / 100)
                if random.random() < 0.3:
                    raise GivenUp
                written += count
    return written


def test_a_follower_passes_nothing_over_while_writers_dawdle_and_give_up(
    store: SealedEventStore, postgres_environment: Environment
) -> None:
    with followed(store) as follower, ThreadPoolExecutor(8) as threads:
        written = sum(threads.map(lambda seed: write_and_give_up(postgres_environment, seed), range(8)))
    positions = [change.position for change in follower.seen]
    assert positions == sorted(set(positions))
    assert len(positions) == written
