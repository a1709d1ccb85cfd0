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
from typing import NamedTuple, TypeAlias

from kaa_tracker.projections.statistics.disclosure.figures import Figure, Values
from kaa_tracker.projections.statistics.disclosure.relations import Relation

Costs: TypeAlias = Callable[[Figure], int | None]
"""What it costs that a figure differs, for it has to be hidden then; ``None`` where it cannot."""

Bounds: TypeAlias = Mapping[Figure, tuple[int, int | None]]
"""What a reader knows of a figure who sees that it is hidden: the least and the most it can be."""

_LEFT_TO_MEND = 30
"""What mending a broken relation is reckoned to cost yet."""


class _World(NamedTuple):
    """``steps``: the figures that are one more or one less. ``off``: by how much the relations with them have moved."""

    cost: int
    steps: Mapping[Figure, int]
    off: Mapping[int, int]


class Worlds:
    """Those that lie one step from the true one in each figure that differs."""

    def __init__(self, values: Values, relations: Sequence[Relation]) -> None:
        self._values = values
        self._relations = relations
        self._slack = [relation.sum_of(values) for relation in relations]
        self._in: dict[Figure, list[tuple[int, int]]] = defaultdict(list)
        for place, relation in enumerate(relations):
            for figure, times in relation.terms:
                self._in[figure].append((place, times))

    def nearest(self, figure: Figure, costs: Costs, bounds: Bounds, looked_at: int) -> Collection[Figure] | None:
        """The figures that differ in the cheapest world found in which this one does; none if there is no such world.

        ``None`` if it is given up, after so many have been ``looked_at``.
        """
        tie = count()
        begun: list[tuple[int, int, _World]] = []
        seen: set[frozenset[tuple[Figure, int]]] = set()

        def begin(world: _World) -> None:
            steps = frozenset(world.steps.items())
            if steps not in seen:
                seen.add(steps)
                heappush(begun, (world.cost + _LEFT_TO_MEND * len(self._broken(world)), next(tie), world))

        for step in (1, -1):
            if self._is_possible(figure, step, bounds):
                begin(self._further(_World(0, {}, {}), figure, step, 0))
        for _ in range(looked_at):
            if not begun:
                return ()
            *_, world = heappop(begun)
            broken = self._broken(world)
            if not broken:
                return world.steps.keys()
            for other, step, cost in self._mending(world, broken, costs, bounds):
                begin(self._further(world, other, step, cost))
        return None

    def _is_possible(self, figure: Figure, step: int, bounds: Bounds) -> bool:
        least, most = bounds[figure]
        value = self._values[figure] + step
        return least <= value and (most is None or value <= most)

    def _further(self, world: _World, figure: Figure, step: int, cost: int) -> _World:
        off = dict(world.off)
        for place, times in self._in[figure]:
            off[place] = off.get(place, 0) + step * times
        return _World(world.cost + cost, {**world.steps, figure: step}, off)

    def _broken(self, world: _World) -> dict[int, int]:
        """The relations that do not hold in it, and by how much not."""
        broken = {}
        for place, off in world.off.items():
            amiss = off if self._relations[place].exact else min(0, self._slack[place] + off)
            if amiss:
                broken[place] = amiss
        return broken

    def _mending(
        self, world: _World, broken: Mapping[int, int], costs: Costs, bounds: Bounds
    ) -> Sequence[tuple[Figure, int, int]]:
        """The figures that may differ besides: of the broken relation that leaves the fewest to choose from."""
        fewest: Sequence[tuple[Figure, int, int]] = ()
        for place, amiss in broken.items():
            choice = [*self._steps(place, amiss, world, costs, bounds)]
            if len(choice) <= 1:
                return choice
            if not fewest or len(choice) < len(fewest):
                fewest = choice
        return fewest

    def _steps(
        self, place: int, amiss: int, world: _World, costs: Costs, bounds: Bounds
    ) -> Iterator[tuple[Figure, int, int]]:
        """The steps that bring the relation nearer to holding, with their cost."""
        for figure, times in self._relations[place].terms:
            step = -1 if (amiss > 0) == (times > 0) else 1
            if figure not in world.steps and self._is_possible(figure, step, bounds):
                cost = costs(figure)
                if cost is not None:
                    yield figure, step, cost
