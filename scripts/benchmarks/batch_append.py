"""Appending in batches, as an import does: bodies encoded, sealed, written durably."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaa_tracker.adapters.outbound.event_store.log import SealedRow
from kaa_tracker.application.ports import Append
from kaa_tracker.bootstrap import open_system
from scripts.benchmarks.bare import bare_engine
from scripts.benchmarks.engines import Engine
from scripts.benchmarks.histories import whole_cases
from scripts.benchmarks.results import Row, Size, Target, Unit
from scripts.benchmarks.stages import Stages
from scripts.benchmarks.stores import append_in_batches, count_events, create_keys, create_tables, fill
from scripts.benchmarks.timing import by_turns, medians, seconds

SIZE = Size(events=100_000, events_in_full=1_000_000, rounds=3)

_BASELINES = {"SQLite": "executemany of the same rows, one transaction", "PostgreSQL": "binary COPY of the same rows"}


def measure(engine: Engine, events: int, rounds: int, stages: Stages) -> Iterator[Row]:
    cases = list(whole_cases(events))
    count = count_events(cases)
    rows = _as_stored(engine, cases, stages)
    taken = medians(
        by_turns(
            lambda _: _append(engine, cases),
            lambda _: _insert(engine, rows),
            rounds,
            stages("appending, and inserting bare", rounds),
        )
    )
    yield Row(
        what="append in batches",
        engine=engine.label,
        unit=Unit.EVENTS_PER_SECOND,
        ours=count / taken.ours,
        baseline=count / taken.bare,
        baseline_is=_BASELINES[engine.label],
        target=Target(figure=100_000, ratio=0.4),
    )


def _as_stored(engine: Engine, cases: Sequence[Append], stages: Stages) -> list[SealedRow]:
    """The rows the program makes of the cases: the baseline writes exactly the same."""
    with engine.place() as place:
        fill(place, cases, stages("sealing rows for the baseline", count_events(cases)))
        with bare_engine(place) as bare:
            return bare.events()


def _append(engine: Engine, cases: Sequence[Append]) -> float:
    """The keys exist and are wrapped on the disk, as for any case known before."""
    with engine.place() as place:
        create_tables(place)
        create_keys(place, [case.case_id for case in cases])
        with open_system(place.settings()) as system:
            return seconds(lambda: append_in_batches(system.store, cases))


def _insert(engine: Engine, rows: Sequence[SealedRow]) -> float:
    with engine.place() as place:
        create_tables(place)
        with bare_engine(place) as bare:
            return seconds(lambda: bare.insert_events(rows))
