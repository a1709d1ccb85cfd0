"""While the read model is written others write too: it waits for them, and they for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert

from tests.projections.following import Following
from tests.read_models import EmptyDatabase

_SECONDS_OF_WRITING = 0.3

_of_others = Table("of_others", MetaData(), Column("number", Integer, primary_key=True))


@pytest.fixture
def engine(empty_database: EmptyDatabase) -> Engine:
    engine = empty_database()
    _of_others.metadata.drop_all(engine)
    _of_others.metadata.create_all(engine)
    return engine


@contextmanager
def somebody_writing(engine: Engine) -> Iterator[None]:
    """Begun before, and over a while after."""
    connection = engine.connect()
    connection.execute(insert(_of_others).values(number=1))
    over = Timer(_SECONDS_OF_WRITING, connection.commit)
    over.start()
    try:
        yield
    finally:
        over.join()
        connection.close()


def catch_up(following: Following) -> None:
    following.runner.catch_up()


def rebuild(following: Following) -> None:
    following.runner.rebuild()


@pytest.mark.parametrize("follow", [catch_up, rebuild])
def test_the_read_model_waits_for_whoever_is_writing(engine: Engine, follow: Callable[[Following], None]) -> None:
    following = Following(engine)
    following.tell(1, "work")
    following.runner.catch_up()
    following.tell(1, "komvux")
    with somebody_writing(engine):
        follow(following)
    assert following.codes(1) == ["work", "komvux"]
