"""Ours and the baseline by turns, so that whatever else the machine does falls on both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median, quantiles
from time import perf_counter
from typing import NamedTuple


class Seconds(NamedTuple):
    """How long each took, in one round or at some point of the distribution over many."""

    ours: float
    bare: float


def seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def by_turns(
    ours: Callable[[int], float], bare: Callable[[int], float], rounds: int, done: Callable[[int], None]
) -> list[Seconds]:
    """Each is given the round's number and answers how long it took; ``done`` hears of every round."""
    taken = []
    for number in range(rounds):
        taken.append(Seconds(ours(number), bare(number)))
        done(1)
    return taken


def medians(rounds: Sequence[Seconds]) -> Seconds:
    return Seconds(median(one.ours for one in rounds), median(one.bare for one in rounds))


def slowest_hundredth(rounds: Sequence[Seconds]) -> Seconds:
    """What 99 of 100 took at most."""
    ours, bare = (quantiles(values, n=100, method="inclusive")[98] for values in zip(*rounds, strict=True))
    return Seconds(ours, bare)
