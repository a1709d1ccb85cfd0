"""The feed does not begin where a message that was acknowledged to BER could be lost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    PersistMode,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)

from kaa_tracker.adapters.inbound.messaging.refused import FeedRefused
from kaa_tracker.adapters.inbound.messaging.safety import gets_messages_of
from kaa_tracker.adapters.inbound.messaging.settings import MAY_LOSE
from tests.adapters.inbound.messaging.feeding import DURABLE, Shelf, running, settings_for
from tests.nats_servers import NatsCluster, NatsServer, Stream, running_cluster, running_server, wait_until

WEEK = 7 * 24 * 3600
_numbers = count()

UNSAFE_STREAMS: list[tuple[dict[str, Any], str]] = [
    ({"storage": StorageType.MEMORY}, "storage"),
    ({"retention": RetentionPolicy.INTEREST}, "retention"),
    ({"max_msgs": 1_000_000}, "max_msgs"),
    ({"max_bytes": 1_000_000_000}, "max_bytes"),
    ({"max_msgs_per_subject": 1}, "max_msgs_per_subject"),
    ({"max_msgs_per_subject": 1, "discard": DiscardPolicy.NEW}, "max_msgs_per_subject"),
    ({"max_age": WEEK - 1}, "max_age"),
    ({"allow_msg_ttl": True}, "allow_msg_ttl"),
    ({"allow_rollup_hdrs": True}, "allow_rollup_hdrs"),
    ({"no_ack": True}, "no_ack"),
    ({"persist_mode": PersistMode.ASYNC}, "persist_mode"),
]

SAFE_STREAMS: list[dict[str, Any]] = [
    {},
    {"max_age": WEEK},
    {"max_msgs": 1_000, "discard": DiscardPolicy.NEW},
    {"retention": RetentionPolicy.WORK_QUEUE},
]

UNSAFE_CONSUMERS: list[tuple[dict[str, Any], str]] = [
    ({"ack_policy": AckPolicy.NONE}, "ack_policy"),
    ({"ack_policy": AckPolicy.ALL}, "ack_policy"),
    ({"max_deliver": 5}, "max_deliver"),
    ({"deliver_policy": DeliverPolicy.NEW}, "deliver_policy"),
    ({"headers_only": True}, "headers_only"),
    ({"deliver_subject": "somewhere"}, "deliver_subject"),
    ({"filter_subject": "{stream}.ber.kaa.left"}, "filter_subject"),
]


@pytest.fixture(scope="module")
def careless_server() -> Iterator[NatsServer]:
    """It writes to disk every two minutes, as servers do that nobody told otherwise."""
    with running_server(jetstream="") as server:
        yield server


@pytest.fixture(scope="module")
def cluster() -> Iterator[NatsCluster]:
    with running_cluster() as cluster:
        yield cluster


def new_name() -> str:
    return f"T{next(_numbers)}"


def refusal(server: NatsServer, stream: Stream, **settings: Any) -> str:
    """Why a feed on the stream does not begin."""
    with (
        pytest.raises(FeedRefused) as refused,
        running(settings_for(server, stream, **settings), Shelf().receive) as feed,
    ):
        wait_until(lambda: feed.lacks() == "stopped")
    return str(refused.value)


def begins(server: NatsServer, stream: Stream, **settings: Any) -> bool:
    with running(settings_for(server, stream, **settings), Shelf().receive) as feed:
        wait_until(feed.is_ready)
    return True


@pytest.mark.parametrize(("settings", "named"), UNSAFE_STREAMS)
def test_a_stream_that_could_lose_messages_is_refused(
    nats_server: NatsServer, settings: dict[str, Any], named: str
) -> None:
    stream = nats_server.stream(new_name(), **settings)
    said = refusal(nats_server, stream)
    assert stream.name in said
    assert named in said


@pytest.mark.parametrize("settings", SAFE_STREAMS)
def test_a_stream_that_keeps_messages_is_taken(nats_server: NatsServer, settings: dict[str, Any]) -> None:
    assert begins(nats_server, nats_server.stream(new_name(), **settings))


@pytest.mark.parametrize(("settings", "named"), UNSAFE_CONSUMERS)
def test_a_consumer_that_could_lose_messages_is_refused(
    nats_server: NatsServer, settings: dict[str, Any], named: str
) -> None:
    stream = nats_server.stream(new_name())
    settings = {"filter_subject": stream.subject} | settings
    settings["filter_subject"] = settings["filter_subject"].format(stream=stream.name)
    stream.make_consumer(ConsumerConfig(durable_name=DURABLE, **settings))
    said = refusal(nats_server, stream, may_lose=MAY_LOSE)
    assert DURABLE in said
    assert named in said


def test_no_stream_is_made_silently(nats_server: NatsServer, stream: Stream) -> None:
    stream.delete()
    assert "KAA_NATS_STREAM" in refusal(nats_server, stream)
    assert not stream.exists()


def test_a_subject_the_stream_does_not_have_is_refused(nats_server: NatsServer, stream: Stream) -> None:
    assert "KAA_NATS_SUBJECT" in refusal(nats_server, stream, subject="elsewhere.>")


@pytest.mark.parametrize(
    ("taken", "subject", "meet"),
    [
        (["ber.kaa.>"], "ber.kaa.>", True),
        (["ber.>"], "ber.kaa.>", True),
        (["ber.kaa.entered", "ber.kaa.left"], "ber.kaa.>", True),
        (["ber.*.entered"], "ber.kaa.*", True),
        (["other.>", "ber.kaa.left"], "ber.kaa.*", True),
        ([], "ber.kaa.>", True),
        (["ber.kaa"], "ber.kaa.>", False),
        (["ber.kaa.a.b"], "ber.kaa.*", False),
        (["ber.skola.>"], "ber.kaa.>", False),
    ],
)
def test_patterns_of_subjects_meet_where_a_subject_fits_both(taken: list[str], subject: str, meet: bool) -> None:
    assert gets_messages_of(StreamConfig(subjects=taken), subject) is meet


def test_a_stream_made_unsafe_later_stops_the_feed_without_ending_it(
    nats_server: NatsServer, stream: Stream, shelf: Shelf
) -> None:
    with running(settings_for(nats_server, stream), shelf.receive) as feed:
        wait_until(feed.is_ready)
        stream.change(max_age=60)
        wait_until(lambda: feed.lacks() == "settings")
        stream.publish([b"one"])
        stream.change(max_age=WEEK)
        wait_until(lambda: shelf.bodies == [b"one"])
        wait_until(feed.is_ready)


def test_a_server_that_acknowledges_before_it_writes_is_refused(careless_server: NatsServer) -> None:
    said = refusal(careless_server, careless_server.stream(new_name()))
    assert "sync_interval" in said
    assert MAY_LOSE in said


def test_a_server_that_cannot_be_asked_how_it_writes_is_refused(nats_server: NatsServer, stream: Stream) -> None:
    assert "Ange KAA_NATS_MONITORING_URL" in refusal(nats_server, stream, monitoring_url=None)
    nobody = "http://127.0.0.1:1"
    assert "KAA_NATS_MONITORING_URL svarar inte" in refusal(nats_server, stream, monitoring_url=nobody)
    assert "KAA_NATS_MONITORING_URL svarar inte" in refusal(nats_server, stream, monitoring_url="file:///etc")


def test_how_another_server_writes_proves_nothing(nats_server: NatsServer, cluster: NatsCluster) -> None:
    stream = cluster.stream(new_name(), replicas=1)
    assert "annan server" in refusal(nats_server, stream)


def test_three_copies_are_safe_however_each_server_writes(cluster: NatsCluster) -> None:
    stream = cluster.stream(new_name(), replicas=3)
    assert begins(cluster.servers[0], stream, monitoring_url=None)


def test_whoever_says_so_in_words_may_lose_messages(careless_server: NatsServer) -> None:
    stream = careless_server.stream(new_name(), storage=StorageType.MEMORY, max_age=60)
    assert begins(careless_server, stream, monitoring_url=None, may_lose=MAY_LOSE)


@pytest.mark.parametrize("words", ["yes", "true", MAY_LOSE.upper(), f"{MAY_LOSE}."])
def test_other_words_do_not_do(careless_server: NatsServer, words: str) -> None:
    assert "sync_interval" in refusal(careless_server, careless_server.stream(new_name()), may_lose=words)
