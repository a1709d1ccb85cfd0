"""A read model small enough to see through: what is told of each case, by a fold that can be made to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, Uuid, select

from kaa_tracker.adapters.outbound.read_model import ReadModelTables
from kaa_tracker.adapters.outbound.stream_ids import RANDOM_BITS, uuid7
from kaa_tracker.application.ports import Append
from kaa_tracker.domain.case.events import Actor, Entry, History, OccupationRecorded
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.reference import Rules
from kaa_tracker.projections.contract import Row, Rows
from kaa_tracker.projections.deriving import Deriving, Held
from kaa_tracker.projections.runner import Runner
from tests.projections.log_in_memory import LogInMemory

RECORDED = datetime(2022, 3, 1, 12, tzinfo=UTC)


def case(number: int) -> UUID:
    return uuid7(number << RANDOM_BITS | number)


def told(number: int, code: str, version: int) -> Append:
    """Entry number ``version`` of a case: its occupation by that code."""
    event = OccupationRecorded(on=date(2022, 3, 1), code=code, source="youth")
    entry = Entry(version, RECORDED, Actor("coordinator-1", "local_coordinator"), f"{number}-{version}", event)
    return Append(case(number), version - 1, (entry,))


def table_of_codes(*further: Column[str]) -> Table:
    return Table(
        "told",
        MetaData(),
        Column("case_id", Uuid, nullable=False, index=True),
        Column("nth", Integer, nullable=False),
        Column("code", String, nullable=False),
        *further,
    )


class Following:
    """A log and the read model that follows it."""

    cases_at_once = 500

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.log = LogInMemory()
        self.faulty: set[str] = set()
        """The codes on which the fold fails."""
        self.while_folding: Callable[[], None] = lambda: None
        """Called with each case that is folded: the world goes on meanwhile."""
        self.use()

    def use(self, *, version: str = "1", table: Table | None = None) -> None:
        """From now on by this version of the rules and in these tables."""
        self.table = table_of_codes() if table is None else table
        projections = (Rows(self.table, self._rows),)
        self.tables = ReadModelTables(self.engine, projections)
        self.tables.create()
        deriving = Deriving(projections, Rules(version="1"))
        sweep = self.log.sweeping(deriving, cases_at_once=self.cases_at_once)
        self.runner = Runner(self.log, self.tables, deriving, sweep, version)

    def tell(self, number: int, *codes: str) -> None:
        version = len(self.log.histories([case(number)]).get(case(number), ()))
        for n, code in enumerate(codes, version + 1):
            self.log.append(told(number, code, n))

    def codes(self, number: int) -> list[str]:
        """What the serving rows say of a case."""
        query = select(self.table.c.code).where(self.table.c.case_id == case(number)).order_by(self.table.c.nth)
        with self.engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def all_codes(self) -> list[list[str]]:
        """The same of the first three cases."""
        return [self.codes(number) for number in (1, 2, 3)]

    def held(self) -> list[Held]:
        return self.tables.held()

    def _rows(self, life: Life, history: History) -> Iterator[Row]:
        self.while_folding()
        for entry in history:
            assert isinstance(entry.event, OccupationRecorded)
            if entry.event.code in self.faulty:
                raise ZeroDivisionError
            yield (entry.version, entry.event.code, *(["more"] * (len(self.table.columns) - 3)))
