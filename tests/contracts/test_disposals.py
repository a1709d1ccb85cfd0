"""``Disposals`` on both engines: what is put down counts once, and no case is named longer than it has to be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import Engine, delete, insert, select

from kaa_tracker.adapters.outbound.disposal import SqlDisposals, create_disposal
from kaa_tracker.adapters.outbound.disposal.tables import disposal_case
from kaa_tracker.application.disposal import Proposed, Receipt
from kaa_tracker.projections.contract import read_model
from kaa_tracker.projections.disposal_due import disposal_due
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.retained import Kept, Retained, packed, retained_count, retained_pending
from tests.histories import case_id
from tests.projections.statistics.youths import REFERENCE, YEAR_2022
from tests.read_models import EmptyDatabase

AT = datetime(2023, 6, 1, 9, tzinfo=UTC)
DAY = date(2023, 6, 1)
ADA, BO, CAJ = case_id(0), case_id(1), case_id(2)
ONE_COVERED = packed([(Kept(*YEAR_2022, "covered", gender), 1) for gender in ("", "woman")])


@pytest.fixture
def engine(empty_database: EmptyDatabase) -> Engine:
    """A read model that says something of Ada and Bo."""
    engine = empty_database()
    read_model.create_all(engine)
    create_disposal(engine)
    with engine.begin() as connection:
        for youth in (ADA, BO):
            connection.execute(insert(disposal_due).values(case_id=youth, rule="year_of_21", due_on=DAY))
    return engine


@pytest.fixture
def disposals(engine: Engine) -> SqlDisposals:
    return SqlDisposals(engine)


def proposed(disposals: SqlDisposals, *youths: UUID, rule: str = "year_of_21") -> int:
    return disposals.propose([Proposed(youth, rule, DAY) for youth in youths], "line.ek", AT)


def leaves(engine: Engine, youth: UUID) -> None:
    """The read model says nothing of them any more."""
    with engine.begin() as connection:
        connection.execute(delete(disposal_due).where(disposal_due.c.case_id == youth))


def covered(engine: Engine) -> int:
    with engine.connect() as connection:
        retained = Retained(connection, YEAR_2022)
        return retained.rows(Scope(YEAR_2022, REFERENCE), MEASURES["covered"], ()).get((), 0)


class TestAProposal:
    def test_tells_who_made_and_approved_it_and_how_many_wait(self, disposals: SqlDisposals) -> None:
        number = proposed(disposals, ADA, BO)
        run = disposals.run(number)
        assert run is not None
        assert run[1:] == ("line.ek", AT, None, None, {"year_of_21": 2})
        disposals.approve(number, "bo.berg", AT)
        disposals.approve(number, "caj.dal", AT)
        assert disposals.runs(9)[0].approved_by == "bo.berg"
        assert disposals.run(number + 1) is None

    def test_holds_nobody_who_waits_in_another(self, disposals: SqlDisposals) -> None:
        first, second = proposed(disposals, ADA), proposed(disposals, ADA, BO)
        assert [one.case_id for one in disposals.waiting(first)] == [ADA]
        assert [one.case_id for one in disposals.waiting(second)] == [BO]
        assert len(disposals.waiting()) == 2


class TestWhatIsPutDown:
    def test_counts_from_the_moment_the_read_model_says_nothing_more(
        self, disposals: SqlDisposals, engine: Engine
    ) -> None:
        proposed(disposals, ADA, BO)
        disposals.put_down({ADA: ONE_COVERED, BO: ONE_COVERED})
        assert (covered(engine), disposals.add_up([ADA, BO])) == (0, [])
        leaves(engine, ADA)
        assert covered(engine) == 1
        assert disposals.add_up([ADA, BO]) == [ADA]
        assert covered(engine) == 1
        leaves(engine, BO)
        assert (covered(engine), disposals.add_up([BO]), covered(engine)) == (2, [BO], 2)

    def test_is_never_added_up_twice(self, disposals: SqlDisposals, engine: Engine) -> None:
        number = proposed(disposals, ADA)
        disposals.put_down({ADA: ONE_COVERED})
        disposals.put_down({ADA: ONE_COVERED})
        leaves(engine, ADA)
        assert disposals.add_up([ADA]) == disposals.add_up([ADA]) == [ADA]
        disposals.put_down({ADA: ONE_COVERED})  # by somebody who had looked before
        assert (disposals.add_up([ADA]), covered(engine)) == ([ADA], 1)
        disposals.done(number, [ADA], DAY)
        disposals.put_down({ADA: ONE_COVERED})
        assert covered(engine) == 1

    def test_goes_with_a_case_that_stays(self, disposals: SqlDisposals, engine: Engine) -> None:
        number = proposed(disposals, ADA)
        disposals.put_down({ADA: ONE_COVERED})
        disposals.drop(number, [ADA])
        leaves(engine, ADA)
        assert (covered(engine), disposals.waiting()) == (0, [])


class TestAReceipt:
    def test_counts_the_cases_and_no_table_names_them(self, disposals: SqlDisposals, engine: Engine) -> None:
        number = proposed(disposals, ADA, BO)
        disposals.approve(number, "bo.berg", AT)
        for youth in (ADA, BO):
            disposals.put_down({youth: ONE_COVERED})
            leaves(engine, youth)
            disposals.add_up([youth])
            disposals.done(number, [youth], DAY)
            disposals.done(number, [youth], DAY)
        assert disposals.receipts(5) == [Receipt(number, DAY, "year_of_21", 2, "line.ek", "bo.berg")]
        with engine.connect() as connection:
            for table in (disposal_case, retained_pending):
                assert connection.execute(select(table)).all() == []
            assert {row[-1] for row in connection.execute(select(retained_count))} == {2}
