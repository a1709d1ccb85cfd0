"""The leading process has everything done, and who does not lead keeps its hands off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kaa_tracker.adapters.inbound.messages.register import read_envelope
from kaa_tracker.adapters.inbound.turns import Turns
from kaa_tracker.application.access.access_log import Access, ChainState
from kaa_tracker.application.intake.inbox import State
from kaa_tracker.bootstrap import open_system
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.adapters.inbound.cli.messages import changed, entered, extract
from tests.application.intake.post import Hands

TAKEN_IN = datetime(2022, 3, 14, 4, 0, tzinfo=UTC)


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    with open_system(Settings(folder=tmp_path)) as opened:
        yield replace(opened, clock=Hands(TAKEN_IN))


def comes(system: System, *lines: bytes) -> None:
    system.intake.receiving.receive("https", [read_envelope(line.strip()) for line in lines])


def states(system: System) -> dict[State, int]:
    [day] = system.intake.inbox.days(limit=1)
    return dict(day.states)


def test_what_comes_is_worked_on_and_read_back_at_once(system: System) -> None:
    comes(system, entered())
    assert Turns(system)()
    assert len(system.reading.in_register()) == 1
    assert states(system) == {"applied": 1}


def test_there_is_no_more_to_do_when_nothing_has_come(system: System) -> None:
    assert not Turns(system)()


def test_whoever_does_not_lead_does_nothing(system: System) -> None:
    comes(system, entered())
    follower = replace(system, intake=replace(system.intake, leads=lambda: False))
    assert not Turns(follower)()
    assert states(system) == {"received": 1}


def test_an_extract_is_reconciled_when_nothing_else_is_left_and_what_waited_is_taken_up(system: System) -> None:
    comes(system, changed(), extract("ber-1"))
    turns = Turns(system)
    assert turns()
    assert states(system) == {"waiting": 2}
    assert not turns()
    assert states(system) == {"applied": 2}
    assert len(system.reading.in_register()) == 1


def test_bodies_go_when_their_time_has_come_and_what_became_of_them_stays(system: System) -> None:
    turns, clock = Turns(system), system.clock
    assert isinstance(clock, Hands)
    comes(system, entered())
    while turns():
        pass
    kept_until = datetime.now(UTC) + timedelta(days=system.settings.keep_bodies_days)
    clock.at = kept_until + timedelta(days=1)
    turns()
    assert system.intake.inbox.forget_bodies(clock.at) == 0
    assert states(system) == {"applied": 1}


def test_bodies_are_kept_until_then(system: System) -> None:
    turns, clock = Turns(system), system.clock
    assert isinstance(clock, Hands)
    comes(system, entered())
    while turns():
        pass
    clock.at = datetime.now(UTC) + timedelta(days=system.settings.keep_bodies_days - 1)
    turns()
    assert system.intake.inbox.forget_bodies(clock.at) == 1


def test_the_clock_goes_round_once_a_day_by_itself(system: System) -> None:
    turns, clock = Turns(system), system.clock
    assert isinstance(clock, Hands)
    comes(system, entered())
    while turns():
        pass
    begun = system.store.last_position()
    clock.at += timedelta(weeks=520)
    turns()
    turned_20 = system.store.last_position()
    turns()
    assert begun < turned_20 == system.store.last_position()
    assert system.reading.in_register() == []


def shown(at: datetime) -> Access:
    return Access(at, "line.ek", "local_coordinator", "globen", "search")


def test_the_access_log_is_taken_into_its_chain_when_nothing_else_is_left(system: System) -> None:
    system.access_log.write(shown(TAKEN_IN))
    Turns(system)()
    assert system.access_log.verify() == ChainState(entries=1, chained=1, broken_at=None)


def test_whoever_does_not_lead_leaves_the_chain_alone(system: System) -> None:
    system.access_log.write(shown(TAKEN_IN))
    Turns(replace(system, intake=replace(system.intake, leads=lambda: False)))()
    assert system.access_log.verify().chained == 0


def test_accesses_are_forgotten_when_their_time_has_come(system: System) -> None:
    kept = timedelta(days=system.settings.keep_access_log_days)
    system.access_log.write(shown(TAKEN_IN - kept - timedelta(seconds=1)))
    system.access_log.write(shown(TAKEN_IN - kept))
    Turns(system)()
    assert system.access_log.verify() == ChainState(entries=1, chained=1, broken_at=None)
