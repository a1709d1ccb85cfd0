"""The read model is a function of the log: it does not matter how, in which pieces or when it was made."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from kaa_tracker.adapters.outbound.read_model import ReadModelTables, StoredBatch
from kaa_tracker.application.ports import Append
from kaa_tracker.projections.catalogue import PROJECTIONS, version_of
from kaa_tracker.projections.deriving import Deriving
from kaa_tracker.projections.runner import Runner
from tests.histories import REFERENCE, histories
from tests.projections.log_in_memory import LogInMemory
from tests.read_models import Contents, EmptyDatabase, contents

RULES = REFERENCE.rules
LAW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def runner_on(engine: Engine, log: LogInMemory) -> Runner[StoredBatch]:
    tables = ReadModelTables(engine, PROJECTIONS)
    tables.create()
    deriving = Deriving(PROJECTIONS, RULES)
    return Runner(log, tables, deriving, log.sweeping(deriving), version_of(RULES))


def in_one_pass(engine: Engine, log: LogInMemory) -> Contents:
    runner = runner_on(engine, log)
    runner.rebuild()
    return contents(engine)


def indexes(engine: Engine) -> set[str]:
    """Which columns of which table are indexed, and whether uniquely; the names of indexes change."""
    query = {
        "sqlite": "SELECT tbl_name || replace(lower(sql), lower(name), '') FROM sqlite_master WHERE type = 'index'",
        "postgresql": "SELECT tablename || replace(lower(indexdef), indexname, '') FROM pg_indexes "
        "WHERE schemaname = 'public'",
    }[engine.dialect.name]
    with engine.connect() as connection:
        return {str(found) for found in connection.execute(text(query)).scalars()}


@LAW
@given(log=histories(), data=st.data())
def test_however_the_log_is_cut_into_batches_the_rows_are_the_same(
    empty_database: EmptyDatabase, log: list[Append], data: st.DataObject
) -> None:
    whole = LogInMemory(log)
    expected = in_one_pass(empty_database(), whole)
    engine = empty_database()
    runner = runner_on(engine, whole)
    whole.end = 0
    runner.catch_up()  # from an empty log, so that what follows is followed and not rebuilt
    cuts = data.draw(st.lists(st.sampled_from(whole.positions()), unique=True, max_size=6).map(sorted))
    seen = [runner.position()]
    for cut in [*cuts, whole.positions()[-1]]:
        whole.end = cut
        runner.catch_up()
        seen.append(runner.position())
    assert contents(engine) == expected
    assert all(earlier <= later for earlier, later in pairwise(seen))
    assert seen[-1] == whole.positions()[-1]


@LAW
@given(log=histories())
def test_a_rebuilt_read_model_equals_the_one_that_followed_table_by_table(
    empty_database: EmptyDatabase, log: list[Append]
) -> None:
    engine, growing = empty_database(), LogInMemory()
    runner = runner_on(engine, growing)
    runner.catch_up()
    for n, append in enumerate(log):
        growing.append(append)
        if n % 3 == 0:
            runner.catch_up()
    runner.catch_up()
    live, indexed = contents(engine), indexes(engine)
    for _ in range(2):
        runner.rebuild()
        assert contents(engine) == live
        assert indexes(engine) == indexed
    assert runner.position() == growing.last_position()
