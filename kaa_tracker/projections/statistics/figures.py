"""Figures: how many count, by what, and who they are; always from the same select."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, select, true

from kaa_tracker.domain.periods import Period
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.days import days_between
from kaa_tracker.projections.statistics.measure import Facts, Kind, Measure, Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.retained import Retained

Chosen: TypeAlias = Select[*tuple[Any, ...]]
Rows: TypeAlias = dict[tuple[str, ...], int]
Waits: TypeAlias = Counter[int]
"""How many persons, by the number of days."""
N = TypeVar("N", int, Counter[int])


class NoSuchFigure(ValueError):
    """No such measure, or the measure is not broken down by that, or never so; ``known`` is what there is."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = tuple(known)
        super().__init__(f"there are {', '.join(self.known) or 'none'}")


class Figures(NamedTuple):
    """``rows`` by the values of the breakdowns; ``total`` counts everyone once, whatever the rows sum to.

    ``lacks_disposed``: people have been disposed of who may belong here, and how they would count is not
    retained of such a period or combination.
    """

    measure: str
    period: Period
    by: tuple[str, ...]
    kind: Kind
    total: int
    rows: Mapping[tuple[str, ...], int]
    lacks_disposed: bool = False


class Counted(NamedTuple):
    """Somebody behind a figure, with the attempt or address where that is what is counted."""

    case_id: UUID
    placed_on: date
    counted: UUID


def measure_of(code: str) -> Measure:
    """Raises ``NoSuchFigure``."""
    if code not in MEASURES:
        raise NoSuchFigure(MEASURES)
    return MEASURES[code]


def kind_of(measure: Measure, by: Sequence[str]) -> Kind:
    """How the rows of these breakdowns relate to the total. Raises ``NoSuchFigure``."""
    for code in by:
        if code not in measure.breakdowns:
            raise NoSuchFigure(measure.breakdowns)
    return "partition" if all(measure.breakdowns[code] == "partition" for code in by) else "overlapping"


def placed(scope: Scope, measure: Measure, by: Sequence[str]) -> Placed:
    """The rows among which the measure counts, with a value for each breakdown.

    This is behind counts, tables and lists: they differ only in what they ask of it.
    """
    rows = scope.rows(scope.origin(measure).of)
    joined, values = rows, []
    for code in by:
        joined, value = BREAKDOWNS[code].attach(joined, rows, measure, scope)
        values.append(value.label(f"by_{code}"))
    everyone = select(*rows.c, *values).select_from(joined).subquery().c
    return Placed(everyone, [everyone[f"by_{code}"] for code in by])


class Placed(NamedTuple):
    """Columns of a select."""

    everyone: Facts
    values: Sequence[ColumnElement[str]]


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
    everyone, values = placed(scope, measures[0], by)
    times = [_times(scope, measure, by, everyone) for measure in measures]
    return select(*values, *times).select_from(everyone.case_id.table).group_by(*values)


def _times(scope: Scope, measure: Measure, by: Sequence[str], everyone: Facts) -> ColumnElement[int]:
    is_once = kind_of(measure, by) == "partition" and not measure.repeats
    times = func.count() if is_once else func.count(everyone[measure.counted_by].distinct())
    return times.filter(true(), *scope.origin(measure).holds(everyone)).label(measure.code)


def waits(connection: Connection, scope: Scope, measure: Measure, by: Sequence[str]) -> dict[tuple[str, ...], Waits]:
    """For a measure with ``since``: how many waited how many days until they were placed, by the values."""
    everyone, values = placed(scope, measure, by)
    waited = [*values, days_between(everyone.since, everyone.placed_on).label("days")]
    counted = select(*waited, func.count()).where(*scope.origin(measure).holds(everyone)).group_by(*waited)
    found: dict[tuple[str, ...], Waits] = {}
    for *value, days, persons in connection.execute(counted):
        found.setdefault(tuple(value), Counter())[days] = persons
    return found


def added(ours: Mapping[tuple[str, ...], N], retained: Mapping[tuple[str, ...], N]) -> dict[tuple[str, ...], N]:
    """What the read model says and what is retained, value by value."""
    both = dict(ours)
    for value, more in retained.items():
        both[value] = both[value] + more if value in both else more
    return both


def count(
    connection: Connection,
    reference: Reference,
    measure: str,
    period: Period,
    by: Sequence[str] = (),
    *,
    division_on: date | None = None,
) -> Figures:
    """How many count in a period, by the breakdowns, the disposed of included. Raises ``NoSuchFigure``."""
    chosen, scope = measure_of(measure), Scope(period, reference, division_on)
    kind, retained = kind_of(chosen, by), Retained(connection, period)

    def counted(by: Sequence[str]) -> Rows:
        return added(tally(connection, scope, [chosen], by)[measure], retained.rows(scope, chosen, by))

    total = counted(())
    rows = counted(by) if by else total
    return Figures(measure, period, tuple(by), kind, total[()], rows, retained.lacks(chosen, by))


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
    everyone, values = placed(scope, chosen, list(where))
    counted = everyone[chosen.counted_by].label("counted")
    behind = select(everyone.case_id, everyone.placed_on, counted).where(*scope.origin(chosen).holds(everyone))
    behind = behind.where(*(value == wanted for value, wanted in zip(values, where.values(), strict=True))).distinct()
    return [Counted(*row) for row in connection.execute(behind.order_by(everyone.placed_on, everyone.case_id))]
