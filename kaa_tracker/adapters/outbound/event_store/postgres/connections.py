"""A bounded set of connections, whose errors are the library's."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
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
        self._free = BoundedSemaphore(size)
        self._idle: deque[Connection] = deque()

    @contextmanager
    def lend(self) -> Iterator[Connection]:
        """A connection for the ``with`` block. Raises the library's errors instead of the driver's."""
        if not self._free.acquire(timeout=self._timeout):
            raise persistence.ConnectionUnavailableError(f"no connection became free in {self._timeout} s")
        try:
            yield from self._lend()
        except psycopg.Error as error:
            raise _in_library_terms(error) from error
        finally:
            self._free.release()

    def close(self) -> None:
        """Close the connections that are not lent out."""
        while self._idle:
            self._idle.pop().close()

    def _lend(self) -> Iterator[Connection]:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = psycopg.connect(self._conninfo, autocommit=True, options=_SESSION)
        try:
            yield connection
        except psycopg.IntegrityError:
            self._idle.append(connection)
            raise
        except BaseException as error:
            # It may be broken, or hold a lock of its session: never lend it again.
            connection.close()
            if isinstance(error, psycopg.OperationalError):
                self.close()  # what broke one has most likely broken them all
            raise
        self._idle.append(connection)


def _in_library_terms(error: psycopg.Error) -> persistence.PersistenceError:
    library_error = next(theirs for ours, theirs in _LIBRARY_ERRORS if isinstance(error, ours))
    return library_error(str(error))
