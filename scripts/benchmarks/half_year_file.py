"""The half-year file to Skolverket: built whole, sealed, and fetched as CSV and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.identifiers import temporary_number
from kaa_tracker.domain.person import Person
from kaa_tracker.system import System
from scripts.benchmarks.bare import bare_engine
from scripts.benchmarks.engines import Engine
from scripts.benchmarks.histories import EVENTS_A_CASE, whole_cases_between
from scripts.benchmarks.results import Row, Size, Target, Unit
from scripts.benchmarks.stages import Stages
from scripts.benchmarks.stores import fill
from scripts.benchmarks.timing import by_turns, medians, seconds

SIZE = Size(events=40_000, events_in_full=200_000, rounds=3)
"""Events in the store: twenty a youth, and every youth is in the file."""

HALF = HalfYear(2022, 1)
NOW = datetime(2022, 12, 1, 9, tzinfo=UTC)
BUILDER = User("builder", (Posting("register_coordinator"),))
FETCHER = User("fetcher", (Posting("central_coordinator"),))

_FIRST_BIRTH = date(2004, 1, 1)
_NUMBERS_A_DAY = 100


def measure(engine: Engine, events: int, rounds: int, stages: Stages) -> Iterator[Row]:
    youths = events // EVENTS_A_CASE
    cases = list(whole_cases_between(youths, *HALF.period))
    with engine.place() as place:
        fill(place, cases, stages("filling the store", events))
        with open_system(place.settings()) as system, bare_engine(place) as bare:
            system.runner.catch_up(progress=stages("projecting", youths))
            system.vault.put(_persons([case.case_id for case in cases]))
            taken = medians(
                by_turns(
                    lambda number: seconds(lambda: _file(system, youths, number)),
                    lambda _: seconds(bare.read_through),
                    rounds,
                    stages("making files, and reading the events bare", rounds),
                )
            )
    yield Row(
        what=f"half-year file of {youths} youths",
        engine=engine.label,
        unit=Unit.SECONDS,
        ours=taken.ours,
        baseline=taken.bare,
        baseline_is="fetching the same youths' events once",
        target=Target(figure=10),
    )


def _file(system: System, youths: int, number: int) -> None:
    now, half_year = NOW + timedelta(minutes=number), system.half_year
    built = half_year.building.build(BUILDER, HALF, now).file
    if built.persons != youths:
        raise AssertionError("somebody is not in the file")
    half_year.sealing.seal(BUILDER, built.number, now)
    half_year.fetching.fetch(FETCHER, built.number, now)


def _persons(case_ids: Sequence[UUID]) -> dict[UUID, Person]:
    """With temporary numbers, which belong to nobody."""
    return {case_id: _person(number) for number, case_id in enumerate(case_ids)}


def _person(number: int) -> Person:
    days, serial = divmod(number, _NUMBERS_A_DAY)
    born = _FIRST_BIRTH + timedelta(days=days)
    return Person(
        identity_number=temporary_number(born, serial),
        identity_kind="temporary",
        birth_date=born,
        given_name="Förnamn",
        family_name="Släktnamn",
    )
