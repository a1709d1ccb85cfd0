"""What each case adds to every figure of every standard period: what the figures would lose without it.

Asked of the very selects that the figures are counted by. The cases are taken away one after the
other, in order; an address that somebody who is still there reported as well is not lost yet.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import Connection, and_, case, func, select, true

from kaa_tracker.domain.periods import Period, Span, standard_periods
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.contract import read_model
from kaa_tracker.projections.statistics.figures import placed
from kaa_tracker.projections.statistics.measure import Measure, Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.places import BY_PLACE
from kaa_tracker.projections.statistics.retained import NOT_TIMED, TOLD, Kept, several

UNDIVIDED = date.min
"""The day of no division: districts are as they were told."""

Unit: TypeAlias = tuple[str, UUID]
"""A measure, and what it counts: a person, an attempt or an address."""


class _Place(NamedTuple):
    """Where somebody counts; the end of a ``Kept``."""

    gender: str = ""
    breakdown: str = ""
    value: str = ""
    days: int = NOT_TIMED


class _Row(NamedTuple):
    """A row that counts in these measures, with its values by breakdown."""

    case_id: UUID
    counted: UUID
    days: int
    values: Mapping[str, str]
    measures: Sequence[Measure]


Placed: TypeAlias = Mapping[UUID, Mapping[Unit, Collection[_Place]]]
"""Case by case, everything in it that counts, and where."""


def contributions(
    connection: Connection, reference: Reference, leaving: Sequence[UUID], periods: Iterable[Period]
) -> dict[UUID, Counter[Kept]]:
    """What each of the cases takes with it, from each of the periods, leaving in that order.

    The read model of the connection holds these cases, and all who share a reported address with one.
    """
    lost: dict[UUID, Counter[Kept]] = {case_id: Counter() for case_id in leaving}
    for period in periods:
        everybody = _placed(connection, Scope(period, reference, UNDIVIDED))
        still = Counter(entry for units in everybody.values() for entry in _entries(units))
        for case_id in leaving:
            for unit, place in _entries(everybody.get(case_id, {})):
                still[unit, place] -= 1
                if not still[unit, place]:
                    measure, _ = unit
                    lost[case_id][Kept(period.first, period.last, measure, *place[:3], place.days)] += 1
    return lost


def _entries(units: Mapping[Unit, Collection[_Place]]) -> Iterator[tuple[Unit, _Place]]:
    return ((unit, place) for unit, places in units.items() for place in places)


def periods_lived(connection: Connection, last_day: date) -> Sequence[Period]:
    """The standard periods from the first day anything is known of to ``last_day``."""
    days = [column for table in read_model.sorted_tables for column in table.c if column.name in ("first", "day")]
    firsts = [connection.execute(select(func.min(day)).where(day > date.min)).scalar() for day in days]
    return standard_periods(Span(min(day for day in (*firsts, last_day) if day is not None), last_day))


def _placed(connection: Connection, scope: Scope) -> Placed:
    rows: dict[UUID, dict[Unit, list[_Row]]] = defaultdict(lambda: defaultdict(list))
    for together, by in _together(scope):
        for row in _rows(connection, scope, together, by):
            for measure in row.measures:
                rows[row.case_id][measure.code, row.counted].append(row)
    return {
        case_id: {unit: set(_places(scope, MEASURES[unit[0]], found)) for unit, found in units.items()}
        for case_id, units in rows.items()
    }


def _together(scope: Scope) -> Iterator[tuple[Sequence[Measure], Sequence[str]]]:
    """Measures over the same rows, with the breakdowns they have as values; details one measure at a time."""
    together: dict[tuple[str, tuple[str, ...]], list[Measure]] = defaultdict(list)
    for measure in MEASURES.values():
        by = tuple(
            code
            for code in measure.breakdowns
            if code not in measure.details and BY_PLACE.get(code, (code,))[0] == code
        )
        together[scope.origin(measure).of.code, by].append(measure)
        yield from (([measure], ("gender", detail)) for detail in measure.details)
    yield from ((measures, by) for (_, by), measures in together.items())


def _rows(connection: Connection, scope: Scope, together: Sequence[Measure], by: Sequence[str]) -> Iterator[_Row]:
    everyone, values = placed(scope, together[0], by)
    holds = [case((and_(true(), *scope.origin(measure).holds(everyone)), 1), else_=0) for measure in together]
    since = everyone.since if together[0].is_timed else everyone.placed_on
    chosen = select(everyone.case_id, everyone[together[0].counted_by], everyone.placed_on, since, *values, *holds)
    for case_id, counted, placed_on, began, *told in connection.execute(chosen):
        days = (placed_on - began).days if together[0].is_timed else NOT_TIMED
        counting = [measure for measure, is_so in zip(together, told[len(by) :], strict=True) if is_so]
        yield _Row(case_id, counted, days, dict(zip(by, told, strict=False)), counting)


def _places(scope: Scope, measure: Measure, rows: Sequence[_Row]) -> Iterator[_Place]:
    """Every count that the unit with these rows is part of."""
    days = rows[0].days
    for gender in {"", *(row.values["gender"] for row in rows)}:
        yield _Place(gender, days=days)
        for breakdown in measure.breakdowns:
            values = {value for row in rows for value in _values(scope, row, breakdown)}
            yield from (_Place(gender, breakdown, value, days) for value in values)
        for district, told in TOLD.items():
            yield _Place(gender, told, several(row.values[district] for row in rows if district in row.values), days)


def _values(scope: Scope, row: _Row, breakdown: str) -> Collection[str]:
    """By the division of the period's last day, where it is a place."""
    if breakdown in BY_PLACE:
        district, places = BY_PLACE[breakdown]
        return places(scope.reference, row.values[district], scope.period.last) if district in row.values else ()
    return (row.values[breakdown],) if breakdown in row.values and breakdown != "gender" else ()
