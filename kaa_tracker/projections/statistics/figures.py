"""Figures: how many count, by what, and who they are; always from the same select."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, true

from kaa_tracker.domain.periods import Period
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.days import days_between
from kaa_tracker.projections.statistics.measure import Facts, Kind, Measure, Scope
from kaa_tracker.projections.statistics.measures import MEASURES

Chosen: TypeAlias = Select[*tuple[Any, ...]]
Rows: TypeAlias = dict[tuple[str, ...], int]
Waits: TypeAlias = dict[int, int]
"""How many persons, by the number of days."""


class NoSuchFigure(ValueError):
    """No such measure, or the measure is not broken down by that; the message names what there is."""


class Figures(NamedTuple):
    """``rows`` by the values of the breakdowns; ``total`` counts everyone once, whatever the rows sum to."""

    measure: str
    period: Period
    by: tuple[str, ...]
    kind: Kind
    total: int
    rows: Mapping[tuple[str, ...], int]


class Counted(NamedTuple):
    """Somebody behind a figure, with the attempt or address where that is what is counted."""

    case_id: UUID
    placed_on: date
    counted: UUID


def measure_of(code: str) -> Measure:
    """Raises ``NoSuchFigure``."""
    if code not in MEASURES:
        raise NoSuchFigure(f"no measure {code!r}; there are {', '.join(MEASURES)}")
    return MEASURES[code]


def kind_of(measure: Measure, by: Sequence[str]) -> Kind:
    """How the rows of these breakdowns relate to the total. Raises ``NoSuchFigure``."""
    for code in by:
        if code not in measure.breakdowns:
            raise NoSuchFigure(f"{measure.code} is not broken down by {code!r}, but by {', '.join(measure.breakdowns)}")
    return "partition" if all(measure.breakdowns[code] == "partition" for code in by) else "overlapping"


def placed(scope: Scope, measures: Sequence[Measure], by: Sequence[str], besides: Sequence[str] = ()) -> Chosen:
    """Everyone who may count, with a value for each breakdown: the select behind counts, tables and lists.

    ``measures`` have one origin. Columns: ``case_id``, ``placed_on``, ``counted``, those of the origin
    asked for ``besides``, one for each breakdown, and for each measure whether the row counts in it.
    """
    one, rows = measures[0], scope.rows(scope.origin(measures[0]).of)
    joined, values = rows, []
    for code in by:
        joined, value = BREAKDOWNS[code].attach(joined, rows, one, scope)
        values.append(value.label(code))
    counted = rows.c[one.counted_by].label("counted")
    others = [rows.c[name] for name in besides]
    counts = [and_(true(), *scope.origin(measure).holds(rows.c)).label(measure.code) for measure in measures]
    return select(rows.c.case_id, rows.c.placed_on, counted, *others, *values, *counts).select_from(joined)


def tally(connection: Connection, scope: Scope, measures: Sequence[Measure], by: Sequence[str]) -> dict[str, Rows]:
    """How many count in each measure, by the values; with no breakdown all, under the empty tuple."""
    tallied: dict[str, Rows] = {measure.code: {} for measure in measures}
    for together in _of_one_origin(scope, measures, by):
        for row in connection.execute(_tally(scope, together, by)):
            value, times = tuple(row[: len(by)]), row[len(by) :]
            for measure, counted in zip(together, times, strict=True):
                if counted or not by:
                    tallied[measure.code][value] = counted
    return tallied


def _of_one_origin(scope: Scope, measures: Sequence[Measure], by: Sequence[str]) -> Iterable[Sequence[Measure]]:
    """The measures that can be counted in one pass: over the same rows, and with the same values."""
    together: dict[tuple[str, ...], list[Measure]] = defaultdict(list)
    for measure in measures:
        alone = [measure.code] if any(code in measure.details for code in by) else []
        together[scope.origin(measure).of.code, *alone].append(measure)
    return together.values()


def _tally(scope: Scope, measures: Sequence[Measure], by: Sequence[str]) -> Chosen:
    everyone = placed(scope, measures, by).subquery()
    values = [everyone.c[code] for code in by]
    times = [_times(everyone.c, measure, by) for measure in measures]
    return select(*values, *times).select_from(everyone).group_by(*values)


def _times(everyone: Facts, measure: Measure, by: Sequence[str]) -> ColumnElement[int]:
    is_once = kind_of(measure, by) == "partition" and not measure.repeats
    times = func.count() if is_once else func.count(everyone.counted.distinct())
    return times.filter(everyone[measure.code]).label(f"in_{measure.code}")


def waits(connection: Connection, scope: Scope, measure: Measure, by: Sequence[str]) -> dict[tuple[str, ...], Waits]:
    """For a measure with ``since``: how many waited how many days until they were placed, by the values."""
    everyone = placed(scope, [measure], by, besides=("since",)).subquery().c
    values = [*(everyone[code] for code in by), days_between(everyone.since, everyone.placed_on).label("days")]
    counted = select(*values, func.count()).where(everyone[measure.code]).group_by(*values)
    found: dict[tuple[str, ...], Waits] = {}
    for *value, days, persons in connection.execute(counted):
        found.setdefault(tuple(value), {})[days] = persons
    return found


def count(
    connection: Connection,
    reference: Reference,
    measure: str,
    period: Period,
    by: Sequence[str] = (),
    *,
    division_on: date | None = None,
) -> Figures:
    """How many count in a period, by the breakdowns. Raises ``NoSuchFigure``."""
    chosen, scope = measure_of(measure), Scope(period, reference, division_on)
    kind = kind_of(chosen, by)
    total = tally(connection, scope, [chosen], ())[measure][()]
    rows: Rows = tally(connection, scope, [chosen], by)[measure] if by else {(): total}
    return Figures(measure, period, tuple(by), kind, total, rows)


def cases(
    connection: Connection,
    reference: Reference,
    measure: str,
    period: Period,
    where: Mapping[str, str] | None = None,
    *,
    division_on: date | None = None,
) -> list[Counted]:
    """Who stands behind a cell, by day: as many distinct ``counted`` as the cell says. Raises ``NoSuchFigure``."""
    chosen, scope, where = measure_of(measure), Scope(period, reference, division_on), where or {}
    kind_of(chosen, list(where))
    everyone = placed(scope, [chosen], list(where)).subquery().c
    behind = select(everyone.case_id, everyone.placed_on, everyone.counted).where(everyone[chosen.code])
    behind = behind.where(*(everyone[code] == value for code, value in where.items())).distinct()
    return [Counted(*row) for row in connection.execute(behind.order_by(everyone.placed_on, everyone.case_id))]
