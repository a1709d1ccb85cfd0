"""What the SQLite event store asks of SQLite so that an acknowledged event is on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from eventsourcing.persistence import InfrastructureFactory

from kaa_tracker.adapters.outbound.event_store.sqlite import Factory
from tests.engines import run_sql

SYNCHRONOUS_FULL = 2


def test_every_connection_commits_to_the_disk(sqlite_environment: Mapping[str, str]) -> None:
    factory = InfrastructureFactory.construct(sqlite_environment)
    assert isinstance(factory, Factory)

    def pragmas(_: int) -> tuple[int, str]:
        with factory.datastore.get_connection(commit=False) as connection, connection.cursor() as cursor:
            [synchronous] = cursor.execute("PRAGMA synchronous").fetchone()
            [journal] = cursor.execute("PRAGMA journal_mode").fetchone()
            return synchronous, journal

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(pragmas, range(16))) == {(SYNCHRONOUS_FULL, "wal")}
    factory.close()


def test_a_second_writer_waits_for_the_first(sqlite_environment: Mapping[str, str]) -> None:
    factory = Factory({**sqlite_environment, "CREATE_TABLE": "yes"})
    factory.application_recorder()
    with factory.datastore.get_connection(commit=False) as connection, connection.cursor() as cursor:
        [milliseconds] = cursor.execute("PRAGMA busy_timeout").fetchone()
    factory.close()
    assert milliseconds == 30_000
    assert run_sql(sqlite_environment, "SELECT count(*) FROM stored_events") == [(0,)]
