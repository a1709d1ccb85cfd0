"""Durable connections to one file, one of which writes at a time."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

from eventsourcing import sqlite as library
from eventsourcing.persistence import (
    ConnectionPoolClosedError,
    ConnectionUnavailableError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)

LOCK_TIMEOUT_SECONDS = 30
"""How long a writer waits for the one before it, where the environment says nothing."""

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    # Room for the pages of a large append to old cases; what does not fit is written twice.
    "cache_size = -65536",
    # Pages are copied into the file every 40 MB: each time they are, a batch pays for it.
    "wal_autocheckpoint = 10000",
)


class Connection(library.SQLiteConnection):
    """The library's connection, and SQLite's below it."""

    def __init__(self, sqlite: sqlite3.Connection) -> None:
        super().__init__(sqlite, max_age=None)
        self.sqlite = sqlite


class Datastore(library.SQLiteDatastore):
    """As many connections as threads are at work, instead of the library's pool.

    That takes as long to hand out a connection as SQLite takes to read a case.
    """

    def __init__(self, settings: library.SQLiteDatastore) -> None:
        """``settings``: what the library read from the environment."""
        super().__init__(
            settings.pool.db_name,
            single_row_tracking=settings.single_row_tracking,
            originator_id_type=settings.originator_id_type,
        )
        self._lock_timeout = settings.pool.lock_timeout or LOCK_TIMEOUT_SECONDS
        self._idle: deque[Connection] = deque()
        self._writing = Lock()
        self._opening = Lock()
        """Two that turn a new file to WAL at once would not wait for each other, whatever their time limit."""
        self._closed = False

    @contextmanager
    def get_connection(self, *, commit: bool) -> Iterator[Connection]:
        """A connection for the ``with`` block; with ``commit``, while nobody else of this process has one to write."""
        if commit and not self._writing.acquire(timeout=self._lock_timeout):
            raise ConnectionUnavailableError(f"the writer before took longer than {self._lock_timeout} s")
        try:
            connection = self._idle_or_new()
            try:
                yield connection
            finally:
                self._take_back(connection)
        finally:
            if commit:
                self._writing.release()

    def close(self) -> None:
        """Hand out no more; connections in use are closed when they come back."""
        self._closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def _idle_or_new(self) -> Connection:
        if self._closed:
            raise ConnectionPoolClosedError
        with suppress(IndexError):
            return self._idle.pop()
        with self._opening:
            return self._opened()

    def _opened(self) -> Connection:
        try:
            sqlite = sqlite3.connect(
                self.pool.db_name, uri=True, timeout=self._lock_timeout, isolation_level=None, check_same_thread=False
            )
            for pragma in _PRAGMAS:
                sqlite.execute(f"PRAGMA {pragma}")
        except sqlite3.Error as error:
            raise InterfaceError(error) from error
        sqlite.row_factory = sqlite3.Row
        return Connection(sqlite)

    def _take_back(self, connection: Connection) -> None:
        if connection.sqlite.in_transaction:  # even the rollback failed
            connection.close()
            return
        self._idle.append(connection)
        if self._closed:
            self.close()


@contextmanager
def library_errors() -> Iterator[None]:
    """Raise the library's errors instead of SQLite's."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise IntegrityError(error) from error
    except sqlite3.Error as error:
        raise OperationalError(error) from error
