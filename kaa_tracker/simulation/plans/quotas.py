"""Exact numbers dealt out by chance."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def apportion(total: int, shares: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to ``shares`` that sum to ``total``: largest remainders round up."""
    exact = [total * share / sum(shares) for share in shares]
    counts = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: counts[place] - exact[place])
    for place in by_remainder[: total - sum(counts)]:
        counts[place] += 1
    return counts


def shuffled(rng: Random, items: Sequence[T]) -> list[T]:
    return rng.sample(items, len(items))


def draw_weighted(rng: Random, items: Sequence[T], weights: Sequence[float], count: int) -> list[T]:
    """Exactly ``count`` different items, heavier ones more likely (Efraimidis and Spirakis 2006)."""
    keys = [rng.random() ** (1 / weight) for weight in weights]
    places = sorted(range(len(items)), key=keys.__getitem__, reverse=True)[:count]
    return [items[place] for place in sorted(places)]


def numbers_summing_to(rng: Random, total: int, count: int, draw: Callable[[], int]) -> list[int]:
    """``count`` numbers of at least 1, each drawn and then nudged until they sum to ``total``."""
    numbers = [max(1, draw()) for _ in range(count)]
    while numbers and (missing := total - sum(numbers)):
        step = 1 if missing > 0 else -1
        movable = [place for place, number in enumerate(numbers) if number + step >= 1]
        for place in rng.sample(movable, min(abs(missing), len(movable))):
            numbers[place] += step
    return numbers


class Pace:
    """Says how many of what has come by are due, so that a share holds however long the row."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._owed = 0.0

    def passed(self, count: int = 1) -> None:
        self._owed += self._share * count

    @property
    def is_due(self) -> bool:
        return self._owed >= 1

    def settle(self) -> None:
        self._owed -= 1


class Odds(Generic[T]):
    """Draws one of several values by their weights."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._values = tuple(weights)
        self._limits = list(accumulate(weights.values()))

    def draw(self, rng: Random) -> T:
        return self._values[bisect(self._limits, rng.random() * self._limits[-1])]
