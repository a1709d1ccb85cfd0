"""Whatever is killed or told to stop on the way, every message is in the inbox once and has had its effect once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import cycle

import pytest

from tests.faults.conftest import Counts
from tests.faults.sending import dealt, sending
from tests.faults.whole_intake.conftest import MakeWork
from tests.faults.whole_intake.dying import Moment
from tests.faults.whole_intake.holding import Holding, Ledger, holding, ledger, office
from tests.faults.whole_intake.people import People
from tests.faults.whole_intake.working import DURABLE, Work
from tests.nats_servers import NatsServer

pytestmark = pytest.mark.slow

_LONGEST_LIFE_SECONDS = 1
_DEATHS: tuple[Moment | None, ...] = ("stored", "effect", None)
"""In turn; ``None``: at any moment whatever."""


@pytest.fixture(params=["sqlite", "postgres"])
def work(request: pytest.FixtureRequest, make_work: MakeWork, nats_server: NatsServer) -> Work:
    return make_work(nats_server, request.getfixturevalue("new_database")() if request.param == "postgres" else None)


def assert_whole(work: Work, people: People, expected: Holding) -> Ledger:
    """Nothing lost, nothing doubled, the ledger adds up, and nobody has been talked about."""
    with office(work.folder, work.database_url) as system:
        account = ledger(system)
        assert account.states == {"applied": len(people.messages)}
        assert account.received == account.repeats + len(people.messages)
        held = holding(system)
    assert held.events == expected.events
    assert held.rows == expected.rows
    work.assert_discreet(people.talked_of_in)
    return account


def test_work_killed_again_and_again_loses_and_doubles_nothing(
    work: Work,
    people: People,
    expected: Holding,
    counts: Counts,
    chance: random.Random,
    tell: Callable[[str], None],
) -> None:
    for part, moment in zip(dealt(people.shuffled(), counts.kills), cycle(_DEATHS), strict=False):
        with sending(work.stream, part):
            if moment is None:
                work.start()
                time.sleep(chance.uniform(0, _LONGEST_LIFE_SECONDS))
                work.kill()
            else:
                work.live_until(moment)
    work.start()
    work.catch_up()
    assert work.terminate() == 0
    redelivered, repeats = work.stream.redeliveries(DURABLE), assert_whole(work, people, expected).repeats
    tell(f"{len(people.messages)} messages, {counts.kills} kills, {redelivered} redeliveries, {repeats} already stored")
    assert min(redelivered, repeats) >= counts.kills // len(_DEATHS)


def test_work_told_to_stop_again_and_again_ends_in_good_order(
    make_work: MakeWork,
    nats_server: NatsServer,
    new_database: Callable[[], str],
    people: People,
    expected: Holding,
    counts: Counts,
    chance: random.Random,
) -> None:
    work = make_work(nats_server, new_database())
    for part in dealt(people.shuffled(), counts.terminations):
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
    counts: Counts,
    chance: random.Random,
) -> None:
    work = make_work(server, new_database())
    work.start()
    for part in dealt(people.shuffled(), counts.server_kills):
        with sending(work.stream, part):
            time.sleep(chance.uniform(0, _LONGEST_LIFE_SECONDS))
            server.restart()
    work.catch_up()
    assert work.terminate() == 0
    assert_whole(work, people, expected)


def test_what_a_log_says_of_anybody_is_found(people: People) -> None:
    assert all(people.talked_of_in(message.decode()) for message in people.messages)
