"""The figures of a report, each once, however many tables it stands in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple, TypeAlias

from kaa_tracker.domain.periods import ONE_DAY, Period
from kaa_tracker.projections.statistics.report.cells import Count, Report


class Figure(NamedTuple):
    """What a count is of, by days and not by the report's own name for them: the same in every report."""

    measure: str
    where: frozenset[tuple[str, str]]
    first: date
    last: date

    @property
    def breakdowns(self) -> frozenset[str]:
        return frozenset(breakdown for breakdown, _ in self.where)

    def of(self, measure: str) -> Figure:
        """The figure of another measure at the same place and time."""
        return self._replace(measure=measure)

    def during(self, period: Period) -> Figure:
        """The figure of another period."""
        return self._replace(first=period.first, last=period.last)

    def without(self, breakdown: str) -> Figure:
        """What it is a part of by this breakdown."""
        return self._replace(where=frozenset(pair for pair in self.where if pair[0] != breakdown))


Values: TypeAlias = dict[Figure, int]


def figure_of(report: Report, count: Count) -> Figure:
    period = report.period_of(count)
    return Figure(count.measure, frozenset(count.where.items()), period.first, period.last)


def values_of(report: Report) -> Values:
    return {figure_of(report, count): count.value for count in report.counts()}


def same_persons(figure: Figure, periods: Collection[Period]) -> Iterator[Figure]:
    """Those enrolled at the end of a period are those carried into the next."""
    if not figure.breakdowns <= {"gender"}:
        return
    for period in periods:
        if figure.measure == "enrolled_at_end" and period.first == figure.last + ONE_DAY:
            yield Figure("carried_in", figure.where, *period)
        if figure.measure == "carried_in" and period.last == figure.first - ONE_DAY:
            yield Figure("enrolled_at_end", figure.where, *period)
