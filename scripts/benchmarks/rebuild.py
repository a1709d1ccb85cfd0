"""Deriving the whole read model anew: time and memory, in a process that does nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from sqlalchemy import Table

from kaa_tracker.bootstrap import open_system
from kaa_tracker.projections.catalogue import PROJECTIONS
from scripts.benchmarks.bare import Bare, bare_engine
from scripts.benchmarks.engines import Engine, Place
from scripts.benchmarks.histories import whole_cases
from scripts.benchmarks.memory import in_a_process_of_its_own
from scripts.benchmarks.results import Row, Size, Target, Unit
from scripts.benchmarks.stages import Stages
from scripts.benchmarks.stores import fill
from scripts.benchmarks.timing import by_turns, medians, seconds

SIZE = Size(events=200_000, events_in_full=1_000_000, rounds=3)


def measure(engine: Engine, events: int, rounds: int, stages: Stages) -> Iterator[Row]:
    peaks: list[int] = []

    def rebuild(_: int) -> float:
        taken, peak_bytes = in_a_process_of_its_own(_rebuild, place)
        peaks.append(peak_bytes)
        return taken

    with engine.place() as place:
        count = fill(place, whole_cases(events), stages("filling the store", events))
        taken = medians(
            by_turns(
                rebuild,
                lambda _: in_a_process_of_its_own(_read_and_write, place).result,
                rounds,
                stages("rebuilding, and reading and writing bare", rounds),
            )
        )
    yield Row(
        what="rebuild",
        engine=engine.label,
        unit=Unit.EVENTS_PER_SECOND,
        ours=count / taken.ours,
        baseline=count / taken.bare,
        baseline_is="reading the events, writing and indexing the same rows, one process",
        target=Target(figure=150_000),
    )
    yield Row(
        what="rebuild, peak memory",
        engine=engine.label,
        unit=Unit.MEGABYTES,
        ours=max(peaks) / 1_000_000,
        target=Target(figure=500),
    )


def _rebuild(place: Place) -> float:
    with open_system(place.settings()) as system:
        return seconds(system.runner.rebuild)


def _read_and_write(place: Place) -> float:
    """Fetch every event, then write the rows of the read model into tables of the same shape, and index these."""
    with bare_engine(place) as bare:
        taken = seconds(bare.read_through)
        for projection in PROJECTIONS:
            taken += _write_again(bare, projection.table)
    return taken


def _write_again(bare: Bare, table: Table) -> float:
    """Read the rows, which does not count, and write them, which does."""
    copy = f"{table.name}_bare"
    bare.run(f"CREATE TABLE {copy} AS SELECT * FROM {table.name} WHERE false")
    rows = bare.read(f"SELECT * FROM {table.name}")
    started = perf_counter()
    bare.begin()
    bare.write(copy, rows)
    for index in table.indexes:
        columns = ", ".join(f'"{column.name}"' for column in index.columns)
        bare.run(f"CREATE {'UNIQUE ' if index.unique else ''}INDEX {index.name}_bare ON {copy} ({columns})")
    bare.commit()
    taken = perf_counter() - started
    bare.run(f"DROP TABLE {copy}")
    return taken
