"""A figure and its parts: how many count of those who have certain values, and by what they differ then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from sqlalchemy import Connection

from kaa_tracker.domain.periods import Period
from kaa_tracker.domain.reference import Reference
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.figures import Waits, added, count, kind_of, waits
from kaa_tracker.projections.statistics.measure import Kind, Measure, Scope
from kaa_tracker.projections.statistics.numbers import half_days_of_median
from kaa_tracker.projections.statistics.opened_cell import open_cell
from kaa_tracker.projections.statistics.retained import Retained

Values: TypeAlias = tuple[str, ...]
N = TypeVar("N")


class Part(NamedTuple):
    """``times``: how many count. ``half_days``: of a timed measure the median, in half days, where anybody does."""

    values: Values
    times: int
    half_days: int | None


class Parted(NamedTuple):
    """``whole`` counts everyone once, whatever the parts sum to; ``lacks_disposed`` as of the figures."""

    kind: Kind
    whole: Part
    parts: Sequence[Part]
    lacks_disposed: bool


def parted(
    connection: Connection,
    reference: Reference,
    measure: Measure,
    period: Period,
    where: Mapping[str, str],
    by: Sequence[str],
) -> Parted:
    """How many count of those with the values of ``where``, in all and by each of ``by``.

    One breakdown alone has a part for each value that is always printed, be it nought. Raises
    ``NoSuchFigure``, also for a value that no row could have.
    """
    counting = _Counting(connection, reference, measure, period, where)
    [whole] = counting.parts(())
    if not whole.times:
        open_cell(connection, reference, measure.code, period, where)
    parts = counting.parts(tuple(by)) if by else ()
    return Parted(kind_of(measure, by), whole, parts, counting.lacks_disposed)


class _Counting:
    def __init__(
        self, connection: Connection, reference: Reference, measure: Measure, period: Period, where: Mapping[str, str]
    ) -> None:
        self._connection = connection
        self._scope = Scope(period, reference)
        self._measure = measure
        self._keys, self._wanted = tuple(where), tuple(where.values())
        self.lacks_disposed = False

    def parts(self, by: Values) -> list[Part]:
        counts, waited = self._counts(by), self._waits(by)
        return [
            Part(values, counts.get(values, 0), half_days_of_median(waited.get(values, {})) if waited else None)
            for values in self._ordered(by, counts)
        ]

    def _counts(self, by: Values) -> dict[Values, int]:
        asked = (*self._keys, *by)
        scope = self._scope
        found = count(self._connection, scope.reference, self._measure.code, scope.period, asked)
        self.lacks_disposed |= found.lacks_disposed
        return self._cut(found.rows if asked else {(): found.total})

    def _waits(self, by: Values) -> dict[Values, Waits]:
        if not self._measure.is_timed:
            return {}
        asked = (*self._keys, *by)
        ours = waits(self._connection, self._scope, self._measure, asked)
        retained = Retained(self._connection, self._scope.period).waits(self._scope, self._measure, asked)
        return self._cut(added(ours, retained))

    def _cut(self, rows: Mapping[Values, N]) -> dict[Values, N]:
        """The rows with the wanted values, by the others."""
        cut = len(self._keys)
        return {values[cut:]: row for values, row in rows.items() if values[:cut] == self._wanted}

    def _ordered(self, by: Values, found: Mapping[Values, int]) -> list[Values]:
        if not by:
            return [()]
        printed = [list(BREAKDOWNS[code].values(self._scope)) for code in by]
        always = [(value,) for value in printed[0]] if len(by) == 1 else []
        place = [{value: n for n, value in enumerate(values)} for values in printed]
        return sorted(
            {*found, *always},
            key=lambda values: [(places.get(v, len(places)), v) for places, v in zip(place, values, strict=True)],
        )
