"""The tables of ordered documents in the main database. Instants are microseconds since 1970 in UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Engine, Index, Integer, LargeBinary, MetaData, String, Table

from kaa_tracker.adapters.outbound.numbers import Number

document_metadata = MetaData()

document_order = Table(
    "document_order",
    document_metadata,
    Column("number", Number, primary_key=True),
    Column("what", String, nullable=False),
    Column("subject", Integer, nullable=False),
    Column("format", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("command_id", String, nullable=False, unique=True),
    Column("state", String, nullable=False),
    Column("done", Integer, nullable=False, default=0),
    Column("of", Integer, nullable=False, default=0),
    Column("attempt", Integer, nullable=False, default=0),
    Column("ours_until", BigInteger, nullable=False, default=0),
    Column("ended_at", BigInteger),
    Column("size", Integer, nullable=False, default=0),
    Column("sha256", String, nullable=False, default=""),
    Column("fault", String, nullable=False, default=""),
    Index("document_order_by", "by", "number"),
    Index("document_order_state", "state", "number"),
    sqlite_autoincrement=True,
)
"""``attempt`` counts up each time somebody takes it up: who took it up before is no longer heard."""

document_content = Table(
    "document_content",
    document_metadata,
    Column("order", Number, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)


def create_document_orders(engine: Engine) -> None:
    """Make the tables that are missing; once, by whoever sets the database up."""
    document_metadata.create_all(engine)
