"""The inbox's tables in the main database; what a message says is in ``inbox_body`` only, sealed.

Instants are microseconds since 1970 in UTC, days Swedish ones in ISO form. The indexes of what is not
done hold nothing else, and stay small however much has passed through.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    and_,
    literal_column,
)

from kaa_tracker.adapters.outbound.numbers import Number
from kaa_tracker.application.intake.inbox import State

inbox_metadata = MetaData()

inbox_message = Table(
    "inbox_message",
    inbox_metadata,
    Column("number", Number, primary_key=True),
    Column("delivery", Number, nullable=False),
    Column("name_token", LargeBinary, nullable=False),
    Column("variant", SmallInteger, nullable=False),
    Column("body_token", LargeBinary, nullable=False),
    Column("source", String),
    Column("sealed_id", LargeBinary),
    Column("kind", String, nullable=False),
    Column("register_token", LargeBinary),
    Column("size", BigInteger, nullable=False),
    Column("has_body", Boolean, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("local_day", String, nullable=False),
    Column("state", String, nullable=False, server_default="received"),
    Column("reason", String, nullable=False, server_default=""),
    Column("path", String, nullable=False, server_default=""),
    Column("detail", String, nullable=False, server_default=""),
    Column("unknown_fields", Integer, nullable=False, server_default="0"),
    Column("settled_at", BigInteger),
    UniqueConstraint("name_token", "variant"),
    sqlite_autoincrement=True,
)
"""Every message, in order of arrival: id and outcome, which stay. A sender may make its ids of what it
calls people by, so they are sealed as bodies are. The bodies under one name are its
variants, from 1 on in the order they came."""

inbox_body = Table(
    "inbox_body",
    inbox_metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""What messages say, which goes; apart, so that an outcome is written without writing the body anew."""

inbox_delivery = Table(
    "inbox_delivery",
    inbox_metadata,
    Column("number", Number, primary_key=True),
    Column("door", String, nullable=False),
    Column("name", String, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("held_before", Integer, nullable=False),
    Column("judgement", String, nullable=False),
    Column("paused_at", BigInteger),
    UniqueConstraint("door", "name", "ordinal"),
    sqlite_autoincrement=True,
)
"""Those of one door and name are counted by ``ordinal``, from 1 on: each begun after the one before was decided
about."""

inbox_tally = Table(
    "inbox_tally",
    inbox_metadata,
    Column("delivery", Number, primary_key=True, autoincrement=False),
    Column("local_day", String, primary_key=True, index=True),
    Column("subject", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("count", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""How many messages of a delivery and day have arrived, are of a kind and are in a state, and how many fields they
had that the format does not know: changed in the
transaction that changes the messages, so that nobody has to count them."""

inbox_ruling = Table(
    "inbox_ruling",
    inbox_metadata,
    Column("number", Number, primary_key=True),
    Column("subject", String, nullable=False),
    Column("subject_number", BigInteger, nullable=False),
    Column("decision", String, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("decided_at", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)
"""What people decided about messages and deliveries; only ever added to."""


def in_state(state: State) -> ColumnElement[bool]:
    """The condition as the indexes have it: with the state said, not left to a parameter."""
    return inbox_message.c.state == literal_column(f"'{state}'")


IS_TO_JUDGE: ColumnElement[bool] = and_(
    inbox_tally.c.subject == literal_column("'state'"),
    inbox_tally.c.value == literal_column("'received'"),
    inbox_tally.c["count"] > literal_column("0"),
)
"""Counts of messages nobody has looked at."""


def _index(name: str, *columns: Column[Any], where: ColumnElement[bool]) -> None:
    Index(name, *columns, sqlite_where=where, postgresql_where=where)


_message = inbox_message.c
_is_extract = _message.kind == literal_column("'extract'")
_index("inbox_message_received", _message.state, _message.number, where=in_state("received"))
_index("inbox_message_quarantined", _message.state, _message.number, where=in_state("quarantined"))
_index("inbox_message_waiting", _message.register_token, where=in_state("waiting"))
_index("inbox_message_waiting_since", _message.received_at, where=in_state("waiting"))
_index("inbox_message_waiting_extract", _message.kind, where=and_(in_state("waiting"), _is_extract))
_is_to_forget: ColumnElement[bool] = literal_column("has_body AND settled_at IS NOT NULL")
_index("inbox_message_to_forget", _message.settled_at, where=_is_to_forget)
_index("inbox_tally_to_judge", inbox_tally.c.delivery, where=IS_TO_JUDGE)


def create_inbox(engine: Engine) -> None:
    """Make the tables that are missing; once, by whoever sets the database up."""
    inbox_metadata.create_all(engine)
