"""The figures of the method follow-up, counted by the same selects as every other, several measures at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import Connection

from kaa_tracker.domain.periods import Period
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.figures import Rows, added, kind_of, measure_of, tally
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.method.cells import Figure, ShareWithin, Where
from kaa_tracker.projections.statistics.method.wilson import share_bounds
from kaa_tracker.projections.statistics.retained import Retained

By: TypeAlias = tuple[str, ...]
Values: TypeAlias = tuple[str, ...]


class Counting:
    """Figures of the period of ``scope`` and of others, all in its division. Looks each up once."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self.connection = connection
        self.scope = scope
        self.lacks_disposed = False
        self._counted: dict[tuple[str, Period, By], Rows] = {}
        self._retained: dict[Period, Retained] = {}

    @property
    def period(self) -> Period:
        return self.scope.period

    def scope_of(self, period: Period) -> Scope:
        return self.scope if period == self.period else Scope(period, self.scope.reference, self.scope.division_on)

    def rows(self, measure: str, period: Period, by: By) -> Rows:
        """How many count, by the values; with no breakdown all, under the empty tuple."""
        if (measure, period, by) not in self._counted:
            self.look_up([measure], period, by)
        return self._counted[measure, period, by]

    def look_up(self, measures: Sequence[str], period: Period, by: By) -> None:
        """In one pass, as far as it can be. Raises ``NoSuchFigure``."""
        scope = self.scope_of(period)
        for code in measures:
            kind_of(measure_of(code), by)
        chosen = [measure_of(code) for code in dict.fromkeys(measures) if (code, period, by) not in self._counted]
        if period not in self._retained:
            self._retained[period] = Retained(self.connection, period)
        retained = self._retained[period]
        for code, rows in tally(self.connection, scope, chosen, by).items():
            measure = measure_of(code)
            self._counted[code, period, by] = added(rows, retained.rows(scope, measure, by))
            self.lacks_disposed |= retained.lacks(measure, by)

    def figure(self, measure: str, period: Period, where: Where) -> Figure:
        """One cell."""
        value = self.rows(measure, period, tuple(where)).get(tuple(where.values()), 0)
        return Figure(measure, *period, (where,), value)

    def together(self, measure: str, period: Period, wheres: Sequence[Where]) -> Figure:
        """Several cells that nobody counts in twice, as one figure."""
        return Figure(measure, *period, wheres, sum(self.figure(measure, period, where).value for where in wheres))

    def values(self, measures: Sequence[str], period: Period, by: By) -> list[Values]:
        """The values with which anybody counts, and of one breakdown alone all that are always printed; in order."""
        scope = self.scope_of(period)
        printed = [list(BREAKDOWNS[code].values(scope)) for code in by]
        found = {values for measure in measures for values in self.rows(measure, period, by)}
        always = {(value,) for value in printed[0]} if len(by) == 1 else set()
        place = [{value: n for n, value in enumerate(values)} for values in printed]
        return sorted(found | always, key=lambda values: _order(place, values))

    def labels(self, by: By, values: Values) -> tuple[str, ...]:
        return tuple(BREAKDOWNS[code].name(self.scope.reference, value) for code, value in zip(by, values, strict=True))


def share_within(part: Figure, whole: Figure) -> ShareWithin:
    bounds = share_bounds(part.value, whole.value)
    return ShareWithin(part, whole, *(bounds or (None, None)))


def _order(place: Sequence[Mapping[str, int]], values: Values) -> list[tuple[int, str]]:
    return [(places.get(value, len(places)), value) for places, value in zip(place, values, strict=True)]
