"""The tables of requests and incidents: rows are added, and never changed but for the case of whom nothing is left.

Instants are microseconds since 1970 in UTC. ``command_id`` is the name under which something was written down, so
that the same sent again is not written twice.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Engine, Index, Integer, MetaData, String, Table, Uuid, inspect, text

from kaa_tracker.adapters.outbound.numbers import Number

rights_metadata = MetaData()

person_request = Table(
    "person_request",
    rights_metadata,
    Column("number", Number, primary_key=True),
    Column("case_id", Uuid, index=True),
    Column("kind", String, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("command_id", String, nullable=False, unique=True),
    sqlite_autoincrement=True,
)
"""What somebody asked about their data; without a case once that was disposed of."""

person_request_step = Table(
    "person_request_step",
    rights_metadata,
    Column("number", Number, primary_key=True),
    Column("request", Number, nullable=False),
    Column("what", String, nullable=False),
    Column("code", String, nullable=False),
    Column("entry", Integer),
    Column("by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("command_id", String, nullable=False, unique=True),
    Index("person_request_step_request", "request", "number"),
    sqlite_autoincrement=True,
)

source_message = Table(
    "source_message",
    rights_metadata,
    Column("number", Number, primary_key=True),
    Column("request", Number, nullable=False),
    Column("case_id", Uuid, index=True),
    Column("field", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("command_id", String, nullable=False, unique=True),
    Column("sent_by", String),
    Column("sent_at", BigInteger),
    Column("answer", String),
    Column("answered_by", String),
    Column("answered_at", BigInteger),
    sqlite_autoincrement=True,
)
"""What the register is to be told; sent once, and answered once."""

incident = Table(
    "incident",
    rights_metadata,
    Column("number", Number, primary_key=True),
    Column("kind", String, nullable=False),
    Column("discovered_at", BigInteger, nullable=False),
    Column("by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("command_id", String, nullable=False, unique=True),
    sqlite_autoincrement=True,
)

incident_step = Table(
    "incident_step",
    rights_metadata,
    Column("number", Number, primary_key=True),
    Column("incident", Number, nullable=False),
    Column("what", String, nullable=False),
    Column("code", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("affected", Integer),
    Column("by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("command_id", String, nullable=False, unique=True),
    Index("incident_step_incident", "incident", "number"),
    sqlite_autoincrement=True,
)

incident_case = Table(
    "incident_case",
    rights_metadata,
    Column("number", Number, primary_key=True),
    Column("step", Number, nullable=False, index=True),
    Column("case_id", Uuid, index=True),
    sqlite_autoincrement=True,
)
"""The cases a step names; a row without one is of a case that was disposed of since."""


def create_rights(engine: Engine) -> None:
    """Make the tables that are missing; once, by whoever sets the database up."""
    with engine.begin() as connection:
        if connection.dialect.name != "sqlite":  # where processes that set up at once would collide
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('person_request'))"))
        if not inspect(connection).has_table(person_request.name):
            rights_metadata.create_all(connection)
