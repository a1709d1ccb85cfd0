"""Transactions that change the directory: one at a time, so that what was looked at still holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

_TAKE_THE_FILE = "UPDATE directory_user SET name = name WHERE false"
_TAKE_THE_DIRECTORY = "SELECT pg_advisory_xact_lock(hashtext('directory_user'))"


@contextmanager
def deciding(engine: Engine) -> Iterator[Connection]:
    """A transaction that alone changes the directory.

    SQLite would refuse one that has read where another has written since; so it begins by writing, and waits then.
    """
    with engine.begin() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql(_TAKE_THE_FILE if is_sqlite else _TAKE_THE_DIRECTORY)
        yield connection
