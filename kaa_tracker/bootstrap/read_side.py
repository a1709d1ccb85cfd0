"""The read model: its tables, what keeps them with the log, and what reads them."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection

from kaa_tracker.adapters.outbound.read_model import ReadModelTables
from kaa_tracker.adapters.outbound.row_security import row_security
from kaa_tracker.adapters.outbound.statement_time import StatementTime
from kaa_tracker.adapters.outbound.sweeping import Sweeping
from kaa_tracker.adapters.outbound.sweeping_process import LogToSweep
from kaa_tracker.bootstrap.ground import Ground
from kaa_tracker.projections.access import Reach
from kaa_tracker.projections.catalogue import PROJECTIONS, version_of
from kaa_tracker.projections.deriving import Deriving
from kaa_tracker.projections.reading import Reading
from kaa_tracker.projections.runner import Runner


class ReadSide(NamedTuple):
    tables: ReadModelTables
    reading: Reading
    runner: Runner[Any]


def read_side(ground: Ground) -> ReadSide:
    rules, settings = ground.reference.rules, ground.settings
    statements = StatementTime(ground.engine, settings.statement_seconds)
    security = row_security(ground.engine, without=bool(settings.without_row_security))
    tables = ReadModelTables(ground.engine, PROJECTIONS, security)
    tables.create()
    deriving = Deriving(PROJECTIONS, rules)
    log = LogToSweep(ground.database.event_store_environment(read_only=True), ground.key_files, rules)
    sweeping = Sweeping(ground.store, deriving, log, settings.processes)

    def hold(connection: Connection, reach: Reach, today: date) -> None:
        statements.bound(connection)
        security.restrict(connection, reach, today)

    return ReadSide(
        tables,
        Reading(ground.engine, ground.reference, hold),
        Runner(ground.store, tables, deriving, sweeping, version_of(rules)),
    )
