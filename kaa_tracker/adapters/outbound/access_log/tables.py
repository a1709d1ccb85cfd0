"""The access log's tables in the main database.

Every table has the entries' numbers as ``number``. Instants are microseconds since 1970 in UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    insert,
    inspect,
    text,
)

from kaa_tracker.adapters.outbound.access_log.guards import guards
from kaa_tracker.adapters.outbound.numbers import Number

access_metadata = MetaData()

access_entry = Table(
    "access_entry",
    access_metadata,
    Column("number", Number, primary_key=True),
    Column("transaction", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("user", String, nullable=False),
    Column("role", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("act", String, nullable=False),
    Column("fields", String, nullable=False),
    Column("reason", String, nullable=False),
    Index("access_entry_user", "user", "number"),
    sqlite_autoincrement=True,
)
"""Who was shown what, why; ``fields`` are names with blanks between. ``transaction`` is PostgreSQL's that wrote
it, 0 on SQLite, where one writes at a time."""

access_case = Table(
    "access_case",
    access_metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("commitment", LargeBinary, primary_key=True),
    Column("case_id", Uuid, nullable=True, index=True),
    Column("salt", LargeBinary, nullable=True),
    sqlite_with_rowid=False,
)
"""The cases of an entry. ``commitment`` is made of the case and its salt; once they are overwritten it says nothing."""

access_link = Table(
    "access_link",
    access_metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary, nullable=False),
)
"""The chain: a keyed hash of the entry and of the link before."""

access_chain = Table(
    "access_chain",
    access_metadata,
    Column("place", String, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
)
"""The ends of the chain, sealed: ``start`` is the last link that was forgotten, ``head`` the last that was made."""


def create_access_log(engine: Engine) -> None:
    """Make the tables, and what guards them, where they are missing; once, by whoever sets the database up."""
    with engine.begin() as connection:
        if connection.dialect.name != "sqlite":  # where processes that set up at once would collide
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('access_entry'))"))
        if inspect(connection).has_table(access_entry.name):
            return
        access_metadata.create_all(connection)
        ends = [{"place": place, "number": 0, "digest": b"", "seal": b""} for place in ("start", "head")]
        connection.execute(insert(access_chain), ends)
        for statement in guards(connection.dialect.name):
            connection.exec_driver_sql(statement)
