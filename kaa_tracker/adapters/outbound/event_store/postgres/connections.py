"""A bounded set of connections, whose errors are the library's."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

import psycopg
from eventsourcing import persistence

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

# Every statement here walks an index, whatever its parameters. Planned once, it keeps to that also while
# the server has no statistics of a table that has just been filled; planned each time, it would not.
_SESSION = "-c plan_cache_mode=force_generic_plan -c jit=off"

_LIBRARY_ERRORS: tuple[tuple[type[psycopg.Error], type[persistence.PersistenceError]], ...] = (
    # Only writers of the same versions of two streams wait for each other crosswise: one of them came second.
    (psycopg.errors.DeadlockDetected, persistence.IntegrityError),
    (psycopg.IntegrityError, persistence.IntegrityError),
    (psycopg.OperationalError, persistence.OperationalError),
    (psycopg.InterfaceError, persistence.InterfaceError),
    (psycopg.DataError, persistence.DataError),
    (psycopg.InternalError, persistence.InternalError),
    (psycopg.ProgrammingError, persistence.ProgrammingError),
    (psycopg.NotSupportedError, persistence.NotSupportedError),
    (psycopg.Error, persistence.DatabaseError),
)


class Connections:
    """At most ``size`` connections in autocommit, opened when first needed and lent to one thread at a time."""

    def __init__(self, conninfo: str, *, size: int, timeout: float) -> None:
        """``timeout``: seconds to wait for a connection to be free."""
        self._conninfo = conninfo
        self._timeout = timeout
        self._idle: deque[Connection] = deque()
        self._closed = False
        self._permits: SimpleQueue[None] = SimpleQueue()
        for _ in range(size):
            self._permits.put(None)

    @contextmanager
    def lend(self) -> Iterator[Connection]:
        """A connection for the ``with`` block. Raises the library's errors instead of the driver's."""
        if self._closed:
            raise persistence.ConnectionPoolClosedError
        try:
            self._permits.get(timeout=self._timeout)
        except Empty:
            raise persistence.ConnectionUnavailableError(f"no connection became free in {self._timeout} s") from None
        try:
            connection = self._idle_or_new()
            try:
                yield connection
            except BaseException as error:
                self._take_back_after(error, connection)
                raise
            self._take_back(connection)
        except psycopg.Error as error:
            raise _in_library_terms(error) from error
        finally:
            self._permits.put(None)

    def close(self) -> None:
        """Lend no more; connections still lent out are closed when they come back."""
        self._closed = True
        self._close_idle()

    def _idle_or_new(self) -> Connection:
        with suppress(IndexError):
            return self._idle.pop()
        return psycopg.connect(self._conninfo, autocommit=True, options=_SESSION)

    def _take_back(self, connection: Connection) -> None:
        self._idle.append(connection)
        if self._closed:
            self._close_idle()

    def _take_back_after(self, error: BaseException, connection: Connection) -> None:
        if isinstance(error, psycopg.IntegrityError):
            self._take_back(connection)
            return
        connection.close()  # it may be broken, or hold a lock of its session
        if isinstance(error, psycopg.OperationalError):
            self._close_idle()  # what broke one has most likely broken them all

    def _close_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()


def _in_library_terms(error: psycopg.Error) -> persistence.PersistenceError:
    library_error = next(theirs for ours, theirs in _LIBRARY_ERRORS if isinstance(error, ours))
    return library_error(str(error))
