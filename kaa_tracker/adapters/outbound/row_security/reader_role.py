"""The role under which the database answers people: it owns nothing and bypasses nothing."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

READER = "kaa_reader"


class RowSecurityRefused(Exception):
    """The database cannot hold back rows; the message says what its administrator should run."""


def make_reader_role(engine: Engine) -> None:
    """The role is there, and whoever the program signs in as may take it. Raises ``RowSecurityRefused``."""
    if not _attempted(engine, f"SET LOCAL ROLE {READER}"):
        _attempted(engine, f"CREATE ROLE {READER} NOLOGIN NOBYPASSRLS")
        _attempted(engine, f"GRANT {READER} TO CURRENT_USER")
    with engine.connect() as connection:
        name = connection.execute(text("SELECT quote_ident(current_user)")).scalar_one()
    if not _attempted(engine, f"SET LOCAL ROLE {READER}"):
        raise RowSecurityRefused(
            f"Databasanvändaren får varken skapa eller anta rollen {READER}, som håller inne rader. Låt databasens "
            f"administratör köra: CREATE ROLE {READER} NOLOGIN; GRANT {READER} TO {name};{_OR_WITHOUT}"
        )
    with engine.connect() as connection:
        if _bypasses(connection):
            raise RowSecurityRefused(
                f"Rollen {READER} går förbi det som håller inne rader. Låt databasens administratör köra: "
                f"ALTER ROLE {READER} NOSUPERUSER NOBYPASSRLS;{_OR_WITHOUT}"
            )


_OR_WITHOUT = ' Utan detta skydd startar programmet med KAA_WITHOUT_ROW_SECURITY="the program alone holds back rows".'


def _attempted(engine: Engine, statement: str) -> bool:
    """Whether the database did it; another process may have been first."""
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    except OperationalError:
        raise
    except DBAPIError:
        return False
    return True


def _bypasses(connection: Connection) -> bool:
    asked = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = :name")
    return bool(connection.execute(asked, {"name": READER}).scalar_one())
