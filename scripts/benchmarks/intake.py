"""The register's messages: how soon they are safe in the inbox, how soon each has come to its outcome, and how
soon the read model has it too."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path

from kaa_tracker.adapters.inbound.messages.register import read_envelope
from kaa_tracker.adapters.inbound.turns import Turns
from kaa_tracker.adapters.outbound.event_store.log import SealedRow
from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.bootstrap import open_system
from kaa_tracker.projections.collecting import collector_paused
from kaa_tracker.simulation import simulate_load
from kaa_tracker.system import System
from scripts.benchmarks.bare import Bare, Values, bare_engine
from scripts.benchmarks.engines import Engine, Place
from scripts.benchmarks.results import Row, Size, Target, Unit
from scripts.benchmarks.stages import Stages
from scripts.benchmarks.stores import create_tables
from scripts.benchmarks.timing import Seconds, by_turns, medians, seconds

SIZE = Size(events=20_000, events_in_full=100_000, rounds=3)
"""Messages in a round."""

MESSAGES_AT_ONCE = 500
PATIENCE_SECONDS = 300
YEARS = 3
SEED = 7

_ARRIVED = "SELECT number, name_token, body_token, sealed FROM inbox_message JOIN inbox_body USING (number)"
_TABLES = {
    "SQLite": "CREATE TABLE bare_inbox (number INTEGER PRIMARY KEY, name BLOB, token BLOB, body BLOB)",
    "PostgreSQL": "CREATE TABLE bare_inbox (number bigint PRIMARY KEY, name bytea, token bytea, body bytea)",
}


def measure(engine: Engine, events: int, rounds: int, stages: Stages) -> Iterator[Row]:
    messages = _messages(events)
    arrived, recorded = _as_stored(engine, messages, stages)
    into = medians(
        by_turns(
            lambda _: _store(engine, messages),
            lambda _: _insert_bodies(engine, arrived),
            rounds,
            stages("into the inbox, and inserting bare", rounds),
        )
    )
    yield _row("intake into the inbox", engine, len(messages), into, "the same bodies, as often committed", 10_000)
    for what, work, target in (
        ("intake end to end", _to_outcomes, 5_000),
        ("intake to the read model", Turns, None),
    ):
        taken = medians(
            by_turns(
                lambda _, work=work: _take_in(engine, messages, work),  # type: ignore[misc]  # bound here and now
                lambda _: _insert_events(engine, recorded),
                rounds,
                stages(f"{what}, and inserting bare", rounds),
            )
        )
        yield _row(what, engine, len(messages), taken, "inserting the events they lead to", target)


def _row(what: str, engine: Engine, count: int, taken: Seconds, baseline_is: str, target: float | None) -> Row:
    return Row(
        what=what,
        engine=engine.label,
        unit=Unit.MESSAGES_PER_SECOND,
        ours=count / taken.ours,
        baseline=count / taken.bare,
        baseline_is=baseline_is,
        target=Target(figure=target),
    )


def _messages(count: int) -> list[bytes]:
    """Entries, changes and exits of made-up persons, person by person, each person's in the order of time."""
    with tempfile.TemporaryDirectory(prefix="kaa-bench-") as name:
        simulate_load(Path(name), youths=count // 2 + 1, years=YEARS, reference=load_reference(), seed=SEED)
        with (Path(name) / "register.ndjson").open("rb") as file:
            return [line.strip() for line in islice(file, count)]


def _as_stored(
    engine: Engine, messages: Sequence[bytes], stages: Stages
) -> tuple[Sequence[Values], Sequence[SealedRow]]:
    """The bodies and the events the program makes of the messages: the baselines write exactly the same."""
    stages("taking in for the baseline", len(messages))
    with engine.place() as place:
        with open_system(place.settings()) as system:
            _receive(system, messages)
            with bare_engine(place) as bare:
                arrived = bare.read(_ARRIVED)
            turn = Turns(system)
            while turn():
                pass
        with bare_engine(place) as bare:
            return arrived, bare.events()


def _store(engine: Engine, messages: Sequence[bytes]) -> float:
    with engine.place() as place, open_system(place.settings()) as system:
        return seconds(lambda: _receive(system, messages))


def _take_in(engine: Engine, messages: Sequence[bytes], turn: Callable[[System], Callable[[], bool]]) -> float:
    """From the first message at the door until nothing waits any more.

    On PostgreSQL the door is a process beside the working one, as ``kaa work`` is beside ``kaa serve``.
    """

    door = _door_beside if engine.label == "PostgreSQL" else _own_door
    with engine.place() as place, open_system(place.settings()) as system:
        Turns(system)()  # the daily round, which is made once a day whatever comes
        with door(place, messages, system) as opened:
            taken = seconds(lambda: _work_on(opened, turn(system)))
        if system.intake.inbox.deliveries(limit=1)[0].states.get("received"):
            raise AssertionError("not everything was worked on")
        return taken


def _to_outcomes(system: System) -> Callable[[], bool]:
    """Events appended, and of each message written down what has become of it."""

    def work() -> bool:
        with collector_paused():
            return bool(system.intake.worker.work())

    return work


def _work_on(door: Callable[[], bool], turn: Callable[[], bool]) -> None:
    """Take turns until nothing comes any more and nothing waits."""
    is_open = True
    while is_open:
        is_open = door()
        while turn():
            pass


@contextmanager
def _own_door(place: Place, messages: Sequence[bytes], system: System) -> Iterator[Callable[[], bool]]:
    """The one process of the embedded profile takes everything in and then works on it."""

    def door() -> bool:
        _receive(system, messages)
        return False

    yield door


@contextmanager
def _door_beside(place: Place, messages: Sequence[bytes], system: System) -> Iterator[Callable[[], bool]]:
    """A process that takes the messages in from the first look at the door on."""
    spawning = get_context("spawn")
    ready, go = spawning.Event(), spawning.Event()
    process = spawning.Process(target=_receive_at, args=(place, messages, ready, go))
    process.start()
    ready.wait(PATIENCE_SECONDS)

    def door() -> bool:
        go.set()
        return process.is_alive()

    try:
        yield door
    finally:
        process.join(PATIENCE_SECONDS)
        if process.exitcode != 0:
            process.kill()
            raise AssertionError("not everything was taken in")


def _receive_at(place: Place, messages: Sequence[bytes], ready: Event, go: Event) -> None:
    with open_system(place.settings()) as system:
        ready.set()
        go.wait(PATIENCE_SECONDS)
        _receive(system, messages)


def _receive(system: System, messages: Sequence[bytes]) -> None:
    """As a file, which the volume brake lets through while nobody is in the register."""
    for start in range(0, len(messages), MESSAGES_AT_ONCE):
        some = [read_envelope(raw) for raw in messages[start : start + MESSAGES_AT_ONCE]]
        system.intake.receiving.receive("file", some, "bench")


def _insert_bodies(engine: Engine, arrived: Sequence[Values]) -> float:
    def insert(bare: Bare) -> None:
        for start in range(0, len(arrived), MESSAGES_AT_ONCE):
            bare.begin()
            bare.write("bare_inbox", arrived[start : start + MESSAGES_AT_ONCE])
            bare.commit()

    with _bare(engine) as bare:
        bare.run(_TABLES[engine.label])
        return seconds(lambda: insert(bare))


def _insert_events(engine: Engine, recorded: Sequence[SealedRow]) -> float:
    with _bare(engine) as bare:
        return seconds(lambda: bare.insert_events(recorded))


@contextmanager
def _bare(engine: Engine) -> Iterator[Bare]:
    with engine.place() as place:
        create_tables(place)
        with bare_engine(place) as bare:
            yield bare
