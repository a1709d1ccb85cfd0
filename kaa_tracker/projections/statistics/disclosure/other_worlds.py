"""Worlds in which other figures are true and a reader of the publication would see the same.

A hidden figure cannot be worked out, however cleverly it is tried, if there is a world in which it is
another and everything shown, and everything known to hold between figures, is as it is. So what is hidden
is found together with the proof: the figures that differ in such a world are those to hide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import count

from kaa_tracker.projections.statistics.disclosure.figures import Figure, Values
from kaa_tracker.projections.statistics.disclosure.relations import Relation

LOOKED_AT = 20_000
"""Worlds begun, before it is given up to find a whole one."""

_LEFT_TO_MEND = 30
"""What mending a broken relation is reckoned to cost yet, in the measure of what hiding costs."""

Change = dict[Figure, int]
"""By how much each figure is another in a world: one more or one less."""


class Worlds:
    """``bounds`` are what a reader knows of each figure, were it hidden."""

    def __init__(
        self, values: Values, relations: Sequence[Relation], bounds: Mapping[Figure, tuple[int, int | None]]
    ) -> None:
        self._values = values
        self._bounds = bounds
        self._relations = relations
        self._slack = [relation.sum_of(values) for relation in relations]
        self._in: dict[Figure, list[tuple[int, int]]] = defaultdict(list)
        for place, relation in enumerate(relations):
            for figure, times in relation.terms:
                self._in[figure].append((place, times))

    def nearest(self, figure: Figure, cost: Callable[[Figure], int | None]) -> Collection[Figure]:
        """The figures that differ in the cheapest world found in which this one does; none if none is found.

        ``cost`` is what it costs that one differs, ``None`` where it cannot.
        """
        tie = count()
        begun: list[tuple[int, int, int, Change]] = []
        seen: set[frozenset[tuple[Figure, int]]] = set()
        for step in (1, -1):
            if self._is_possible(figure, step):
                heappush(begun, (0, next(tie), 0, {figure: step}))
        while begun and len(seen) < LOOKED_AT:
            _, _, spent, change = heappop(begun)
            if frozenset(change.items()) in seen:
                continue
            seen.add(frozenset(change.items()))
            broken = self._broken(change)
            if not broken:
                return change.keys()
            for other, step in self._mending(broken, change, cost):
                price = cost(other)
                assert price is not None
                further = change | {other: step}
                estimate = spent + price + _LEFT_TO_MEND * len(self._broken(further))
                heappush(begun, (estimate, next(tie), spent + price, further))
        return ()

    def _is_possible(self, figure: Figure, step: int) -> bool:
        least, most = self._bounds[figure]
        value = self._values[figure] + step
        return least <= value and (most is None or value <= most)

    def _broken(self, change: Change) -> dict[int, int]:
        """The relations that do not hold in it, and by how much not."""
        moved: dict[int, int] = defaultdict(int)
        for figure, step in change.items():
            for place, times in self._in[figure]:
                moved[place] += step * times
        broken = {}
        for place, by in moved.items():
            amiss = by if self._relations[place].exact else min(0, self._slack[place] + by)
            if amiss:
                broken[place] = amiss
        return broken

    def _mending(
        self, broken: Mapping[int, int], change: Change, cost: Callable[[Figure], int | None]
    ) -> Iterator[tuple[Figure, int]]:
        """Ways to mend one of the broken: the one with the fewest terms, for something in it has to differ."""
        place = min(broken, key=lambda place: (len(self._relations[place].terms), place))
        for figure, times in self._relations[place].terms:
            step = -1 if (broken[place] > 0) == (times > 0) else 1
            if figure not in change and cost(figure) is not None and self._is_possible(figure, step):
                yield figure, step
