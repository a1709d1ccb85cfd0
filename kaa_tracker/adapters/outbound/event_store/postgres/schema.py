"""The table of events, and how an append comes by its positions.

Positions are reserved before the commit, and commits overtake each other: a reader can see position 12
while the writer of 11 is still at work, or has given up. So a writer takes, in one step that no other
writer can enter,

1. its transaction id, which it must not have had before, and
2. a block of adjacent positions.

Then positions stand in the order of transaction ids, and the id is kept with each event. A hole below
an event can only be filled by a transaction with a smaller id: once all of those have ended, it never
will be. The lock around the step is the session's, not the transaction's: it is let go at once, so that
writers wait for the disk together and not for each other.
"""

from __future__ import annotations

from functools import cache

from psycopg.sql import SQL, Identifier, Literal

_STATEMENTS = (
    # Processes that set up at the same moment would collide in the catalogue.
    "SELECT pg_advisory_xact_lock(hashtext({table_name}))",
    "CREATE SEQUENCE IF NOT EXISTS {positions}",
    """
    CREATE TABLE IF NOT EXISTS {table} (
        position bigint PRIMARY KEY,
        transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
        recorded_at bigint NOT NULL,
        version bigint NOT NULL,
        stream_id bytea NOT NULL,
        name text NOT NULL,
        body bytea NOT NULL,
        UNIQUE (stream_id, version)
    )""",
    # Bodies are sealed, and do not become smaller. Said once: the statement waits for all who read the table.
    """
    DO $$ BEGIN
        IF EXISTS (
            SELECT FROM pg_attribute
            WHERE attrelid = {table_name}::regclass AND attname = 'body' AND attstorage <> 'e'
        ) THEN
            ALTER TABLE {table} ALTER COLUMN body SET STORAGE EXTERNAL;
        END IF;
    END $$""",
    """
    CREATE OR REPLACE FUNCTION {reserve}(events bigint) RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE
        first bigint;
    BEGIN
        IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
            RAISE EXCEPTION 'positions are reserved before the transaction writes anything';
        END IF;
        PERFORM pg_advisory_lock({table_name}::regclass::oid::bigint);
        PERFORM pg_current_xact_id();
        first := nextval({positions_name});
        IF events > 1 THEN
            PERFORM setval({positions_name}, first + events - 1);
        END IF;
        PERFORM pg_advisory_unlock({table_name}::regclass::oid::bigint);
        RETURN first;
    END $$""",
)


def create_statements(table: str) -> list[bytes]:
    """What creates the table and all that belongs to it, where it is missing; for one transaction."""
    return [query(statement, table) for statement in _STATEMENTS]


@cache
def query(statement: str, table: str) -> bytes:
    """The statement with the names of the table, of its sequence and of its function in their places."""
    return (
        SQL(statement)
        .format(
            table=Identifier(table),
            table_name=Literal(table),
            positions=Identifier(f"{table}_position_seq"),
            positions_name=Literal(f"{table}_position_seq"),
            reserve=Identifier(f"reserve_{table}"),
        )
        .as_bytes()
    )
