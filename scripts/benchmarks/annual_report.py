"""The annual report of a large city: every table, with the year before beside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.periods import operating_year
from kaa_tracker.projections.statistics.contacts import address_report, attempt, decline, reach
from kaa_tracker.projections.statistics.presence import register_spell, responsible_span, search_span
from kaa_tracker.projections.statistics.report.annual import annual_report
from kaa_tracker.projections.statistics.support import enrolment, service
from kaa_tracker.system import System
from scripts.benchmarks.bare import Bare, bare_engine
from scripts.benchmarks.engines import Engine, Place, Sqlite
from scripts.benchmarks.histories import EVENTS_A_CASE, LAST_DAY, RECIPE, whole_cases
from scripts.benchmarks.results import Row, Size, Target, Unit
from scripts.benchmarks.stages import Stages
from scripts.benchmarks.stores import fill
from scripts.benchmarks.timing import by_turns, medians, seconds

SIZE = Size(events=1_000_000, events_in_full=1_000_000, rounds=5)
"""Events in the store: 50 000 youths, of whom about 7 000 are covered in the year reported."""

KEPT = Path("var/bench")
"""Where SQLite's store is kept for the next time: filling it takes far longer than reporting."""

_SPANS = (register_spell, search_span, responsible_span, enrolment, service)
_DAYS = (attempt, reach, decline, address_report)


def measure(engine: Engine, events: int, rounds: int, stages: Stages) -> Iterator[Row]:
    with (
        _city(engine, events, stages) as place,
        open_system(place.settings()) as system,
        bare_engine(place) as bare,
    ):
        system.runner.catch_up(progress=stages("projecting", events // EVENTS_A_CASE))
        taken = medians(
            by_turns(
                lambda _: seconds(lambda: _report(system)),
                lambda _: seconds(lambda: _read_facts(bare)),
                rounds,
                stages("reporting, and reading the years' facts bare", rounds),
            )
        )
    yield Row(
        what="annual report, all tables",
        engine=engine.label,
        unit=Unit.SECONDS,
        ours=taken.ours,
        baseline=taken.bare,
        baseline_is="fetching once, table by table, the facts of both years that the report counts",
        target=Target(figure=1),
    )


def _report(system: System) -> None:
    with system.reading.connect() as connection:
        annual_report(connection, system.reference, LAST_DAY.year)


def _read_facts(bare: Bare) -> None:
    first, last = operating_year(LAST_DAY.year - 1).first, operating_year(LAST_DAY.year).last
    for table in _SPANS:
        bare.read(f"SELECT * FROM {table.name} WHERE last >= ? AND first <= ?", [bare.day(first), bare.day(last)])
    for table in _DAYS:
        bare.read(f"SELECT * FROM {table.name} WHERE day >= ? AND day <= ?", [bare.day(first), bare.day(last)])


@contextmanager
def _city(engine: Engine, events: int, stages: Stages) -> Iterator[Place]:
    if isinstance(engine, Sqlite):
        yield _kept(events, stages)
    else:
        with engine.place() as place:
            fill(place, whole_cases(events), stages("filling the store", events))
            yield place


def _kept(events: int, stages: Stages) -> Place:
    """Filled under another name first: what has its name is whole."""
    kept = KEPT / f"city-{events}-recipe-{RECIPE}"
    if not kept.exists():
        unfinished = kept.with_suffix(".unfinished")
        rmtree(unfinished, ignore_errors=True)
        fill(Place(unfinished), whole_cases(events), stages("filling the store, kept for the next time", events))
        unfinished.rename(kept)
    return Place(kept)
