"""How far the rows have come, by which version, and which cases stand still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
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
    delete,
    false,
    insert,
    select,
    update,
)

from kaa_tracker.projections.deriving import Held

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

_TAKE_THE_FILE = update(projection_position).where(false()).values(position=projection_position.c.position)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may read, be it the shapes of tables, before it writes.

    SQLite would refuse it where a door or a command has written in between; so it begins by writing, and waits then.
    """
    with engine.begin() as connection:
        connection.execute(_TAKE_THE_FILE)
        yield connection


def create_bookkeeping(connection: Connection) -> None:
    """What is missing of it."""
    bookkeeping.create_all(connection)
    if connection.execute(select(projection_position)).first() is None:
        connection.execute(insert(projection_position).values(name=_ALL, position=0))


def position(connection: Connection) -> int:
    return int(connection.execute(select(projection_position.c.position)).scalar_one())


def version(connection: Connection) -> str | None:
    found: str | None = connection.execute(select(projection_position.c.version)).scalar_one()
    return found


def reached(connection: Connection, position: int) -> None:
    connection.execute(update(projection_position).values(position=position))


def rebuilt(connection: Connection, position: int, version: str, held: Iterable[Held]) -> None:
    """All rows are new: only these cases are held."""
    connection.execute(delete(held_case))
    _insert(connection, held)
    connection.execute(update(projection_position).values(position=position, version=version))


def held_cases(connection: Connection) -> list[Held]:
    return [Held(*row) for row in connection.execute(select(held_case).order_by(held_case.c.position))]


def hold(connection: Connection, held: Sequence[Held]) -> None:
    """A case held already stays held since the first position."""
    known = {case.case_id for case in held_cases(connection)} if held else set()
    _insert(connection, [case for case in held if case.case_id not in known])


def release(connection: Connection, case_ids: Iterable[UUID]) -> None:
    """These cases go on, if they were held."""
    known = [case.case_id for case in held_cases(connection)]
    if known:
        gone = set(case_ids).intersection(known)
        connection.execute(delete(held_case).where(held_case.c.case_id.in_(gone)))


def _insert(connection: Connection, held: Iterable[Held]) -> None:
    rows = [case._asdict() for case in held]
    if rows:
        connection.execute(insert(held_case), rows)
