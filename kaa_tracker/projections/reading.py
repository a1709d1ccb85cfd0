"""Reads the read model: lists, counts and findings by the same queries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, Select, func, select, text

from kaa_tracker.domain.periods import Span
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections import movements, overview, worklist
from kaa_tracker.projections.access import Reach, within
from kaa_tracker.projections.contract import read_model
from kaa_tracker.projections.findings import findings
from kaa_tracker.projections.worklist import Wanted


class Page(NamedTuple):
    """Some rows of a list that has ``total``."""

    rows: Sequence[Row[Any]]
    total: int


Restrict: TypeAlias = Callable[[Connection, Reach, date], None]
"""Has the database itself hold back, until the transaction ends, whatever is beyond a reach on a day."""


class Reading:
    """What is asked within a reach is asked on a connection that is held to it; the rest is the program's own."""

    def __init__(self, engine: Engine, reference: Reference, restrict: Restrict = lambda *_: None) -> None:
        self._engine = engine
        self._reference = reference
        self._restrict = restrict

    def connect(self) -> Connection:
        """A connection for several queries on one state of the read model, whatever is written meanwhile.

        SQLite gives a connection one state from its first query. On PostgreSQL it has to be asked for,
        and the tables held from the start, or a rebuild could take some away between two queries.
        """
        connection = self._engine.connect()
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
            tables = ", ".join(table.name for table in read_model.sorted_tables)
            connection.execute(text(f"LOCK TABLE {tables} IN ACCESS SHARE MODE"))
        return connection

    @contextmanager
    def seen_within(self, reach: Reach, today: date) -> Iterator[Connection]:
        """A connection for what somebody asks. Where the database can, it holds back what is beyond their reach,
        whatever the query forgets."""
        with self._engine.connect() as connection:
            self._restrict(connection, reach, today)
            yield connection

    def worklist(self, today: date, *, unit: str | None = None, limit: int, page: int = 1) -> Sequence[Row[Any]]:
        """A page of the cases whose day has come, alarms first, then the longest overdue."""
        return self._all(worklist.due(today, unit).limit(limit).offset(limit * (page - 1)))

    def worklist_total(self, today: date, *, unit: str | None = None) -> int:
        return self._count(worklist.due(today, unit))

    def worklist_counts(self, today: date) -> Sequence[Row[Any]]:
        return self._all(worklist.counts(today))

    def listed(self, reach: Reach, today: date, wanted: Wanted, *, limit: int, page: int = 1) -> Page:
        """A page of the work within a reach, and how many rows there are in all."""
        chosen = worklist.listed(today, within(reach, today, worklist.worklist), wanted)
        with self.seen_within(reach, today) as connection:
            return _page(connection, chosen, limit, page)

    def my_day(self, reach: Reach, today: date) -> Mapping[str, int]:
        """How many each list holds of the work within a reach."""
        counts = worklist.my_day(today, within(reach, today, worklist.worklist))
        with self.seen_within(reach, today) as connection:
            return dict(connection.execute(counts).one()._mapping)

    def overviews(self, reach: Reach, today: date, case_ids: Collection[UUID]) -> Sequence[Row[Any]]:
        """The overviews of those cases that are within a reach, in no order."""
        table = overview.case_overview
        chosen = select(table).where(within(reach, today, table), table.c.case_id.in_(case_ids))
        with self.seen_within(reach, today) as connection:
            return connection.execute(chosen).all()

    def case(self, case_id: UUID) -> Row[Any] | None:
        """The overview of a case; ``None`` for one that has no rows."""
        table = overview.case_overview
        return next(iter(self._all(select(table).where(table.c.case_id == case_id))), None)

    def finding_counts(self, today: date) -> Mapping[str, int]:
        return {kind: self._count(cases) for kind, cases in findings(today, self._reference.rules).items()}

    def searches_due(self, through: date) -> Collection[UUID]:
        return self._ids(overview.searches_due(through))

    def may_turn_20(self, through: date) -> Collection[UUID]:
        return self._ids(overview.may_turn_20(through))

    def in_closed_units(self, last_days: Mapping[str, date]) -> Collection[UUID]:
        return self._ids(overview.in_closed_units(last_days)) if last_days else ()

    def in_register(self) -> Collection[UUID]:
        return self._ids(movements.in_register())

    def in_register_count(self) -> int:
        return self._count(movements.in_register())

    def first_day_in_register(self) -> date | None:
        """The first day on which anybody was in the register; ``None`` while nobody ever was."""
        day: date | None = self._all(movements.first_day())[0][0]
        return day

    def came_and_left(self, days: Span) -> tuple[int, int]:
        """How many came into the register within the days, and how many left it."""
        [row] = self._all(movements.came_and_left(days))
        return row.came, row.left

    def protected_count(self) -> int:
        table = overview.case_overview
        return self._count(select(table.c.case_id).where(table.c.protected))

    def case_count(self) -> int:
        return self._count(select(overview.case_overview.c.case_id))

    def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    def _ids(self, query: Select[Any]) -> list[UUID]:
        return [row[0] for row in self._all(query)]

    def _count(self, query: Select[Any]) -> int:
        with self._engine.connect() as connection:
            return _count(connection, query)


def _page(connection: Connection, query: Select[Any], limit: int, page: int) -> Page:
    rows = connection.execute(query.limit(limit).offset(limit * (page - 1))).all()
    is_last = len(rows) < limit and (rows or page == 1)
    return Page(rows, limit * (page - 1) + len(rows) if is_last else _count(connection, query))


def _count(connection: Connection, query: Select[Any]) -> int:
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return int(connection.execute(counted).scalar_one())
