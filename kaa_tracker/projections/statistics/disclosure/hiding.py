"""Which figures to hide, so that no hidden one can be worked out from what is left."""

from __future__ import annotations

from collections.abc import Collection

from kaa_tracker.projections.statistics.disclosure.figures import Figure, Values
from kaa_tracker.projections.statistics.disclosure.other_worlds import Bounds, Worlds
from kaa_tracker.projections.statistics.disclosure.relations import relations

LOOKED_AT = 20_000
"""Worlds, until it is given up to find one."""


class NotProved(Exception):
    """Whether a hidden figure can be worked out was not found out in reasonable time; the message names its measure."""


_SHOWN = 20
_HIDDEN = 1


def to_hide(
    values: Values, threshold: int, *, hidden: Collection[Figure] = (), known: Collection[Figure] = ()
) -> set[Figure]:
    """The small, those that were ``hidden`` before, and as many more as it takes, the smaller first.

    Nought is always shown. ``known`` is what has been published: to hide it hides nothing. Raises ``NotProved``.
    """
    return _Hiding(values, threshold, known).enough_for(hidden)


class _Hiding:
    def __init__(self, values: Values, threshold: int, known: Collection[Figure]) -> None:
        self._values = values
        self._known = known
        self._small = {figure for figure, value in values.items() if 0 < value < threshold}
        self._worlds = Worlds(values, relations(values))
        self._told = {figure: (1, threshold - 1) if figure in self._small else (threshold, None) for figure in values}
        self._untold: Bounds = dict.fromkeys(values, (1, None))
        self._hidden: set[Figure] = set()

    def enough_for(self, hidden: Collection[Figure]) -> set[Figure]:
        self._hidden = self._small | {figure for figure in hidden if self._values.get(figure)}
        uncertain = set(self._known)
        for figure in sorted(self._hidden, key=self._order):
            if figure not in uncertain:
                differing = self._differing(figure)
                self._hidden |= differing
                uncertain |= differing
                if not differing:
                    self._hidden.remove(figure)
        return self._hidden

    def _differing(self, figure: Figure) -> set[Figure]:
        """In a world possible even to a reader who is told which of the hidden are small; or else to others.

        Where what was published before leaves none, one for readers who do not know it, or cannot know that
        it still is so; for the sake of a figure that is not small none is looked for.
        """
        ways = [(self._cost, self._told, LOOKED_AT // 10), (self._cost, self._untold, LOOKED_AT)]
        if figure in self._small:
            ways.append((self._cost_to_others, self._untold, LOOKED_AT))
        for cost, bounds, looked_at in ways:
            found = self._worlds.nearest(figure, cost, bounds, looked_at)
            if found:
                return set(found)
        if found is None or figure in self._small:
            raise NotProved(figure.measure)
        return set()

    def _cost(self, figure: Figure) -> int | None:
        return None if figure in self._known else self._cost_to_others(figure)

    def _cost_to_others(self, figure: Figure) -> int | None:
        """The larger, the more a reader would miss it."""
        if self._values[figure] == 0:
            return None
        return _HIDDEN if figure in self._hidden else _SHOWN + self._values[figure]

    def _order(self, figure: Figure) -> tuple[object, ...]:
        """The narrowest first: they are the hardest to place."""
        return (-len(figure.where), self._values[figure], figure.last, figure.measure, sorted(figure.where))
