"""SQLite and PostgreSQL say the same of the same lives."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from kaa_tracker.projections.contract import read_model
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.figures import Rows, Waits, waits
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.report.keeping import keeping
from kaa_tracker.projections.statistics.report.tallies import Asked, Tallies
from kaa_tracker.projections.statistics.retained import retained_model
from tests.projections.statistics.chance import some_youths
from tests.projections.statistics.youths import REFERENCE, YEAR_2022, City, city
from tests.read_models import EmptyDatabase

LIVES = some_youths(seed=20221130, number=120)


@pytest.fixture(scope="module")
def in_memory() -> City:
    return city(**LIVES)


@pytest.fixture(scope="module")
def stored(empty_database: EmptyDatabase) -> Iterator[City]:
    engine = empty_database()
    read_model.create_all(engine)
    retained_model.create_all(engine)
    with engine.connect() as connection:
        yield City(connection, **LIVES)


def every_figure(told: City) -> dict[tuple[str, str], Rows]:
    questions = [Asked(measure.code, (by,)) for measure in MEASURES.values() for by in measure.breakdowns]
    with keeping(told.connection, Scope(YEAR_2022, REFERENCE)) as scope:
        tallies = Tallies(told.connection, scope)
        tallies.look_up(questions)
        return {
            (measure, by): {(value,): tallies.count(measure, {by: value}) for value in tallies.values(measure, by)}
            for measure, (by,) in questions
        }


def every_total(told: City) -> dict[str, int]:
    tallies = Tallies(told.connection, Scope(YEAR_2022, REFERENCE))
    tallies.look_up(Asked(measure, ()) for measure in MEASURES)
    return {measure: tallies.count(measure, {}) for measure in MEASURES}


def every_wait(told: City) -> dict[str, dict[tuple[str, ...], Waits]]:
    scope = Scope(YEAR_2022, REFERENCE)
    timed = [measure for measure in MEASURES.values() if measure.is_timed]
    return {measure.code: waits(told.connection, scope, measure, ["gender"]) for measure in timed}


def test_every_measure_by_every_breakdown_is_the_same(stored: City, in_memory: City) -> None:
    found = every_figure(stored)
    assert found == every_figure(in_memory)
    assert {by for _, by in found} == BREAKDOWNS.keys()
    assert every_total(stored) == every_total(in_memory)
    assert every_wait(stored) == every_wait(in_memory)


def test_the_annual_report_is_the_same_and_leaves_nothing_behind(stored: City, in_memory: City) -> None:
    first, again, elsewhere = (msgspec.json.encode(told.report()) for told in (stored, stored, in_memory))
    assert first == again == elsewhere
