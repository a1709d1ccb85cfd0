"""Makes the recorders, as the library asks for them."""

from __future__ import annotations

from typing import Any, TypeVar

from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool
from psycopg.conninfo import make_conninfo

from kaa_tracker.adapters.outbound.event_store.postgres.connections import Connections
from kaa_tracker.adapters.outbound.event_store.postgres.recorder import AggregateRecorder, EventRecorder
from kaa_tracker.adapters.outbound.event_store.postgres.tracking import ProcessRecorder, TrackingRecorder

RecorderT = TypeVar("RecorderT", bound=EventRecorder | TrackingRecorder)

DEFAULT_POOL_SIZE = "15"
DEFAULT_TIMEOUT_SECONDS = "30"


class Factory(InfrastructureFactory[TrackingRecorder]):
    """Reads the library's variables ``POSTGRES_DBNAME``, ``_HOST``, ``_PORT``, ``_USER``, ``_PASSWORD``, ``_POOL_SIZE``
    and ``_CONNECT_TIMEOUT``; one that is missing is left to the driver. Tables are created when asked for,
    unless ``CREATE_TABLE`` says otherwise.
    """

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        conninfo = make_conninfo(
            dbname=self.env.get("POSTGRES_DBNAME"),
            host=self.env.get("POSTGRES_HOST"),
            port=self.env.get("POSTGRES_PORT"),
            user=self.env.get("POSTGRES_USER"),
            password=self.env.get("POSTGRES_PASSWORD"),
        )
        self._connections = Connections(
            conninfo,
            size=int(self.env.get("POSTGRES_POOL_SIZE") or DEFAULT_POOL_SIZE),
            timeout=float(self.env.get("POSTGRES_CONNECT_TIMEOUT") or DEFAULT_TIMEOUT_SECONDS),
        )

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        return self._created(AggregateRecorder(self._connections, f"stored_{purpose}"))

    def application_recorder(self) -> EventRecorder:
        return self._created(EventRecorder(self._connections))

    def tracking_recorder(self, tracking_recorder_class: type[Any] | None = None) -> TrackingRecorder:
        topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
        recorder_class = tracking_recorder_class or (resolve_topic(topic) if topic else TrackingRecorder)
        return self._created(recorder_class(self._connections))

    def process_recorder(self) -> ProcessRecorder:
        return self._created(ProcessRecorder(self._connections))

    def close(self) -> None:
        self._connections.close()

    def _created(self, recorder: RecorderT) -> RecorderT:
        if strtobool(self.env.get("CREATE_TABLE") or "no"):
            recorder.create_table()
        return recorder
