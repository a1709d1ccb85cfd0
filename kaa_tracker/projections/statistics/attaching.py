"""How everyone who counts is given a value to be broken down by, in SQL.

Each function takes what is joined so far, the rows of those who count, their measure and the scope,
and answers the longer join and the value. Places are read by the division of one day: older
districts are carried into it by succession.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeAlias

from sqlalchemy import ColumnElement, FromClause, Integer, String, and_, case, cast, func, literal, select, union_all

from kaa_tracker.domain.case.events import NO_DISTRICT
from kaa_tracker.projections.statistics.days import Day, covers
from kaa_tracker.projections.statistics.measure import Measure, Scope
from kaa_tracker.projections.statistics.presence import detail_span

UNKNOWN = "unknown"
NO_AREA = "no_area"

Attached: TypeAlias = tuple[FromClause, ColumnElement[str]]
Attach: TypeAlias = Callable[[FromClause, FromClause, Measure, Scope], Attached]


def _detail(joined: FromClause, rows: FromClause, detail: str, day: Day | date, missing: str) -> Attached:
    """The value of a detail of the youth on a day, looked up youth by youth.

    An outer join would have PostgreSQL read through the details of everybody there ever was.
    """
    told = detail_span.alias()
    on_the_day = and_(told.c.case_id == rows.c.case_id, told.c.detail == detail, covers(told, day))
    value = select(told.c.value).where(on_the_day).correlate(rows).scalar_subquery()
    return joined, func.coalesce(value, missing)


def gender(joined: FromClause, rows: FromClause, measure: Measure, scope: Scope) -> Attached:
    """As known on the last day of the period."""
    return _detail(joined, rows, "gender", scope.period.last, UNKNOWN)


def age(joined: FromClause, rows: FromClause, measure: Measure, scope: Scope) -> Attached:
    """The age reached in the calendar year of the period's last day."""
    joined, born = _detail(joined, rows, "birth_year", scope.period.last, UNKNOWN)
    reached = cast(literal(scope.period.last.year) - cast(born, Integer), String)
    return joined, case((born != UNKNOWN, reached), else_=UNKNOWN)


def month(joined: FromClause, rows: FromClause, measure: Measure, scope: Scope) -> Attached:
    """The calendar month of the placing day, as ``2022-03``."""
    *earlier, latest = scope.period.months()
    begun = [(rows.c.placed_on <= month.last, f"{month.first:%Y-%m}") for month in earlier]
    name_of_latest = literal(f"{latest.first:%Y-%m}")
    return joined, case(*begun, else_=name_of_latest) if begun else name_of_latest


District: TypeAlias = Callable[[FromClause, FromClause, Scope], Attached]


def at_event(joined: FromClause, rows: FromClause, scope: Scope) -> Attached:
    """The last known district on or before the placing day; a blank never erases it."""
    return _detail(joined, rows, "district_known", rows.c.placed_on, NO_DISTRICT)


def at_end(joined: FromClause, rows: FromClause, scope: Scope) -> Attached:
    """What the register's last message up to the period's last day says, even if it is a blank."""
    return _detail(joined, rows, "district_said", scope.period.last, NO_DISTRICT)


def district(which: District) -> Attach:
    def attach(joined: FromClause, rows: FromClause, measure: Measure, scope: Scope) -> Attached:
        joined, told = which(joined, rows, scope)
        now = {d.code: scope.reference.in_division(d.code, scope.division_on) for d in scope.reference.districts}
        return joined, case(now, value=told, else_=told)

    return attach


def jobbtorg(which: District) -> Attach:
    def attach(joined: FromClause, rows: FromClause, measure: Measure, scope: Scope) -> Attached:
        joined, told = which(joined, rows, scope)
        works = {d.code: scope.reference.jobbtorg_of(d.code, scope.division_on) for d in scope.reference.districts}
        return joined, case(works, value=told, else_=NO_DISTRICT)

    return attach


def area(which: District) -> Attach:
    """Everyone once for each area their district lies in, and once where it lies in none."""

    def attach(joined: FromClause, rows: FromClause, measure: Measure, scope: Scope) -> Attached:
        joined, told = which(joined, rows, scope)
        pairs = [select(literal(d).label("district"), literal(a).label("area")) for d, a in _in_areas(scope)]
        areas = union_all(*pairs).subquery()
        return joined.outerjoin(areas, areas.c.district == told), func.coalesce(areas.c.area, NO_AREA)

    return attach


def _in_areas(scope: Scope) -> Iterator[tuple[str, str]]:
    for code in (*(d.code for d in scope.reference.districts), NO_DISTRICT):
        now = scope.reference.in_division(code, scope.division_on)
        areas = [area.code for area in scope.reference.areas if now in area.districts]
        yield from ((code, area) for area in areas or [NO_AREA])


def as_it_happened(code: str) -> Attach:
    """A value that stands in the rows themselves, or else in the details of the measure."""

    def attach(joined: FromClause, rows: FromClause, measure: Measure, scope: Scope) -> Attached:
        if code in measure.columns:
            return joined, rows.c[code]
        details = measure.details[code](scope).subquery()
        return joined.join(details, details.c.case_id == rows.c.case_id), details.c.value

    return attach
