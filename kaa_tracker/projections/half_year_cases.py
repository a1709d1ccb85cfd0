"""Who may have something to tell of a period: whoever was answered for on a day of it, or on the day before.

The end of responsibility by turning 20 is told on the birthday, the day after its last.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, select

from kaa_tracker.domain.access.scope import Scope
from kaa_tracker.domain.periods import ONE_DAY, Period
from kaa_tracker.projections.access import Reach, within
from kaa_tracker.projections.overview import case_overview
from kaa_tracker.projections.statistics.presence import responsible_span

_span = responsible_span.c
_case = case_overview.c


class AnsweredForInPeriod:
    """``CasesInPeriod``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_all(self, period: Period) -> Collection[UUID]:
        return self._ids(period)

    def of_protected(self, period: Period) -> Collection[UUID]:
        return self._ids(period, _case.protected)

    def within(self, period: Period, scope: Scope, today: date) -> Collection[UUID]:
        return self._ids(period, within(Reach(scope), today, case_overview))

    def _ids(self, period: Period, *conditions: ColumnElement[bool]) -> list[UUID]:
        told = select(_span.case_id).where(_span.first <= period.last, _span.last >= period.first - ONE_DAY).distinct()
        if conditions:
            told = told.where(_span.case_id.in_(select(_case.case_id).where(*conditions)))
        with self._engine.connect() as connection:
            return list(connection.execute(told).scalars())
