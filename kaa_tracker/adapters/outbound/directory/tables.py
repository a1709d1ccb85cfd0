"""The directory's tables in the main database: rows are added, and given an end; none is ever taken back.

Instants are microseconds since 1970 in UTC. A user is meant by number, since a name may leave and come again.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    Engine,
    Index,
    MetaData,
    String,
    Table,
    Uuid,
    literal_column,
)

from kaa_tracker.adapters.outbound.numbers import Number

directory_metadata = MetaData()

directory_user = Table(
    "directory_user",
    directory_metadata,
    Column("number", Number, primary_key=True),
    Column("name", String, nullable=False),
    Column("added_by", String, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    Column("removed_by", String),
    Column("removed_at", BigInteger),
    Column("seen_on", Date),
    sqlite_autoincrement=True,
)
"""Everybody who was ever let in, with the last day on which they signed in."""

directory_posting = Table(
    "directory_posting",
    directory_metadata,
    Column("number", Number, primary_key=True),
    Column("holder", Number, nullable=False),
    Column("role", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("granted_by", String, nullable=False),
    Column("granted_at", BigInteger, nullable=False),
    Column("revoked_by", String),
    Column("revoked_at", BigInteger),
    Index("directory_posting_holder", "holder"),
    sqlite_autoincrement=True,
)
"""``until`` is the last day it was granted for; revoked, it is held no more from that moment."""

directory_review = Table(
    "directory_review",
    directory_metadata,
    Column("number", Number, primary_key=True),
    Column("holder", Number, nullable=False),
    Column("reviewed_by", String, nullable=False),
    Column("reviewed_at", BigInteger, nullable=False),
    Index("directory_review_holder", "holder"),
    sqlite_autoincrement=True,
)
"""Each time somebody else looked at what a user holds."""

directory_opening = Table(
    "directory_opening",
    directory_metadata,
    Column("number", Number, primary_key=True),
    Column("kind", String, nullable=False),
    Column("holder", Number, nullable=False),
    Column("case_id", Uuid),
    Column("reason", String, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("reviewed_by", String),
    Column("reviewed_at", BigInteger),
    Index("directory_opening_holder", "holder", "until"),
    Index("directory_opening_case", "case_id"),
    sqlite_autoincrement=True,
)
"""Cases opened to a user for a time; without the id of one that was disposed of."""

IS_IN: ColumnElement[bool] = directory_user.c.removed_at.is_(None)
_still_in: ColumnElement[bool] = literal_column("removed_at IS NULL")
Index("directory_user_in", directory_user.c.name, unique=True, sqlite_where=_still_in, postgresql_where=_still_in)


def create_directory(engine: Engine) -> None:
    """Make the tables that are missing; once, by whoever sets the database up."""
    directory_metadata.create_all(engine)
