"""Every benchmark there is, by the name it is chosen by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from scripts.benchmarks import (
    annual_report,
    batch_append,
    catch_up,
    concurrent_commands,
    durable_command,
    half_year_file,
    intake,
    rebuild,
    seen,
    served_attempts,
    served_pages,
)
from scripts.benchmarks.engines import Engine
from scripts.benchmarks.results import Row, Size
from scripts.benchmarks.stages import Stages

Measure: TypeAlias = Callable[[Engine, int, int, Stages], Iterator[Row]]
"""Measures on an engine, with so many events, in so many rounds, and says what stage it is at."""


class Benchmark(NamedTuple):
    measure: Measure
    size: Size


BENCHMARKS: Mapping[str, Benchmark] = {
    "append": Benchmark(batch_append.measure, batch_append.SIZE),
    "command": Benchmark(durable_command.measure, durable_command.SIZE),
    "writers": Benchmark(concurrent_commands.measure, concurrent_commands.SIZE),
    "intake": Benchmark(intake.measure, intake.SIZE),
    "rebuild": Benchmark(rebuild.measure, rebuild.SIZE),
    "report": Benchmark(annual_report.measure, annual_report.SIZE),
    "half-year": Benchmark(half_year_file.measure, half_year_file.SIZE),
    "catch-up": Benchmark(catch_up.measure, catch_up.SIZE),
    "seen": Benchmark(seen.measure, seen.SIZE),
    "http": Benchmark(served_attempts.measure, served_attempts.SIZE),
    "pages": Benchmark(served_pages.measure, served_pages.SIZE),
}
