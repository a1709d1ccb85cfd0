"""The ``eventsourcing`` library's own test cases, run against our recorders and factories.

Its cases of subscriptions are optional, and left out: our recorders do not notify.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import eventsourcing.cryptography
import pytest
from eventsourcing import persistence, sqlite
from eventsourcing.utils import Environment

from kaa_tracker.adapters.outbound.event_store import postgres as our_postgres
from kaa_tracker.adapters.outbound.event_store import sqlite as our_sqlite
from kaa_tracker.adapters.outbound.event_store.postgres.recorder import AggregateRecorder, EventRecorder
from kaa_tracker.adapters.outbound.event_store.postgres.tracking import ProcessRecorder, TrackingRecorder
from kaa_tracker.adapters.outbound.event_store.sqlite import recorder as sqlite_recorder

# The cases import the library's cipher for pycryptodome, which nothing else here needs. The one it has for
# ``cryptography`` does the same under the same name.
sys.modules.setdefault("eventsourcing.cipher", eventsourcing.cryptography)

from eventsourcing.tests import persistence as library  # noqa: E402  # after the line above


class Sqlite:
    """Runs a case on a new SQLite file."""

    factory: our_sqlite.Factory

    @pytest.fixture(autouse=True)
    def _open(self, sqlite_environment: Mapping[str, str]) -> Iterator[None]:
        self.factory = our_sqlite.Factory({**sqlite_environment, "CREATE_TABLE": "yes"})
        yield
        self.factory.close()


class Postgres:
    """Runs a case on a new PostgreSQL database."""

    factory: our_postgres.Factory

    @pytest.fixture(autouse=True)
    def _open(self, postgres_environment: Mapping[str, str]) -> Iterator[None]:
        self.factory = our_postgres.Factory({**postgres_environment, "CREATE_TABLE": "yes"})
        yield
        self.factory.close()


class TestApplicationRecorderOnSqlite(Sqlite, library.ApplicationRecorderTestCase[persistence.ApplicationRecorder]):
    def create_recorder(self) -> persistence.ApplicationRecorder:
        return self.factory.application_recorder()


class TestApplicationRecorderOnPostgres(Postgres, library.ApplicationRecorderTestCase[EventRecorder]):
    def create_recorder(self) -> EventRecorder:
        return self.factory.application_recorder()


class TestAggregateRecorderOnSqlite(Sqlite, library.AggregateRecorderTestCase):
    def create_recorder(self) -> persistence.AggregateRecorder:
        return self.factory.aggregate_recorder()


class TestAggregateRecorderOnPostgres(Postgres, library.AggregateRecorderTestCase):
    def create_recorder(self) -> AggregateRecorder:
        return self.factory.aggregate_recorder()


class TestTrackingRecorderOnSqlite(Sqlite, library.TrackingRecorderTestCase):
    def create_recorder(self) -> persistence.TrackingRecorder:
        return self.factory.tracking_recorder()


class TestTrackingRecorderOnPostgres(Postgres, library.TrackingRecorderTestCase):
    def create_recorder(self) -> TrackingRecorder:
        return self.factory.tracking_recorder()


class TestProcessRecorderOnSqlite(Sqlite, library.ProcessRecorderTestCase):
    def create_recorder(self) -> persistence.ProcessRecorder:
        return self.factory.process_recorder()


class TestProcessRecorderOnPostgres(Postgres, library.ProcessRecorderTestCase):
    def create_recorder(self) -> ProcessRecorder:
        return self.factory.process_recorder()


class TestPositionsDoNotInterleaveOnSqlite(Sqlite, library.NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> persistence.ApplicationRecorder:
        return self.factory.application_recorder()


class TestPositionsDoNotInterleaveOnPostgres(Postgres, library.NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> EventRecorder:
        return self.factory.application_recorder()


class FollowerOnSqlite(sqlite.SQLiteTrackingRecorder):
    """A tracking recorder of somebody else's making."""


class TestFactoryOnSqlite(library.InfrastructureFactoryTestCase[our_sqlite.Factory]):
    @pytest.fixture(autouse=True)
    def _environment(self, sqlite_environment: Mapping[str, str]) -> None:
        self.env = Environment(env=sqlite_environment)

    def expected_factory_class(self) -> type[our_sqlite.Factory]:
        return our_sqlite.Factory

    def expected_aggregate_recorder_class(self) -> type[persistence.AggregateRecorder]:
        return sqlite.SQLiteAggregateRecorder

    def expected_application_recorder_class(self) -> type[persistence.ApplicationRecorder]:
        return sqlite_recorder.EventRecorder

    def expected_tracking_recorder_class(self) -> type[persistence.TrackingRecorder]:
        return sqlite.SQLiteTrackingRecorder

    def tracking_recorder_subclass(self) -> type[persistence.TrackingRecorder]:
        return FollowerOnSqlite

    def expected_process_recorder_class(self) -> type[persistence.ProcessRecorder]:
        return sqlite_recorder.ProcessRecorder


class FollowerOnPostgres(TrackingRecorder):
    """A tracking recorder of somebody else's making."""


class TestFactoryOnPostgres(library.InfrastructureFactoryTestCase[our_postgres.Factory]):
    @pytest.fixture(autouse=True)
    def _environment(self, postgres_environment: Mapping[str, str]) -> None:
        self.env = Environment(env=postgres_environment)

    def expected_factory_class(self) -> type[our_postgres.Factory]:
        return our_postgres.Factory

    def expected_aggregate_recorder_class(self) -> type[Any]:
        return AggregateRecorder

    def expected_application_recorder_class(self) -> type[Any]:
        return EventRecorder

    def expected_tracking_recorder_class(self) -> type[Any]:
        return TrackingRecorder

    def tracking_recorder_subclass(self) -> type[Any]:
        return FollowerOnPostgres

    def expected_process_recorder_class(self) -> type[Any]:
        return ProcessRecorder
