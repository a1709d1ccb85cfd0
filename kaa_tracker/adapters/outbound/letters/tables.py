"""The tables of letter runs in the main database. Instants are microseconds since 1970 in UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Engine, Index, Integer, MetaData, String, Table, Uuid

letter_metadata = MetaData()

letter_run = Table(
    "letter_run",
    letter_metadata,
    Column("run_id", Uuid, primary_key=True),
    Column("role", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("prepared_by", String, nullable=False),
    Column("prepared_at", BigInteger, nullable=False, index=True),
    Column("missing", Integer, nullable=False),
    Column("posted_on", Date),
    Column("posted_by", String),
    Column("posted_at", BigInteger),
    Column("undone_by", String),
    Column("undone_at", BigInteger),
)
"""Who did what with it when; it stays when its letters are forgotten."""

letter_recipient = Table(
    "letter_recipient",
    letter_metadata,
    Column("run_id", Uuid, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("case_id", Uuid, nullable=False),
    Column("unit", String, nullable=False),
    Column("address_id", Uuid),
    Column("fate", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("about", String, nullable=False),
    Index("letter_recipient_case", "case_id"),
)
"""``rule`` is empty where none kept the letter back; what it is ``about`` are words with blanks between. The id of
a case that was disposed of is all zeros."""


def create_letter_runs(engine: Engine) -> None:
    """Make the tables that are missing; once, by whoever sets the database up."""
    letter_metadata.create_all(engine)
