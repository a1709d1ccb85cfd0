"""Whatever is killed or told to stop on the way, every message is in the inbox once and has had its effect once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from tests.faults.whole_intake.conftest import Counts, MakeWork
from tests.faults.whole_intake.holding import Holding, holding, ledger, office
from tests.faults.whole_intake.people import People
from tests.faults.whole_intake.working import DURABLE, Work, dealt, sending
from tests.nats_servers import NatsServer

_LONGEST_LIFE_SECONDS = 1
_SECONDS_OF_HAVING_EFFECT = 0.05
"""Between a batch stored and all of it acknowledged and settled: where a kill is most dangerous."""


@pytest.fixture(params=["sqlite", "postgres"])
def work(request: pytest.FixtureRequest, make_work: MakeWork, nats_server: NatsServer) -> Work:
    return make_work(nats_server, request.getfixturevalue("new_database")() if request.param == "postgres" else None)


def assert_whole(work: Work, people: People, expected: Holding) -> None:
    """Nothing lost, nothing doubled, the ledger adds up, and nobody has been talked about."""
    with office(work.folder, work.database_url) as system:
        account = ledger(system)
        assert account.states == {"applied": len(people.messages)}
        assert account.received == account.repeats + len(people.messages)
        held = holding(system)
    assert held.events == expected.events
    assert held.rows == expected.rows
    work.assert_discreet(people)


def test_work_killed_again_and_again_loses_and_doubles_nothing(
    work: Work,
    people: People,
    expected: Holding,
    times: Counts,
    chance: random.Random,
    tell: Callable[[str], None],
) -> None:
    for life, part in enumerate(dealt(people.shuffled(), times.kills)):
        with sending(work.stream, part):
            work.start()
            if life % 2:
                work.await_storing()
                time.sleep(chance.uniform(0, _SECONDS_OF_HAVING_EFFECT))
            else:
                time.sleep(chance.uniform(0, _LONGEST_LIFE_SECONDS))
            work.kill()
    work.start()
    work.catch_up()
    assert work.terminate() == 0
    redelivered = work.stream.redeliveries(DURABLE)
    tell(f"{len(people.messages)} messages, {times.kills} kills, {redelivered} redeliveries")
    assert redelivered > 0
    assert_whole(work, people, expected)


def test_work_told_to_stop_again_and_again_ends_in_good_order(
    make_work: MakeWork,
    nats_server: NatsServer,
    new_database: Callable[[], str],
    people: People,
    expected: Holding,
    times: Counts,
    chance: random.Random,
) -> None:
    work = make_work(nats_server, new_database())
    for part in dealt(people.shuffled(), times.terminations):
        with sending(work.stream, part):
            work.start()
            time.sleep(chance.uniform(0, _LONGEST_LIFE_SECONDS))
            assert work.terminate() == 0
    work.start()
    work.catch_up()
    assert work.terminate() == 0
    assert_whole(work, people, expected)


def test_a_nats_server_killed_under_work_costs_nothing(
    make_work: MakeWork,
    new_database: Callable[[], str],
    server: NatsServer,
    people: People,
    expected: Holding,
    times: Counts,
    chance: random.Random,
) -> None:
    work = make_work(server, new_database())
    work.start()
    for part in dealt(people.shuffled(), times.server_kills):
        with sending(work.stream, part):
            time.sleep(chance.uniform(0, _LONGEST_LIFE_SECONDS))
            server.restart()
    work.catch_up()
    assert work.terminate() == 0
    assert_whole(work, people, expected)
