"""The method follow-up of a period: all its tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from kaa_tracker.domain.periods import Period
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.method.attempts import attempt_tables, outside_tables
from kaa_tracker.projections.statistics.method.cells import MethodReport, MethodTable, figures_of
from kaa_tracker.projections.statistics.method.counting import By, Counting
from kaa_tracker.projections.statistics.method.equity import equity_tables
from kaa_tracker.projections.statistics.method.methods import method_table
from kaa_tracker.projections.statistics.method.waiting import time_table, wait_table
from kaa_tracker.projections.statistics.report.cells import Days, Defined
from kaa_tracker.projections.statistics.report.keeping import keeping


def method_report(
    connection: Connection, reference: Reference, period: Period, known_on: date, by: By = ()
) -> MethodReport:
    """What is known on ``known_on`` of the period, which is cut there: nobody is followed into what is to come.

    ``by``: breakdowns of attempts, any number of them together, instead of the standing tables of attempts.
    Makes temporary tables in the connection's transaction. Raises ``NoSuchFigure``.
    """
    seen = Period(period.first, max(period.first, min(period.last, known_on)))
    with keeping(connection, Scope(seen, reference)) as scope:
        counting = Counting(connection, scope)
        tables = dict(_tables(counting, known_on, by))
    used = {figure.measure for figure in figures_of(tables)}
    return MethodReport(
        report="method",
        period=Days(*seen),
        known_on=known_on,
        division_on=scope.division_on,
        reference_version=reference.version,
        lacks_disposed=counting.lacks_disposed,
        tables=tables,
        measures={code: _defined(code) for code in MEASURES if code in used},
    )


def _tables(counting: Counting, known_on: date, by: By) -> Iterator[tuple[str, MethodTable]]:
    yield from attempt_tables(counting, known_on, by)
    yield "methods", method_table(counting)
    yield from equity_tables(counting, known_on)
    yield "times", time_table(counting)
    yield "waits", wait_table(counting)
    yield from outside_tables(counting)


def _defined(code: str) -> Defined:
    measure = MEASURES[code]
    return Defined(measure.label, measure.definition, measure.placed, measure.counts, measure.version)
