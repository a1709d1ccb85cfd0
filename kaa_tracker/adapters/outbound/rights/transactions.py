"""Transactions about requests and incidents: one at a time, so that what was looked at still holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select

from kaa_tracker.application.rights.person_requests import Filed

_TAKE_THE_FILE = "UPDATE person_request SET number = number WHERE false"
_TAKE_THE_RIGHTS = "SELECT pg_advisory_xact_lock(hashtext('person_request'))"


@contextmanager
def deciding(engine: Engine) -> Iterator[Connection]:
    """A transaction that alone changes requests and incidents.

    SQLite would refuse one that has read where another has written since; so it begins by writing, and waits then.
    """
    with engine.begin() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql(_TAKE_THE_FILE if is_sqlite else _TAKE_THE_RIGHTS)
        yield connection


def filed_before(connection: Connection, table: Table, command_id: str) -> Filed | None:
    """What stands under the name already."""
    number = connection.scalar(select(table.c.number).where(table.c.command_id == command_id))
    return None if number is None else Filed(number, is_new=False)


def file(connection: Connection, table: Table, values: Mapping[str, Any]) -> Filed:
    number = connection.scalar(insert(table).values(values).returning(table.c.number))
    assert number is not None
    return Filed(int(number), is_new=True)
