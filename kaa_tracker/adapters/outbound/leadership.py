"""One leader among the processes of the program: it alone takes from the inbox and keeps the read model."""

from __future__ import annotations

from threading import Lock

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

LEADER = 0x6B6161
"""The advisory lock of the leader: "kaa"."""


class Leadership:
    """Held by a lock of the database's, and so lost with the connection and never left behind.

    The embedded profile has one process, which always leads. A leader that has lost its connection may
    finish what it had begun: effects are known by their names, and outcomes are written once.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_alone = engine.dialect.name == "sqlite"
        self._connection: Connection | None = None
        self._lock = Lock()

    def is_ours(self) -> bool:
        """Whether this process leads now; takes the lead where nobody has it. False without the database."""
        if self._is_alone:
            return True
        with self._lock:
            try:
                return self._still_held() or self._taken()
            except SQLAlchemyError:
                self._give_up()
                return False

    def close(self) -> None:
        with self._lock:
            self._give_up()

    def _still_held(self) -> bool:
        if self._connection is None:
            return False
        self._connection.execute(text("SELECT 1"))
        return True

    def _taken(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LEADER}).scalar_one():
            self._connection = connection
            return True
        connection.close()
        return False

    def _give_up(self) -> None:
        """Close the session with its lock; returned to the pool it would keep it."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
