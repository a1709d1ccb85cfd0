"""The tables of questions in the main database. Instants are microseconds since 1970 in UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Engine, Index, MetaData, String, Table, Uuid

from kaa_tracker.adapters.outbound.numbers import Number

questions_metadata = MetaData()

question = Table(
    "question",
    questions_metadata,
    Column("number", Number, primary_key=True),
    Column("reference", Uuid, nullable=False, unique=True),
    Column("at", BigInteger, nullable=False),
    Column("user", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("case_id", Uuid),
    Column("protected", Uuid),
    Column("until", BigInteger),
    Index("question_case", "case_id"),
    Index("question_protected", "protected"),
    sqlite_autoincrement=True,
)
"""Each question has one row, whatever was found: no answer takes longer to write than another."""

transfer_request = Table(
    "transfer_request",
    questions_metadata,
    Column("number", Number, primary_key=True),
    Column("reference", Uuid, nullable=False, unique=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("user", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("case_id", Uuid, index=True),
    sqlite_autoincrement=True,
)
"""One a question."""


def create_questions(engine: Engine) -> None:
    """Make the tables that are missing; once, by whoever sets the database up."""
    questions_metadata.create_all(engine)
