"""What an office holds in the end, in words that do not depend on which database it lies in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from pydantic import SecretStr

from kaa_tracker.adapters.inbound.messages.register import read_envelope
from kaa_tracker.adapters.inbound.turns import Turns
from kaa_tracker.application.intake.inbox import State
from kaa_tracker.application.intake.register import BER
from kaa_tracker.bootstrap import open_system
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.read_models import Contents, contents

_ORDER_OF_ARRIVAL = ("version", "closing")
_ALL = 10_000_000


class Holding(NamedTuple):
    """By register key: how many events of each kind the messages led to, and the rows of the read model.

    When the clock went its round decides what it had to record, and nothing of what the rows then say.
    """

    events: Counter[tuple[str, str]]
    rows: Contents


class Ledger(NamedTuple):
    """Over all deliveries."""

    received: int
    repeats: int
    states: Mapping[State, int]


@contextmanager
def office(folder: Path, database_url: str | None = None) -> Iterator[System]:
    """Opened here, with all that lies in the inbox worked off."""
    settings = Settings(folder=folder, database_url=SecretStr(database_url) if database_url else None)
    with open_system(settings) as system:
        work_off(system)
        yield system


def work_off(system: System) -> None:
    turn = Turns(system)
    while turn():
        pass


def without_a_fault(folder: Path, messages: Sequence[bytes]) -> Holding:
    """What an office holds to which the messages came one after the other, and nothing happened."""
    with office(folder) as system:
        system.intake.receiving.receive("nats", [read_envelope(body) for body in messages])
        work_off(system)
        return holding(system)


def holding(system: System) -> Holding:
    cases = {change.case_id for change in system.store.changes(0, _ALL)}
    keys = {case_id: person.register_key or "" for case_id, person in system.vault.get(cases).items()}
    events = Counter(
        (keys[case_id], type(entry.event).__name__)
        for case_id, history in system.store.histories(cases).items()
        for entry in history
        if entry.actor == BER
    )
    with system.reading.connect() as connection:
        return Holding(events, _under_keys(contents(connection.engine, without=_ORDER_OF_ARRIVAL), keys))


def ledger(system: System) -> Ledger:
    """Each delivery of it adds up."""
    deliveries = system.intake.inbox.deliveries(limit=_ALL)
    assert all(delivery.adds_up for delivery in deliveries)
    states: Counter[State] = Counter()
    for delivery in deliveries:
        states.update(delivery.states)
    received, repeats = sum(one.received for one in deliveries), sum(one.repeats for one in deliveries)
    return Ledger(received, repeats, {state: count for state, count in states.items() if count})


def _under_keys(rows: Contents, keys: Mapping[UUID, str]) -> Contents:
    return {
        table: Counter({(keys[row[0]], *row[1:]): count for row, count in found.items()})
        for table, found in rows.items()
    }
