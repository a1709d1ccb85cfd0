"""The tables of frozen reports: rows are added, and never changed nor removed.

Nothing in them is of a person. Instants are microseconds since 1970 in UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    inspect,
    text,
)

reports_metadata = MetaData()

report_event = Table(
    "report_event",
    reports_metadata,
    Column("report", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("event", String, nullable=False),
    Column("body", String, nullable=False),
    Column("seal", String, nullable=False),
)
"""The stream of each report. ``seal`` is the SHA-256 of the row and of the seal before it."""

report_content = Table(
    "report_content",
    reports_metadata,
    Column("kind", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("report", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("kind", "report"),
)
"""Figures, byte for byte: as frozen, by the number of the report, and as let out, by the number of the
publication. Their hash is in the event that goes with them."""


def create_reports(engine: Engine) -> None:
    """Make the tables that are missing; once, by whoever sets the database up."""
    with engine.begin() as connection:
        if connection.dialect.name != "sqlite":  # where processes that set up at once would collide
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('report_event'))"))
        if not inspect(connection).has_table(report_event.name):
            reports_metadata.create_all(connection)
