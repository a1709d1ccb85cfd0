"""How long a statement may take that somebody waits for: one too many must not hold the database from the rest."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, Engine, event

_STEPS_BETWEEN_LOOKS = 10_000
"""Of SQLite's virtual machine: a look every millisecond or less."""


class StatementTime:
    """``bound(connection)``: from now until the transaction ends no statement takes longer than ``seconds``.

    It is ended with an error of the kinds that ``database.OUTAGES`` names: the same may go well later. On SQLite,
    whose statements do not wait for each other while they read, the time is that of all of them together.
    """

    def __init__(self, engine: Engine, seconds: float) -> None:
        self._seconds = seconds
        self._is_sqlite = engine.dialect.name == "sqlite"
        if self._is_sqlite:
            event.listen(engine, "reset", _set_free)

    def bound(self, connection: Connection) -> None:
        if self._is_sqlite:
            until = time.monotonic() + self._seconds
            driver: Any = connection.connection.driver_connection
            driver.set_progress_handler(lambda: time.monotonic() > until, _STEPS_BETWEEN_LOOKS)
        else:
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(self._seconds * 1000)}")


def _set_free(connection: Any, _record: Any, _state: Any) -> None:
    """Before the pool gives the connection to somebody else."""
    connection.set_progress_handler(None, 0)
