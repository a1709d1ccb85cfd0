"""Removing from the database's files what was deleted in its tables."""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import Engine

from kaa_tracker.adapters.outbound.inbox.tables import inbox_metadata
from kaa_tracker.adapters.outbound.vault.tables import vault_metadata
from kaa_tracker.projections.contract import read_model


def scrub(engine: Engine) -> None:
    """On SQLite, where deleting overwrites, empty the write-ahead log, which holds the pages as they were before.

    If somebody reads just now it is emptied as far as that goes, and by the next run. PostgreSQL overwrites
    nothing by deleting: its tables are vacuumed, and its write-ahead log is reused in its own time.
    """
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return
    shapes = (vault_metadata, inbox_metadata, read_model)
    tables = ", ".join(table.name for shape in shapes for table in shape.sorted_tables)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM {tables}")
