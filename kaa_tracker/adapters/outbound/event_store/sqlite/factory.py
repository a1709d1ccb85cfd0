"""Makes the recorders, as the library asks for them."""

from __future__ import annotations

from eventsourcing import sqlite as library
from eventsourcing.utils import Environment, EnvType, strtobool

from kaa_tracker.adapters.outbound.event_store.sqlite.connections import Datastore
from kaa_tracker.adapters.outbound.event_store.sqlite.recorder import EventRecorder, ProcessRecorder


class Factory(library.SQLiteFactory):
    """Reads the library's variables ``SQLITE_DBNAME`` (a path or a ``file:`` URI) and ``SQLITE_LOCK_TIMEOUT``.

    Tables are created when asked for, unless ``CREATE_TABLE`` says otherwise.
    """

    application_recorder_class = EventRecorder
    process_recorder_class = ProcessRecorder

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        self.datastore = Datastore(self.datastore)

    def env_create_table(self) -> bool:
        return strtobool(self.env.get(self.CREATE_TABLE) or "no")
