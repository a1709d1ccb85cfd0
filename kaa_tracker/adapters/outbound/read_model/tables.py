"""The serving tables, kept with the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine, inspect
from sqlalchemy.schema import CreateTable

from kaa_tracker.adapters.outbound.read_model import bookkeeping
from kaa_tracker.adapters.outbound.read_model.generation import NewGeneration, create_indexes
from kaa_tracker.adapters.outbound.read_model.replacing import replace_rows
from kaa_tracker.adapters.outbound.row_security import NoRowSecurity, RowSecurity
from kaa_tracker.projections.contract import Rows
from kaa_tracker.projections.deriving import Batch, Held
from kaa_tracker.projections.statistics.retained import retained_model


class ReadModelTables:
    """The ``ReadModel`` of the runner on a database of ours."""

    def __init__(
        self, engine: Engine, projections: Sequence[Rows], security: RowSecurity | NoRowSecurity | None = None
    ) -> None:
        self._engine = engine
        self._security = security or NoRowSecurity()
        self._tables = [projection.table for projection in projections]

    def create(self) -> None:
        """Create the tables that are missing, those of what is retained of the disposed of included."""
        with self._engine.begin() as connection:
            retained_model.create_all(connection)
            bookkeeping.create_bookkeeping(connection)
            known = set(inspect(connection).get_table_names())
            for table in self._tables:
                if table.name not in known:
                    connection.execute(CreateTable(table))
                    create_indexes(connection, table, table.name, 0)
            self._security.protect(connection, self._tables)

    def position(self) -> int:
        with self._engine.connect() as connection:
            return bookkeeping.position(connection)

    def version(self) -> str | None:
        with self._engine.connect() as connection:
            return bookkeeping.version(connection)

    def held(self) -> list[Held]:
        with self._engine.connect() as connection:
            return bookkeeping.held_cases(connection)

    def replace(self, batch: Batch, position: int) -> None:
        with bookkeeping.writing(self._engine) as connection:
            replace_rows(connection, self._tables, batch)
            bookkeeping.release(connection, [case.case_id for case in batch.cases])
            bookkeeping.hold(connection, batch.held)
            bookkeeping.reached(connection, position)

    @contextmanager
    def new_generation(self) -> Iterator[NewGeneration]:
        generation = NewGeneration(self._engine, self._tables, self._security)
        generation.create()
        try:
            yield generation
        finally:
            generation.drop_unless_serving()
