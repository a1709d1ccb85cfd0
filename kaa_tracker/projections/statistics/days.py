"""Days and spans of days in SQL, said alike on every engine.

A table of spans has the columns ``first`` and ``last``, both days included; an open span ends on
``FOREVER``, so no comparison has to think of null.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    SQLColumnExpression,
    and_,
    case,
    cast,
    literal,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from kaa_tracker.domain.periods import Period

Day = SQLColumnExpression[Any]


def overlaps(spans: FromClause, period: Period) -> ColumnElement[bool]:
    """The span has a day in the period."""
    return and_(spans.c.first <= period.last, spans.c.last >= period.first)


def covers(spans: FromClause, day: Day | date) -> ColumnElement[bool]:
    return and_(spans.c.first <= day, spans.c.last >= day)


def within(day: Day, period: Period) -> ColumnElement[bool]:
    return day.between(period.first, period.last)


def no_earlier(day: Day, first: date) -> ColumnElement[date]:
    return case((day < first, literal(first, Date)), else_=day)


def no_later(day: Day, last: date) -> ColumnElement[date]:
    return case((day > last, literal(last, Date)), else_=day)


class days_after(GenericFunction[date]):
    """``days_after(day, 90)``: the day so many days later."""

    type = Date()
    inherit_cache = True


class days_between(GenericFunction[int]):
    """``days_between(first, last)``: how many days later the second is."""

    type = Integer()
    inherit_cache = True


@compiles(days_after, "sqlite")
def _after_on_sqlite(element: days_after, compiler: SQLCompiler, **kw: Any) -> str:
    day, days = (compiler.process(part, **kw) for part in element.clauses)
    return f"date({day}, {days} || ' days')"


@compiles(days_after, "postgresql")
def _after_on_postgres(element: days_after, compiler: SQLCompiler, **kw: Any) -> str:
    day, days = element.clauses
    return f"({compiler.process(day, **kw)} + {compiler.process(cast(days, Integer), **kw)})"


@compiles(days_between, "sqlite")
def _between_on_sqlite(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    first, last = (compiler.process(part, **kw) for part in element.clauses)
    return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _between_on_postgres(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    first, last = (compiler.process(part, **kw) for part in element.clauses)
    return f"({last} - {first})"
