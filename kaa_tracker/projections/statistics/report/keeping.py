"""What a report asks for again and again, looked up once and kept in temporary tables while it is made.

The measures are the same; only where they find each other's rows, and the facts of the period, differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Column, Connection, FromClause, MetaData, Table, insert
from sqlalchemy.schema import CreateTable

from kaa_tracker.projections.statistics.contacts import attempt, reach
from kaa_tracker.projections.statistics.measure import Measure, Scope, Who
from kaa_tracker.projections.statistics.measures import coverage, enrolments, outreach, services
from kaa_tracker.projections.statistics.presence import register_spell
from kaa_tracker.projections.statistics.support import enrolment

_OFTEN_READ = (register_spell, attempt, reach, enrolment)

_BUILT_UPON: frozenset[str] = frozenset(
    measure.code
    for measure in (
        outreach.attempted,
        outreach.reached,
        coverage.under_search,
        enrolments.enrolled,
        services.service_participants,
        services.service_ended,
    )
)


class _KeepingScope(Scope):
    _shapes = MetaData()
    """Known by name from report to report, so that the statements on them are compiled once."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        super().__init__(scope.period, scope.reference, scope.division_on)
        self._connection = connection
        self._filled: dict[str, Table] = {}
        self._indexed: set[str] = set()

    def during(self, facts: Table) -> FromClause:
        if facts not in _OFTEN_READ:
            return super().during(facts)
        if facts.name not in self._filled:
            self._filled[facts.name] = self._fill(f"facts_{facts.name}", self._of_the_period(facts))
        return self._filled[facts.name].alias()

    def rows(self, measure: Measure) -> FromClause:
        if measure.code not in _BUILT_UPON:
            return super().rows(measure)
        if measure.code not in self._filled:
            self._filled[measure.code] = self._fill(f"who_{measure.code}", self.who(measure))
        return self._filled[measure.code].alias()

    def case_ids(self, others: Measure | Who) -> Who:
        chosen = super().case_ids(others)
        if isinstance(others, Measure) and others.code in self._filled:
            self._index(self._filled[others.code])
        return chosen

    def _fill(self, what: str, chosen: Who) -> Table:
        name = f"{what}_{self.period.first:%Y%m%d}"
        table = self._shapes.tables.get(name)
        if table is None:
            columns = [Column(column.name, column.type) for column in chosen.selected_columns]
            table = Table(name, self._shapes, *columns, prefixes=["TEMPORARY"])
        self._connection.execute(CreateTable(table))
        self._connection.execute(insert(table).from_select([column.name for column in table.columns], chosen))
        return table

    def _index(self, table: Table) -> None:
        """SQLite would otherwise sort them anew each time it is asked who is among them."""
        if table.name not in self._indexed and self._connection.dialect.name == "sqlite":
            self._connection.exec_driver_sql(f"CREATE INDEX temp.{table.name}_case ON {table.name} (case_id)")
            self._indexed.add(table.name)


@contextmanager
def keeping(connection: Connection, scope: Scope) -> Iterator[Scope]:
    """The same scope with temporary tables behind it, which vanish with the block or the transaction."""
    with connection.begin_nested() as nested:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL jit = off")  # compiling these takes longer than running them
        yield _KeepingScope(connection, scope)
        nested.rollback()
