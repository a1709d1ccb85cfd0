"""Policies on the tables of the read model, and readers that are held to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Engine, Table, text

from kaa_tracker.adapters.outbound.row_security.conditions import SETTINGS, condition, policy_name, values
from kaa_tracker.adapters.outbound.row_security.reader_role import READER, make_reader_role
from kaa_tracker.projections.access import Reach


class NoRowSecurity:
    """Only the program itself holds back rows: SQLite knows no policies, and PostgreSQL can do without."""

    def protect(self, connection: Connection, tables: Sequence[Table]) -> None:
        """Nothing to do."""

    def lift(self, connection: Connection, tables: Sequence[Table]) -> None:
        """Nothing to do."""

    def restrict(self, connection: Connection, reach: Reach, today: date) -> None:
        """Nothing to do."""


class RowSecurity:
    """The program owns the tables and reads all of them; the reader role finds what the policies let it."""

    def protect(self, connection: Connection, tables: Sequence[Table]) -> None:
        """From the end of the transaction on, the role reads these tables as the policies say."""
        name = policy_name(tables)
        if _policies(connection, tables) == {(table.name, name) for table in tables}:
            return
        self.lift(connection, tables)
        schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
        if not connection.execute(text(f"SELECT has_schema_privilege('{READER}', current_schema(), 'USAGE')")).scalar():
            connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {READER}"))
        for table in tables:
            for statement in (
                f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY",
                f"CREATE POLICY {name} ON {table.name} FOR SELECT TO {READER} USING ({condition(table)})",
                f"GRANT SELECT ON {table.name} TO {READER}",
            ):
                connection.exec_driver_sql(statement)

    def lift(self, connection: Connection, tables: Sequence[Table]) -> None:
        """The tables can be dropped: no policy of another asks them any more. The role finds nothing in them."""
        for table, policy in sorted(_policies(connection, tables)):
            connection.exec_driver_sql(f"DROP POLICY {policy} ON {table}")

    def restrict(self, connection: Connection, reach: Reach, today: date) -> None:
        """Until its transaction ends, the connection finds nothing beyond the reach."""
        connection.execute(_RESTRICT, {_parameter(name): value for name, value in values(reach, today).items()})


def row_security(engine: Engine, *, without: bool = False) -> RowSecurity | NoRowSecurity:
    """What the engine can do. Raises ``RowSecurityRefused`` where PostgreSQL lets the program have no reader role."""
    if without or engine.dialect.name != "postgresql":
        return NoRowSecurity()
    make_reader_role(engine)
    return RowSecurity()


def _parameter(setting: str) -> str:
    return setting.replace(".", "_")


_RESTRICT = text(
    f"SELECT set_config('role', '{READER}', true), "
    + ", ".join(
        f"set_config('{name}', CAST(CAST(:{_parameter(name)} AS {kind}) AS text), true)"
        for name, kind in SETTINGS.items()
    )
)


def _policies(connection: Connection, tables: Sequence[Table]) -> set[tuple[str, str]]:
    asked = text(
        "SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema() AND tablename = ANY (:names)"
    )
    return {(row[0], row[1]) for row in connection.execute(asked, {"names": [table.name for table in tables]})}
