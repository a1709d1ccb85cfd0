"""How long from asking for a command until the work list shows what it did, in a large store."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from kaa_tracker.adapters.outbound.event_store.log import SealedRow
from kaa_tracker.bootstrap import open_system
from kaa_tracker.projections.worklist import worklist
from kaa_tracker.system import System
from scripts.benchmarks.attempts import attempts_stored, log_attempt
from scripts.benchmarks.bare import Bare, bare_engine
from scripts.benchmarks.engines import Engine, Place
from scripts.benchmarks.histories import ATTEMPTS_UNDER_SEARCH, EVENTS_A_CASE, cases_under_search, whole_cases
from scripts.benchmarks.results import Row, Size, Target, Unit
from scripts.benchmarks.stages import Stages
from scripts.benchmarks.stores import create_tables, fill
from scripts.benchmarks.timing import Seconds, by_turns, medians, seconds, slowest_hundredth

SIZE = Size(events=200_000, events_in_full=1_000_000, rounds=300)
"""Events in the store; a round is one command."""


def measure(engine: Engine, events: int, rounds: int, stages: Stages) -> Iterator[Row]:
    with engine.place() as ours, engine.place() as theirs:
        searched = list(cases_under_search(rounds))
        fill(ours, whole_cases(events), stages("filling the store", events))
        fill(ours, searched, lambda _: None)
        case_ids = [case.case_id for case in searched]
        create_tables(theirs)
        with open_system(ours.settings()) as system, bare_engine(theirs) as bare:
            system.runner.rebuild(progress=stages("first rebuild", events // EVENTS_A_CASE))
            rows = _copy_worklist(ours, bare, rounds)
            taken = by_turns(
                lambda nth: seconds(lambda: _log_and_see(system, case_ids[nth])),
                lambda nth: seconds(lambda: _insert_and_see(bare, case_ids[nth], rows[nth])),
                rounds,
                stages("commands, and bare writes", rounds),
            )
    yield _row(engine, "median", medians(taken), at_most=50)
    yield _row(engine, "p99", slowest_hundredth(taken), at_most=1_000)


def _row(engine: Engine, which: str, taken: Seconds, at_most: float) -> Row:
    return Row(
        what=f"seen after a command, {which}",
        engine=engine.label,
        unit=Unit.MILLISECONDS,
        ours=taken.ours * 1_000,
        baseline=taken.bare * 1_000,
        baseline_is="one transaction that inserts the event and updates the list's row, then reading it",
        target=Target(figure=at_most),
    )


def _log_and_see(system: System, case_id: UUID) -> None:
    log_attempt(system, case_id)
    system.runner.catch_up()
    with system.reading.connect() as connection:
        shown = connection.execute(select(worklist.c.attempts).where(worklist.c.case_id == case_id)).scalar_one()
    _expect(shown)


def _copy_worklist(ours: Place, bare: Bare, count: int) -> list[SealedRow]:
    """Give the baseline the same list; answers so many rows of events for it to write."""
    with bare_engine(ours) as source:
        bare.begin()
        bare.write("worklist", source.read("SELECT * FROM worklist"))
        bare.commit()
        return attempts_stored(source, count)


def _insert_and_see(bare: Bare, case_id: UUID, row: SealedRow) -> None:
    owner = bare.owner(case_id)
    bare.begin()
    bare.insert_event(row)
    bare.run("UPDATE worklist SET attempts = attempts + 1 WHERE case_id = ?", (owner,))
    bare.commit()
    [(shown,)] = bare.read("SELECT attempts FROM worklist WHERE case_id = ?", (owner,))
    _expect(shown)


def _expect(attempts_shown: int) -> None:
    if attempts_shown != ATTEMPTS_UNDER_SEARCH + 1:
        raise AssertionError("the work list does not show what was just logged")
