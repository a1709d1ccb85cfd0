"""The table of events on PostgreSQL: bodies are kept as they are."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg

from kaa_tracker.adapters.outbound.event_store import SealedEventStore
from kaa_tracker.adapters.outbound.event_store.postgres.schema import create_statements
from tests.engines import postgres_conninfo
from tests.fakes import KeysInMemory

_STORAGE = "SELECT attstorage FROM pg_attribute WHERE attrelid = 'stored_events'::regclass AND attname = 'body'"


def test_a_sealed_body_is_not_compressed_however_often_the_table_is_set_up(
    postgres_environment: Mapping[str, str],
) -> None:
    for _ in range(2):
        with SealedEventStore(postgres_environment, KeysInMemory()) as store:
            store.create()
    with psycopg.connect(postgres_conninfo(postgres_environment)) as connection:
        assert connection.execute(_STORAGE).fetchone() == ("e",)


def test_storage_is_said_as_servers_before_sixteen_understand() -> None:
    [table] = [statement for statement in create_statements("events") if b"CREATE TABLE" in statement]
    assert b"STORAGE" not in table
