"""A read model being built beside the one that serves."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, Engine, MetaData, Table, insert, inspect, quoted_name, select, text
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from kaa_tracker.adapters.outbound.read_model import bookkeeping
from kaa_tracker.adapters.outbound.read_model.engines import row_access
from kaa_tracker.adapters.outbound.read_model.replacing import replace_rows
from kaa_tracker.adapters.outbound.read_model.rows import StoredBatch
from kaa_tracker.adapters.outbound.row_security import NoRowSecurity, RowSecurity
from kaa_tracker.projections.deriving import Batch, Held


class NewGeneration:
    """Tables of the same shape under other names, indexed when they are full; nobody but the program reads them
    before they serve."""

    def __init__(self, engine: Engine, serving: Sequence[Table], security: RowSecurity | NoRowSecurity) -> None:
        self._engine = engine
        self._serving = serving
        self._security = security
        shapes = MetaData()
        self._tables = [table.to_metadata(shapes, name=f"{table.name}__next") for table in serving]
        self._held: dict[UUID, Held] = {}
        self._not_written: set[UUID] = set()
        """The held cases whose rows are still to come from the serving tables."""
        self._is_indexed = False

    def create(self) -> None:
        with bookkeeping.writing(self._engine) as connection:
            for table in self._tables:
                connection.execute(DropTable(table, if_exists=True))
                connection.execute(CreateTable(table))

    def write(self, swept: StoredBatch) -> None:
        self._held |= {case.case_id: case for case in swept.held}
        self._not_written |= {case.case_id for case in swept.held}
        access = row_access(self._engine.dialect.name)
        with bookkeeping.writing(self._engine) as connection:
            for table, rows in zip(self._tables, swept.rows, strict=False):
                if rows:
                    access.add(connection, table, rows)

    def replace(self, batch: Batch) -> None:
        self._index()
        for case in batch.cases:
            self._held.pop(case.case_id, None)
            self._not_written.discard(case.case_id)
        for held in batch.held:
            self._held.setdefault(held.case_id, held)
        with bookkeeping.writing(self._engine) as connection:
            replace_rows(connection, self._tables, batch)

    def serve(self, position: int, version: str) -> None:
        self._index()
        with bookkeeping.writing(self._engine) as connection:
            self._carry_over(connection)
            self._security.lift(connection, self._serving)
            for old, new in zip(self._serving, self._tables, strict=True):
                connection.execute(DropTable(old))
                connection.execute(text(f"ALTER TABLE {new.name} RENAME TO {old.name}"))
            self._security.protect(connection, self._serving)
            bookkeeping.rebuilt(connection, position, version, self._held.values())

    def drop_unless_serving(self) -> None:
        with bookkeeping.writing(self._engine) as connection:
            for table in self._tables:
                connection.execute(DropTable(table, if_exists=True))

    def _carry_over(self, connection: Connection) -> None:
        """The cases that could not be derived keep the rows they have, and stay held since when they were.

        Rows of another shape have no place any more.
        """
        for held in bookkeeping.held_cases(connection):
            if held.case_id in self._not_written:
                self._held[held.case_id] = self._held[held.case_id]._replace(position=held.position)
        shapes = inspect(connection)
        for old, new in zip(self._serving, self._tables, strict=True):
            columns = [column.name for column in old.columns]
            if columns == [column["name"] for column in shapes.get_columns(old.name)]:
                for case_id in self._not_written:
                    rows = select(old).where(old.c.case_id == case_id)
                    connection.execute(insert(new).from_select(columns, rows))

    def _index(self) -> None:
        """Once the rows are in: an index built over full tables costs a fraction."""
        if self._is_indexed:
            return
        self._is_indexed = True
        with bookkeeping.writing(self._engine) as connection:
            number = _generation_number(connection) + 1
            for old, new in zip(self._serving, self._tables, strict=True):
                create_indexes(connection, old, new.name, number)


def create_indexes(connection: Connection, table: Table, name: str, generation: int) -> None:
    """The indexes of ``table`` for one of its shape called ``name``."""
    copy = table.to_metadata(MetaData(), name=name)
    for index in sorted(copy.indexes, key=lambda index: str(index.name)):
        index.name = quoted_name(f"{index.name}_g{generation}", quote=None)
        connection.execute(CreateIndex(index))


def _generation_number(connection: Connection) -> int:
    """The highest number an index of ours carries; index names are unique in a database."""
    inspector = inspect(connection)
    names = [index["name"] or "" for table in inspector.get_table_names() for index in inspector.get_indexes(table)]
    numbers = [name.rpartition("_g")[2] for name in names]
    return max((int(number) for number in numbers if number.isdigit()), default=0)
