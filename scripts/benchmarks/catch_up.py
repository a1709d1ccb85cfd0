"""How soon the read model knows of an import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from time import perf_counter
from uuid import UUID

from kaa_tracker.application.ports import Append
from kaa_tracker.bootstrap import open_system
from kaa_tracker.projections.catalogue import PROJECTIONS
from kaa_tracker.system import System
from scripts.benchmarks.bare import Bare, Values, bare_engine
from scripts.benchmarks.engines import Engine
from scripts.benchmarks.histories import Known, recorded_later, whole_cases
from scripts.benchmarks.results import Row, Size, Target, Unit
from scripts.benchmarks.stages import Stages
from scripts.benchmarks.stores import append_in_batches, fill
from scripts.benchmarks.timing import by_turns, medians, seconds

SIZE = Size(events=500_000, events_in_full=1_000_000, rounds=3)
"""Events in the store; an import brings a tenth as many, to a hundredth as many cases."""

EVENTS_A_CASE = 10
CASES_A_STATEMENT = 250


def measure(engine: Engine, events: int, rounds: int, stages: Stages) -> Iterator[Row]:
    known: list[Known] = []
    imported = max(events // 100, 1)

    def remembered(cases: Iterable[Append]) -> Iterator[Append]:
        for case in cases:
            known.append(Known.of(case))
            yield case

    def touched(nth: int) -> Sequence[Known]:
        return known[nth::rounds][:imported]

    with engine.place() as place:
        fill(place, remembered(whole_cases(events)), stages("filling the store", events))
        with open_system(place.settings()) as system, bare_engine(place) as bare:
            system.runner.rebuild(progress=stages("first rebuild", len(known)))
            taken = medians(
                by_turns(
                    lambda nth: _import(system, touched(nth)),
                    lambda nth: _write_again(bare, [case.case_id for case in touched(nth)]),
                    rounds,
                    stages("importing and catching up", rounds),
                )
            )
    count = len(touched(0)) * EVENTS_A_CASE
    yield Row(
        what="catch-up after an import",
        engine=engine.label,
        unit=Unit.EVENTS_PER_SECOND,
        ours=count / taken.ours,
        baseline=count / taken.bare,
        baseline_is="reading the same cases' events, deleting and inserting the same rows, one transaction",
        target=Target(figure=50_000),
    )


def _import(system: System, cases: Sequence[Known]) -> float:
    """Add events to the cases; only the catching up after it counts."""
    append_in_batches(system.store, (recorded_later(case, EVENTS_A_CASE) for case in cases))
    return seconds(system.runner.catch_up)


def _write_again(bare: Bare, case_ids: Sequence[UUID]) -> float:
    """Read the cases' events; replace their rows by the same rows, which were read beforehand."""
    owners = [(bare.owner(case_id),) for case_id in case_ids]
    tables = [projection.table.name for projection in PROJECTIONS]
    rows = {name: _of_those(bare, f"SELECT * FROM {name} WHERE case_id", owners) for name in tables}
    started = perf_counter()
    bare.begin()
    _of_those(bare, "SELECT * FROM stored_events WHERE stream_id", [(case_id.bytes,) for case_id in case_ids])
    for name in tables:
        bare.run(f"DELETE FROM {name} WHERE case_id = ?", *owners)
        bare.write(name, rows[name])
    bare.commit()
    return perf_counter() - started


def _of_those(bare: Bare, select: str, owners: Sequence[Values]) -> list[Values]:
    found: list[Values] = []
    for start in range(0, len(owners), CASES_A_STATEMENT):
        some = [owner for (owner,) in owners[start : start + CASES_A_STATEMENT]]
        found += bare.read(f"{select} IN ({', '.join('?' * len(some))})", some)
    return found
