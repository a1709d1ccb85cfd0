"""The tables of proposals and receipts. A case is named here from its proposal until it has been disposed of."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Engine, Integer, MetaData, String, Table, Uuid

from kaa_tracker.projections.statistics.retained import retained_model

disposal_metadata = MetaData()

disposal_run = Table(
    "disposal_run",
    disposal_metadata,
    Column("number", Integer, primary_key=True),
    Column("proposed_by", String, nullable=False),
    Column("proposed_at", BigInteger, nullable=False),
    Column("approved_by", String, nullable=True),
    Column("approved_at", BigInteger, nullable=True),
    sqlite_autoincrement=True,
)
"""Instants are microseconds since 1970 in UTC."""

disposal_case = Table(
    "disposal_case",
    disposal_metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("run", Integer, nullable=False, index=True),
    Column("rule", String, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("added_up", Boolean, nullable=False),
)
"""``added_up``: what the case added to the figures is among what is retained of everybody, and may not be again."""

disposal_receipt = Table(
    "disposal_receipt",
    disposal_metadata,
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("on", Date, primary_key=True),
    Column("rule", String, primary_key=True),
    Column("cases", Integer, nullable=False),
)


def create_disposal(engine: Engine) -> None:
    """Make the tables that are missing; once, by whoever sets the database up."""
    disposal_metadata.create_all(engine)
    retained_model.create_all(engine)
