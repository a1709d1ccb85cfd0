"""Figures: how many count, by what, and who they are; always from the same select."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import Connection, Select, func, literal, select, union_all

from kaa_tracker.domain.periods import Period
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.days import days_between
from kaa_tracker.projections.statistics.measure import Kind, Measure, Scope
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


def placed(scope: Scope, measure: Measure, by: Sequence[str], besides: Sequence[str] = ()) -> Chosen:
    """Everyone who counts, with a value for each breakdown: the select behind counts, tables and lists.

    Columns: ``case_id``, ``placed_on``, ``counted``, those of the measure asked for ``besides``, and one
    for each breakdown.
    """
    rows = scope.rows(measure)
    joined, values = rows, []
    for code in by:
        joined, value = BREAKDOWNS[code].attach(joined, rows, measure, scope)
        values.append(value.label(code))
    counted = rows.c[measure.counted_by].label("counted")
    others = [rows.c[name] for name in besides]
    return select(rows.c.case_id, rows.c.placed_on, counted, *others, *values).select_from(joined)


def tally(connection: Connection, scope: Scope, measures: Sequence[Measure], by: Sequence[str]) -> dict[str, Rows]:
    """How many count in each measure, by the values; with no breakdown all, under the empty tuple."""
    tallied: dict[str, Rows] = {measure.code: {} for measure in measures}
    counted = union_all(*(_tally(scope, number, measure, by) for number, measure in enumerate(measures)))
    for number, *value, times in connection.execute(counted):
        tallied[measures[number].code][tuple(value)] = times
    return tallied


def _tally(scope: Scope, number: int, measure: Measure, by: Sequence[str]) -> Chosen:
    everyone = placed(scope, measure, by).subquery()
    values = [everyone.c[code] for code in by]
    is_once = kind_of(measure, by) == "partition" and not measure.repeats
    times = func.count() if is_once else func.count(everyone.c.counted.distinct())
    counted = select(literal(number).label("number"), *values, times.label("times"))
    return counted.select_from(everyone).group_by(*values)


def waits(connection: Connection, scope: Scope, measure: Measure, by: Sequence[str]) -> dict[tuple[str, ...], Waits]:
    """For a measure with ``since``: how many waited how many days until they were placed, by the values."""
    everyone = placed(scope, measure, by, besides=("since",)).subquery()
    values = [*(everyone.c[code] for code in by), days_between(everyone.c.since, everyone.c.placed_on).label("days")]
    found: dict[tuple[str, ...], Waits] = {}
    for *value, days, persons in connection.execute(select(*values, func.count()).group_by(*values)):
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
    everyone = placed(scope, chosen, list(where)).subquery().c
    behind = select(everyone.case_id, everyone.placed_on, everyone.counted)
    behind = behind.where(*(everyone[code] == value for code, value in where.items())).distinct()
    return [Counted(*row) for row in connection.execute(behind.order_by(everyone.placed_on, everyone.case_id))]
