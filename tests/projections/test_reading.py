"""Several queries on one connection see one state, whatever is written meanwhile."""

from __future__ import annotations

from threading import Thread

import pytest
from sqlalchemy import Connection, Engine, func, select

from kaa_tracker.adapters.outbound.read_model import ReadModelTables
from kaa_tracker.application.ports import Append
from kaa_tracker.projections.catalogue import PROJECTIONS, version_of
from kaa_tracker.projections.deriving import Deriving
from kaa_tracker.projections.overview import case_overview
from kaa_tracker.projections.reading import Reading
from kaa_tracker.projections.runner import Runner
from kaa_tracker.projections.worklist import worklist
from tests.domain.case.story import given, taken_in
from tests.histories import REFERENCE, case_id
from tests.projections.log_in_memory import LogInMemory
from tests.read_models import EmptyDatabase


@pytest.fixture
def engine(empty_database: EmptyDatabase) -> Engine:
    return empty_database()


class Office:
    """Reads while the read model is being written."""

    def __init__(self, engine: Engine) -> None:
        self.log = LogInMemory()
        self.reading = Reading(engine, REFERENCE)
        tables, deriving = ReadModelTables(engine, PROJECTIONS), Deriving(PROJECTIONS, REFERENCE.rules)
        tables.create()
        self.runner = Runner(self.log, tables, deriving, self.log.sweeping(deriving), version_of(REFERENCE.rules))
        self.runner.rebuild()
        self.take_in(0)
        self.runner.catch_up()

    def take_in(self, youth: int) -> None:
        self.log.append(Append(case_id(youth), 0, given(taken_in("2022-03-01")).history))

    def cases(self, connection: Connection) -> int:
        return int(connection.execute(select(func.count()).select_from(case_overview)).scalar_one())

    def listed(self, connection: Connection) -> int:
        return int(connection.execute(select(func.count()).select_from(worklist)).scalar_one())


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def test_what_is_projected_meanwhile_is_seen_by_the_next_connection(office: Office) -> None:
    with office.reading.connect() as reader:
        assert office.cases(reader) == 1
        office.take_in(1)
        office.runner.catch_up()
        assert (office.listed(reader), office.cases(reader)) == (1, 1)
    with office.reading.connect() as reader:
        assert (office.listed(reader), office.cases(reader)) == (2, 2)


def test_a_rebuild_meanwhile_is_seen_by_the_next_connection(office: Office) -> None:
    with office.reading.connect() as reader:
        assert office.listed(reader) == 1
        office.take_in(1)
        rebuilding = Thread(target=office.runner.rebuild)
        rebuilding.start()
        rebuilding.join(timeout=1)  # on PostgreSQL it waits for the reader before it switches
        assert (office.listed(reader), office.cases(reader)) == (1, 1)
    rebuilding.join()
    with office.reading.connect() as reader:
        assert (office.listed(reader), office.cases(reader)) == (2, 2)


def test_a_connection_given_back_waits_for_nobody(office: Office) -> None:
    for _ in range(3):
        with office.reading.connect() as reader:
            assert office.cases(reader) == 1
    office.runner.rebuild()
    assert office.reading.case_count() == 1


def test_a_case_that_has_no_rows_is_not_there(office: Office) -> None:
    assert office.reading.case(case_id(0)) is not None
    assert office.reading.case(case_id(1)) is None
