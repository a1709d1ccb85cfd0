"""Who stands behind the figures that differ between two reports, asked of two read models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import Connection, select

from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.statistics.figures import measure_of, placed
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.report.cells import Cell, Count, Median, Report, ShareOf, Year
from kaa_tracker.projections.statistics.report.differences import Difference


class Figure(NamedTuple):
    """A count of a report without its value; ``where`` in the order of the breakdowns' names."""

    measure: str
    where: tuple[tuple[str, str], ...]
    period: Year

    @classmethod
    def of(cls, count: Count) -> Figure:
        return cls(count.measure, tuple(sorted(count.where.items())), count.period)


Counting: TypeAlias = Mapping[tuple[UUID, UUID], tuple[date, ...]]
"""Each case that counts, with what of it is counted, and the days that matter to the figure."""


def figures_of(found: Iterable[Difference]) -> dict[Figure, tuple[int, int]]:
    """The counts behind the cells that differ, before and after, those that are the same left out unless their
    days may not be."""
    moved: dict[Figure, tuple[int, int]] = {}
    for one in found:
        after = {Figure.of(count): count.value for count in _counts(one.after)}
        may_stay = isinstance(one.before, Median)
        for count in _counts(one.before):
            figure = Figure.of(count)
            if figure in after and (may_stay or count.value != after[figure]):
                moved[figure] = count.value, after[figure]
    return moved


def counting(connection: Connection, reference: Reference, report: Report, figure: Figure) -> Counting:
    """Who counts in the figure as the report has it."""
    count = Count(figure.measure, dict(figure.where), figure.period, 0)
    scope, measure = Scope(report.period_of(count), reference, report.division_of(count)), measure_of(figure.measure)
    everyone, values = placed(scope, measure, list(count.where))
    days = [everyone.since, everyone.placed_on] if measure.is_timed else []
    chosen = select(everyone.case_id, everyone[measure.counted_by].label("counted"), *days)
    chosen = chosen.where(*scope.origin(measure).holds(everyone))
    chosen = chosen.where(*(value == wanted for value, wanted in zip(values, count.where.values(), strict=True)))
    return {(case_id, counted): tuple(of_days) for case_id, counted, *of_days in connection.execute(chosen)}


def _counts(cell: Cell) -> Iterator[Count]:
    match cell:
        case Count():
            yield cell
        case ShareOf():
            yield from (cell.numerator, cell.denominator)
        case Median():
            yield cell.persons
        case _:
            return
