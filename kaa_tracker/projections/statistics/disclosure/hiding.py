"""Which figures to hide, so that no hidden one can be worked out from what is left."""

from __future__ import annotations

from collections.abc import Collection

from kaa_tracker.projections.statistics.disclosure.figures import Figure, Values
from kaa_tracker.projections.statistics.disclosure.other_worlds import Worlds
from kaa_tracker.projections.statistics.disclosure.relations import relations

_SHOWN = 20
_HIDDEN = 1


def to_hide(
    values: Values, threshold: int, *, hidden: Collection[Figure] = (), known: Collection[Figure] = ()
) -> set[Figure]:
    """The small, those that were ``hidden`` before, and as many more as it takes, the smaller first.

    Nought is always shown. ``known`` is what has been published: to hide it hides nothing.
    """
    return _Hiding(values, threshold, known).enough_for(hidden)


class _Hiding:
    def __init__(self, values: Values, threshold: int, known: Collection[Figure]) -> None:
        self._values = values
        self._known = known
        self._small = {figure for figure, value in values.items() if 0 < value < threshold}
        bounds = {figure: (1, threshold - 1) if figure in self._small else (threshold, None) for figure in values}
        self._worlds = Worlds(values, relations(values), bounds)
        self._hidden: set[Figure] = set()

    def enough_for(self, hidden: Collection[Figure]) -> set[Figure]:
        self._hidden = self._small | {figure for figure in hidden if self._values.get(figure)}
        uncertain = set(self._known)
        for figure in sorted(self._hidden, key=self._order):
            if figure not in uncertain:
                differing = self._worlds.nearest(figure, self._cost)
                self._hidden |= set(differing)
                uncertain |= set(differing)
        return self._hidden

    def _cost(self, figure: Figure) -> int | None:
        """The larger, the more a reader would miss it."""
        if self._values[figure] == 0 or figure in self._known:
            return None
        return _HIDDEN if figure in self._hidden else _SHOWN + self._values[figure]

    def _order(self, figure: Figure) -> tuple[object, ...]:
        """The narrowest first: they are the hardest to place."""
        return (-len(figure.where), self._values[figure], figure.last, figure.measure, sorted(figure.where))
