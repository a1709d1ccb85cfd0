"""The tables of half-year files in the main database. Instants are microseconds since 1970 in UTC."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
)

half_year_metadata = MetaData()

half_year_file = Table(
    "half_year_file",
    half_year_metadata,
    Column("number", Integer, primary_key=True),
    Column("half", String, nullable=False, index=True),
    Column("position", BigInteger, nullable=False),
    Column("form", String, nullable=False),
    Column("sheets", Text, nullable=False),
    Column("persons", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("built_by", String, nullable=False),
    Column("built_at", BigInteger, nullable=False),
    Column("is_superseded", Boolean, nullable=False),
    Column("digest", String),
    Column("sealed_by", String),
    Column("sealed_at", BigInteger),
    Column("sent_by", String),
    Column("sent_at", BigInteger),
    Column("disposed", Integer, nullable=False),
    sqlite_autoincrement=True,
)

half_year_row = Table(
    "half_year_row",
    half_year_metadata,
    Column("file", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("case_id", Uuid, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("half_year_row_case", "case_id"),
)
"""``sealed``: what stands in the file of one person, under that person's key. The id of a case that was disposed of
is all zeros; its bytes stay, which nobody can read, so that what the digest is over stays the same."""

half_year_decision = Table(
    "half_year_decision",
    half_year_metadata,
    Column("number", Integer, primary_key=True),
    Column("half", String, nullable=False, index=True),
    Column("case_id", Uuid, nullable=False, index=True),
    Column("goes", Boolean, nullable=False),
    Column("reason", String, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)


def create_half_year_files(engine: Engine) -> None:
    """Make the tables that are missing; once, by whoever sets the database up."""
    half_year_metadata.create_all(engine)
