"""Which shape the tables that are no projections have: a database of another shape would be misread, not refused."""

from __future__ import annotations

from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select

from kaa_tracker.adapters.outbound.database import DatabaseFault, holds_events

SCHEMA = 2
"""Grows with every change of the vault's tables or the log's that old rows do not fit. 2: ids in the vault
are 16 bytes."""

_metadata = MetaData()
schema_version = Table("schema_version", _metadata, Column("version", Integer, primary_key=True))


def claim_schema(engine: Engine) -> None:
    """Mark an empty database as of our shape. Raises ``DatabaseFault`` for one of another."""
    is_old = holds_events(engine)
    _metadata.create_all(engine)
    with engine.begin() as connection:
        found = connection.execute(select(schema_version.c.version)).scalar()
        if found is None and not is_old:
            connection.execute(insert(schema_version).values(version=SCHEMA))
            found = SCHEMA
    if found != SCHEMA:
        raise DatabaseFault(
            f"Databasen har schema {found or 1}, men programmet läser schema {SCHEMA}. Kör den version av programmet "
            "som gjorde den, eller läs in filerna på nytt i en tom mapp (KAA_FOLDER) eller databas (KAA_DATABASE_URL)."
        )
