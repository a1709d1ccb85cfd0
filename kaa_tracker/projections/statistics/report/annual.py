"""The annual report (*KAA årsrapport*) of an operating year, beside the year before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
from sqlalchemy import Connection

from kaa_tracker.domain.periods import operating_year
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.report.annual_tables import TABLES
from kaa_tracker.projections.statistics.report.cells import Days, Defined, Report, Table, Year
from kaa_tracker.projections.statistics.report.drafting import Draft
from kaa_tracker.projections.statistics.report.keeping import keeping
from kaa_tracker.projections.statistics.report.tallies import Figures, Questions, Tallies


def annual_report(
    connection: Connection, reference: Reference, year: int, *, division_before: date | None = None
) -> Report:
    """All tables of the operating year.

    The year before is restated into the division of this year's last day; ``division_before`` gives
    it under that of another day, its own last day for one. Makes temporary tables in the
    connection's transaction, and reads everything in it.
    """
    period = operating_year(year)
    now = Scope(period, reference)
    before = Scope(operating_year(year - 1), reference, division_before or period.last)
    with keeping(connection, now) as this_year, keeping(connection, before) as year_before:
        tables = _tables(connection, year, {"year": this_year, "year_before": year_before})
    report = Report(
        report="annual",
        year=year,
        periods={"year": Days(*now.period), "year_before": Days(*before.period)},
        division_on=now.division_on,
        division_before=before.division_on,
        reference_version=reference.version,
        tables=tables,
        measures={},
    )
    used = {count.measure for count in report.counts()}
    return msgspec.structs.replace(report, measures={code: _defined(code) for code in MEASURES if code in used})


def _tables(connection: Connection, year: int, scopes: Mapping[Year, Scope]) -> Mapping[str, Table]:
    """Drafted twice: first to learn what is asked for, so that all of it can be looked up together."""
    questions = {period: Questions(scope) for period, scope in scopes.items()}
    _drafted(year, questions)
    tallies = {period: Tallies(connection, scope) for period, scope in scopes.items()}
    for period, asked in questions.items():
        tallies[period].look_up(asked.counts, asked.waited)
    return _drafted(year, tallies)


def _drafted(year: int, figures: Mapping[Year, Figures]) -> Mapping[str, Table]:
    draft = Draft(year, figures)
    return {key: drafted(draft) for key, drafted in TABLES.items()}


def _defined(code: str) -> Defined:
    measure = MEASURES[code]
    return Defined(measure.label, measure.definition, measure.placed, measure.counts, measure.version)
