"""The vault's tables in the main database; no column holds a personal value in the clear.

Ids are the 16 bytes of their UUIDs, of which every write sorts and compares thousands.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Engine, Index, LargeBinary, MetaData, SmallInteger, String, Table, Uuid

vault_metadata = MetaData()

vault_person = Table(
    "vault_person",
    vault_metadata,
    Column("case_id", LargeBinary, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""Who the youth is, readable with the youth's key only."""

vault_index = Table(
    "vault_index",
    vault_metadata,
    Column("token", LargeBinary, primary_key=True),
    Column("case_id", LargeBinary, primary_key=True, index=True),
    Column("kind", String(20), primary_key=True),
    sqlite_with_rowid=False,
)
"""What a case is found by, as keyed hashes."""

Index(
    "vault_index_one_case_a_register_key",
    vault_index.c.token,
    unique=True,
    sqlite_where=vault_index.c.kind == "register_key",
    postgresql_where=vault_index.c.kind == "register_key",
)

vault_address = Table(
    "vault_address",
    vault_metadata,
    Column("token", LargeBinary, primary_key=True),
    Column("address_id", LargeBinary, nullable=False, unique=True),
    sqlite_with_rowid=False,
)
"""The random id of each distinct address that somebody in the vault lives at or has lived at."""

vault_residence = Table(
    "vault_residence",
    vault_metadata,
    Column("case_id", LargeBinary, primary_key=True),
    Column("address_id", LargeBinary, primary_key=True, index=True),
    Column("is_present", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
"""Where each has lived; earlier ones stay, so that an address keeps its id while an event may name it."""

vault_birthday_band = Table(
    "vault_birthday_band",
    vault_metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("band", SmallInteger, nullable=False),
)
"""Who turns 20 within 90, 30 or 7 days, as of the latest daily round."""


def create_vault(engine: Engine) -> None:
    """Make the tables that are missing; once, by whoever sets the database up."""
    vault_metadata.create_all(engine)
