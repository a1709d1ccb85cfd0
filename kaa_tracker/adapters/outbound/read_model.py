"""The read model's tables: rows and position in one transaction, rebuilt in a generation beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    inspect,
    quoted_name,
    select,
    text,
    update,
)
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from kaa_tracker.projections.contract import Rows
from kaa_tracker.projections.deriving import Batch, Held

bookkeeping = MetaData()

projection_position = Table(
    "projection_position",
    bookkeeping,
    Column("name", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("version", String, nullable=True),
)

held_case = Table(
    "held_case",
    bookkeeping,
    Column("case_id", Uuid, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("error", String, nullable=False),
)
"""A case whose rows stand still since ``position``; enough to project it again once the fault is mended."""

_ALL = "all"


StoredRow: TypeAlias = tuple[str | int | None, ...]


class StoredBatch(NamedTuple):
    """Rows as they are stored, table by table: nothing but text, whole numbers and null.

    Both engines read days and ids from text; and such rows are cheap to hand from process to process.
    """

    rows: Sequence[Sequence[StoredRow]]
    held: Sequence[tuple[str, int, str]]


def stored(batch: Batch) -> StoredBatch:
    tables: list[list[StoredRow]] = [[] for _ in batch.cases[0].rows] if batch.cases else []
    for case_id, rows in batch.cases:
        owner = case_id.hex
        for table, of_case in zip(tables, rows, strict=True):
            for row in of_case:
                table.append((owner, *[_stored_value(value) for value in row]))
    return StoredBatch(tables, [(held.case_id.hex, held.position, held.error) for held in batch.held])


def _stored_value(value: Any) -> str | int | None:
    if type(value) is date:
        return value.isoformat()
    return value.hex if type(value) is UUID else value


class ReadModelTables:
    """The ``ReadModel`` of the runner on a database of ours."""

    def __init__(self, engine: Engine, projections: Sequence[Rows]) -> None:
        self._engine = engine
        self._tables = [projection.table for projection in projections]

    def create(self) -> None:
        """Create the tables that are missing."""
        bookkeeping.create_all(self._engine)
        with self._engine.begin() as connection:
            known = set(inspect(connection).get_table_names())
            for table in self._tables:
                if table.name not in known:
                    connection.execute(CreateTable(table))
                    _create_indexes(connection, table, table.name, 0)
            if connection.execute(select(projection_position)).first() is None:
                connection.execute(insert(projection_position).values(name=_ALL, position=0))

    def position(self) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(select(projection_position.c.position)).scalar_one())

    def version(self) -> str | None:
        with self._engine.connect() as connection:
            version: str | None = connection.execute(select(projection_position.c.version)).scalar_one()
            return version

    def held(self) -> list[Held]:
        with self._engine.connect() as connection:
            return [Held(*row) for row in connection.execute(select(held_case).order_by(held_case.c.position))]

    def replace(self, batch: Batch, position: int) -> None:
        with self._engine.begin() as connection:
            _replace_rows(connection, self._tables, batch)
            _delete_rows(connection, [held_case], batch)
            _hold(connection, batch.held)
            connection.execute(update(projection_position).values(position=position))

    @contextmanager
    def new_generation(self) -> Iterator[_Generation]:
        generation = _Generation(self._engine, self._tables)
        generation.create()
        try:
            yield generation
        finally:
            generation.drop_unless_serving()


class _Generation:
    """Tables of the same shape under other names, indexed when they are full."""

    def __init__(self, engine: Engine, serving: Sequence[Table]) -> None:
        self._engine = engine
        self._serving = serving
        shapes = MetaData()
        self._tables = [table.to_metadata(shapes, name=f"{table.name}__next") for table in serving]
        self._held: dict[UUID, Held] = {}
        self._not_written: set[UUID] = set()
        """The held cases whose rows are still to come from the serving tables."""
        self._is_indexed = False

    def create(self) -> None:
        with self._engine.begin() as connection:
            for table in self._tables:
                connection.execute(DropTable(table, if_exists=True))
                connection.execute(CreateTable(table))

    def write(self, swept: StoredBatch) -> None:
        held = [Held(UUID(case_id), position, error) for case_id, position, error in swept.held]
        self._held |= {case.case_id: case for case in held}
        self._not_written |= {case.case_id for case in held}
        with self._engine.begin() as connection:
            _write(connection, self._tables, swept)

    def replace(self, batch: Batch) -> None:
        self._index()
        for case in batch.cases:
            self._held.pop(case.case_id, None)
            self._not_written.discard(case.case_id)
        for held in batch.held:
            self._held.setdefault(held.case_id, held)
        with self._engine.begin() as connection:
            _replace_rows(connection, self._tables, batch)

    def serve(self, position: int, version: str) -> None:
        self._index()
        with self._engine.begin() as connection:
            self._carry_over(connection)
            for old, new in zip(self._serving, self._tables, strict=True):
                connection.execute(DropTable(old))
                connection.execute(text(f"ALTER TABLE {new.name} RENAME TO {old.name}"))
            connection.execute(delete(held_case))
            _hold(connection, list(self._held.values()))
            connection.execute(update(projection_position).values(position=position, version=version))

    def drop_unless_serving(self) -> None:
        with self._engine.begin() as connection:
            for table in self._tables:
                connection.execute(DropTable(table, if_exists=True))

    def _carry_over(self, connection: Connection) -> None:
        """The cases that could not be derived keep the rows they have, and stay held since when they were.

        Rows of another shape have no place any more.
        """
        for held in connection.execute(select(held_case)):
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
        with self._engine.begin() as connection:
            number = _generation_number(connection) + 1
            for old, new in zip(self._serving, self._tables, strict=True):
                _create_indexes(connection, old, new.name, number)


def _generation_number(connection: Connection) -> int:
    """The highest number an index of ours carries; index names are unique in a database."""
    inspector = inspect(connection)
    names = [index["name"] or "" for table in inspector.get_table_names() for index in inspector.get_indexes(table)]
    numbers = [name.rpartition("_g")[2] for name in names]
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def _create_indexes(connection: Connection, table: Table, name: str, generation: int) -> None:
    shapes = MetaData()
    copy = table.to_metadata(shapes, name=name)
    for index in sorted(copy.indexes, key=lambda index: str(index.name)):
        index.name = quoted_name(f"{index.name}_g{generation}", quote=None)
        connection.execute(CreateIndex(index))


def _replace_rows(connection: Connection, tables: Sequence[Table], batch: Batch) -> None:
    _delete_rows(connection, tables, batch)
    _write(connection, tables, stored(batch))


def _delete_rows(connection: Connection, tables: Sequence[Table], batch: Batch) -> None:
    case_ids = [{"gone": case.case_id} for case in batch.cases]
    if case_ids:
        for table in tables:
            connection.execute(delete(table).where(table.c.case_id == bindparam("gone")), case_ids)


def _hold(connection: Connection, held: Sequence[Held]) -> None:
    """A case held already stays held since the first position."""
    known = set(connection.execute(select(held_case.c.case_id)).scalars()) if held else set()
    new = [case._asdict() for case in held if case.case_id not in known]
    if new:
        connection.execute(insert(held_case), new)


def _write(connection: Connection, tables: Sequence[Table], batch: StoredBatch) -> None:
    """Write rows past SQLAlchemy's statement layer: a rebuild writes hundreds of thousands a second."""
    for table, rows in zip(tables, batch.rows, strict=False):
        if rows and connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(table.columns))
            connection.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({marks})", list(rows))
        elif rows:
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            with connection.connection.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def row_counts(connection: Connection, projections: Sequence[Rows]) -> dict[str, int]:
    """The number of rows in each table."""
    return {
        projection.table.name: connection.execute(select(func.count()).select_from(projection.table)).scalar_one()
        for projection in projections
    }
