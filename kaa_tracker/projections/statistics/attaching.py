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
from kaa_tracker.projections.statistics import places
from kaa_tracker.projections.statistics.days import Day, covers
from kaa_tracker.projections.statistics.measure import Measure, Scope
from kaa_tracker.projections.statistics.places import Places
from kaa_tracker.projections.statistics.presence import detail_span

UNKNOWN = "unknown"

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
        return joined, case(dict(_placed(scope, places.district)), value=told, else_=told)

    return attach


def jobbtorg(which: District) -> Attach:
    def attach(joined: FromClause, rows: FromClause, measure: Measure, scope: Scope) -> Attached:
        joined, told = which(joined, rows, scope)
        return joined, case(dict(_placed(scope, places.jobbtorg)), value=told, else_=NO_DISTRICT)

    return attach


def area(which: District) -> Attach:
    """Everyone once for each area their district lies in, and once where it lies in none."""

    def attach(joined: FromClause, rows: FromClause, measure: Measure, scope: Scope) -> Attached:
        joined, told = which(joined, rows, scope)
        nowhere = places.areas(scope.reference, NO_DISTRICT, scope.division_on)
        in_areas = (*_placed(scope, places.areas), *((NO_DISTRICT, area) for area in nowhere))
        pairs = [select(literal(d).label("district"), literal(a).label("area")) for d, a in in_areas]
        areas = union_all(*pairs).subquery()
        return joined.outerjoin(areas, areas.c.district == told), func.coalesce(areas.c.area, places.NO_AREA)

    return attach


def _placed(scope: Scope, of: Places) -> Iterator[tuple[str, str]]:
    """Each district there ever was, with its places."""
    for told in scope.reference.districts:
        yield from ((told.code, place) for place in of(scope.reference, told.code, scope.division_on))


def as_it_happened(code: str) -> Attach:
    """A value that stands in the rows themselves, or else in the details of the measure."""

    def attach(joined: FromClause, rows: FromClause, measure: Measure, scope: Scope) -> Attached:
        if code in measure.columns:
            return joined, rows.c[code]
        details = measure.details[code](scope).subquery()
        return joined.join(details, details.c.case_id == rows.c.case_id), details.c.value

    return attach
