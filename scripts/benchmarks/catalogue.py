"""Every benchmark there is, by the name it is chosen by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from scripts.benchmarks import batch_append, catch_up, concurrent_commands, durable_command, rebuild, seen
from scripts.benchmarks.engines import Engine
from scripts.benchmarks.results import Row
from scripts.benchmarks.stages import Stages

Measure: TypeAlias = Callable[[Engine, int, Stages], Iterator[Row]]
"""Measures on an engine, with so many events, and says what stage it is at."""


class Benchmark(NamedTuple):
    measure: Measure
    events: int
    events_in_full: int


BENCHMARKS: Mapping[str, Benchmark] = {
    "append": Benchmark(batch_append.measure, batch_append.EVENTS, batch_append.EVENTS_IN_FULL),
    "command": Benchmark(durable_command.measure, durable_command.EVENTS, durable_command.EVENTS_IN_FULL),
    "writers": Benchmark(concurrent_commands.measure, concurrent_commands.EVENTS, concurrent_commands.EVENTS_IN_FULL),
    "rebuild": Benchmark(rebuild.measure, rebuild.EVENTS, rebuild.EVENTS_IN_FULL),
    "catch-up": Benchmark(catch_up.measure, catch_up.EVENTS, catch_up.EVENTS_IN_FULL),
    "seen": Benchmark(seen.measure, seen.EVENTS, seen.EVENTS_IN_FULL),
}
