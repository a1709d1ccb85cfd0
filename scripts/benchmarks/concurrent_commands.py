"""Commands from eight processes at once on PostgreSQL: do they wait for the disk together?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from time import monotonic
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.adapters.outbound.event_store.log import SealedRow
from kaa_tracker.bootstrap import open_system
from scripts.benchmarks.attempts import attempts_stored, insert_each, log_attempts
from scripts.benchmarks.bare import bare_engine
from scripts.benchmarks.engines import Engine, Place, Postgres
from scripts.benchmarks.histories import cases_under_search
from scripts.benchmarks.results import Row, Size, Target, Unit
from scripts.benchmarks.stages import Stages
from scripts.benchmarks.stores import count_events, create_tables, fill
from scripts.benchmarks.timing import Seconds, medians

SIZE = Size(events=1_600, events_in_full=8_000, rounds=5)
"""Commands of a round, all writers together."""

WRITERS = 8
PATIENCE_SECONDS = 120
"""How long a writer waits for the others before it takes them for dead."""


class Span(NamedTuple):
    """On a clock that all processes share."""

    started: float
    ended: float


class Round(NamedTuple):
    ours: Span
    bare: Span


class Task(NamedTuple):
    """What one writer does in each round: its commands in one store, its bare inserts in another."""

    ours: Place
    theirs: Place
    case_ids: Sequence[Sequence[UUID]]
    rows: Sequence[Sequence[SealedRow]]


def measure(engine: Engine, events: int, rounds: int, stages: Stages, writers: int = WRITERS) -> Iterator[Row]:
    """No rows on SQLite, where one process works at a time."""
    if not isinstance(engine, Postgres):
        return
    each = max(events // writers, 1)
    cases = list(cases_under_search(each * writers * rounds))
    with engine.place() as ours, engine.place() as theirs:
        fill(ours, cases, stages("filling the store", count_events(cases)))
        with bare_engine(ours) as bare:
            rows = attempts_stored(bare, each * writers * rounds)
        create_tables(theirs)
        case_ids = [case.case_id for case in cases]
        shares = [_parts(writer, writers, each, rounds) for writer in range(writers)]
        tasks = [Task(ours, theirs, [case_ids[r] for r in share], [rows[r] for r in share]) for share in shares]
        of_each = _at_once(tasks, stages("commands, and bare inserts", writers))
        taken = medians([_together(writings) for writings in zip(*of_each, strict=True)])
    yield Row(
        what=f"durable commands, {writers} writers",
        engine=engine.label,
        unit=Unit.COMMANDS_PER_SECOND,
        ours=each * writers / taken.ours,
        baseline=each * writers / taken.bare,
        baseline_is=f"one-row inserts by {writers} processes, each committed",
        target=Target(ratio=0.5),
    )


def _parts(writer: int, writers: int, each: int, rounds: int) -> list[slice]:
    starts = [(nth * writers + writer) * each for nth in range(rounds)]
    return [slice(start, start + each) for start in starts]


def _at_once(tasks: Sequence[Task], done: Callable[[int], None]) -> list[list[Round]]:
    """The rounds of each writer, who begin every part of a round together."""
    spawning = get_context("spawn")
    barrier = spawning.Barrier(len(tasks))
    with ProcessPoolExecutor(len(tasks), mp_context=spawning, initializer=_meet_at, initargs=(barrier,)) as pool:
        writing = [pool.submit(_write, task) for task in tasks]
        for finished in as_completed(writing):
            finished.result()
            done(1)
        return [future.result() for future in writing]


_barrier: Barrier
"""Where the writers wait for each other; a process is given it when it starts."""


def _meet_at(barrier: Barrier) -> None:
    global _barrier
    _barrier = barrier


def _write(task: Task) -> list[Round]:
    with open_system(task.ours.settings()) as system, bare_engine(task.theirs) as bare:
        return [
            Round(_span(partial(log_attempts, system, case_ids)), _span(partial(insert_each, bare, rows)))
            for case_ids, rows in zip(task.case_ids, task.rows, strict=True)
        ]


def _span(work: Callable[[], None]) -> Span:
    _barrier.wait(PATIENCE_SECONDS)
    started = monotonic()
    work()
    return Span(started, monotonic())


def _together(writers: Sequence[Round]) -> Seconds:
    """A round lasts from the first writer's start to the last one's end."""
    return Seconds(_length([one.ours for one in writers]), _length([one.bare for one in writers]))


def _length(spans: Sequence[Span]) -> float:
    return max(span.ended for span in spans) - min(span.started for span in spans)
