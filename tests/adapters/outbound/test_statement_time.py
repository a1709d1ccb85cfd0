"""A statement that takes too long is ended, and whoever has the connection next is free."""

from __future__ import annotations

from time import monotonic

import pytest
from sqlalchemy import Connection, Engine, text

from kaa_tracker.adapters.outbound.database import OUTAGES
from kaa_tracker.adapters.outbound.statement_time import StatementTime
from tests.read_models import EmptyDatabase

LONG = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) "
    "SELECT count(*) FROM n",
    "postgresql": "SELECT count(*) FROM generate_series(1, 2000000) WHERE random() >= 0",
}


@pytest.fixture
def engine(empty_database: EmptyDatabase) -> Engine:
    return empty_database()


def ask(connection: Connection) -> int:
    counted: int = connection.execute(text(LONG[connection.dialect.name])).scalar_one()
    return counted


def test_it_is_ended_as_something_that_may_go_well_later(engine: Engine) -> None:
    bounded = StatementTime(engine, 0.01)
    with engine.connect() as connection:
        bounded.bound(connection)
        begun = monotonic()
        with pytest.raises(OUTAGES):
            ask(connection)
        assert monotonic() - begun < 5


def test_the_next_to_have_the_connection_is_free(engine: Engine) -> None:
    with engine.connect() as connection:
        StatementTime(engine, 0.001).bound(connection)
    with engine.connect() as connection:
        assert ask(connection) > 0


def test_what_is_quick_is_let_be(engine: Engine) -> None:
    with engine.connect() as connection:
        StatementTime(engine, 30).bound(connection)
        assert ask(connection) > 0
