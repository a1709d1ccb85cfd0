"""One command after the other by one client: load a case of ten events, decide, append, durably."""

from __future__ import annotations

from collections.abc import Iterator

from kaa_tracker.bootstrap import open_system
from scripts.benchmarks.attempts import attempts_stored, insert_each, log_attempts
from scripts.benchmarks.bare import bare_engine
from scripts.benchmarks.engines import Engine
from scripts.benchmarks.histories import cases_under_search
from scripts.benchmarks.results import Row, Size, Target, Unit
from scripts.benchmarks.stages import Stages
from scripts.benchmarks.stores import count_events, create_tables, fill
from scripts.benchmarks.timing import by_turns, medians, seconds

SIZE = Size(events=250, events_in_full=1_000, rounds=7)
"""Commands of a round, and so events."""


def measure(engine: Engine, events: int, rounds: int, stages: Stages) -> Iterator[Row]:
    cases = list(cases_under_search(events * rounds))
    parts = [slice(nth * events, (nth + 1) * events) for nth in range(rounds)]
    case_ids = [case.case_id for case in cases]
    with engine.place() as ours, engine.place() as theirs:
        fill(ours, cases, stages("filling the store", count_events(cases)))
        with bare_engine(ours) as bare:
            rows = attempts_stored(bare, events * rounds)
        create_tables(theirs)
        with open_system(ours.settings()) as system, bare_engine(theirs) as bare:
            taken = medians(
                by_turns(
                    lambda nth: seconds(lambda: log_attempts(system, case_ids[parts[nth]])),
                    lambda nth: seconds(lambda: insert_each(bare, rows[parts[nth]])),
                    rounds,
                    stages("commands, and bare inserts", rounds),
                )
            )
    yield Row(
        what="one durable command",
        engine=engine.label,
        unit=Unit.COMMANDS_PER_SECOND,
        ours=events / taken.ours,
        baseline=events / taken.bare,
        baseline_is="one-row inserts, each committed",
        target=Target(ratio=0.7),
    )
