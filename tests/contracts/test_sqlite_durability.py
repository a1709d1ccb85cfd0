"""What the SQLite event store asks of SQLite so that an acknowledged event is on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import sleep

import pytest
from eventsourcing.persistence import InfrastructureFactory, OperationalError

from kaa_tracker.adapters.outbound.event_store import SealedEventStore
from kaa_tracker.adapters.outbound.event_store.sqlite import Factory
from kaa_tracker.adapters.outbound.stream_ids import new_case_id
from tests.contracts.happenings import attempts
from tests.fakes import KeysInMemory

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


def test_a_writer_waits_for_one_of_another_store(sqlite_environment: Mapping[str, str]) -> None:
    keys, case_id = KeysInMemory(), new_case_id()
    keys.create([case_id])
    with SealedEventStore(sqlite_environment, keys) as store, ThreadPoolExecutor(1) as thread:
        store.create()
        with closing(sqlite3.connect(sqlite_environment["SQLITE_DBNAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            appending = thread.submit(store.append, [attempts(case_id, [1])])
            sleep(0.05)
            assert not appending.done()
            other.execute("COMMIT")
            assert appending.result() == 1


def test_a_log_opened_to_read_only_is_not_written(sqlite_environment: Mapping[str, str]) -> None:
    keys, case_id = KeysInMemory(), new_case_id()
    keys.create([case_id])
    file = Path(sqlite_environment["SQLITE_DBNAME"]).as_uri()
    with SealedEventStore(sqlite_environment, keys) as store:
        store.create()
        store.append([attempts(case_id, [1])])
        with SealedEventStore({**sqlite_environment, "SQLITE_DBNAME": f"{file}?mode=ro"}, keys) as reader:
            assert reader.histories([case_id]) == store.histories([case_id])
            with pytest.raises(OperationalError, match="readonly"):
                reader.append([attempts(case_id, [2])])
