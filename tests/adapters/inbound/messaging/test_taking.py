"""What comes is stored and then acknowledged, whatever happens to the database or the process."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from itertools import pairwise

from kaa_tracker.application.intake.inbox import Raw, Stored
from tests.adapters.inbound.messaging.feeding import DURABLE, Shelf, running, settings_for
from tests.nats_servers import NatsServer, Stream, wait_until

MANY = [b"%d" % number for number in range(500)]


class Gone(Exception):
    """What a database that is away might raise."""


def all_acknowledged(stream: Stream) -> bool:
    return stream.pending(DURABLE) == 0


def test_every_message_is_stored_and_acknowledged(nats_server: NatsServer, stream: Stream, shelf: Shelf) -> None:
    stream.publish(MANY)
    with running(settings_for(nats_server, stream), shelf.receive):
        wait_until(lambda: len(shelf.bodies) == len(MANY))
        wait_until(lambda: all_acknowledged(stream))
    assert shelf.bodies == MANY
    assert stream.redeliveries(DURABLE) == 0


def test_messages_are_stored_many_at_a_time(nats_server: NatsServer, stream: Stream, shelf: Shelf) -> None:
    stream.publish(MANY)
    with running(settings_for(nats_server, stream, batch=100), shelf.receive):
        wait_until(lambda: all_acknowledged(stream))
    assert shelf.calls == 5


def test_a_repeat_is_acknowledged_as_well(nats_server: NatsServer, stream: Stream, shelf: Shelf) -> None:
    stream.publish([b"again", b"again", b"again"])
    with running(settings_for(nats_server, stream), shelf.receive):
        wait_until(lambda: all_acknowledged(stream))
    assert shelf.bodies == [b"again"]


def test_a_large_body_passes_as_any_other(nats_server: NatsServer, stream: Stream, shelf: Shelf) -> None:
    large = b"x" * 10_000_000
    stream.publish([b"before", large, b"after"])
    with running(settings_for(nats_server, stream), shelf.receive):
        wait_until(lambda: all_acknowledged(stream))
    assert [len(body) for body in shelf.bodies] == [6, len(large), 5]


def test_while_the_database_is_away_nothing_is_acknowledged_and_one_batch_is_held(
    nats_server: NatsServer, stream: Stream, shelf: Shelf
) -> None:
    shelf.fails_with = Gone
    stream.publish(MANY)
    with running(settings_for(nats_server, stream, batch=100), shelf.receive) as feed:
        wait_until(lambda: feed.lacks() == "database")
        wait_until(lambda: shelf.calls > 3)
        consumer = stream.consumer(DURABLE)
        assert (consumer.ack_floor.stream_seq, consumer.num_ack_pending) == (0, 100)
        shelf.fails_with = None
        wait_until(lambda: all_acknowledged(stream))
        assert feed.is_ready()
    assert shelf.bodies == MANY


def test_what_is_held_is_brought_to_nobody_else_however_long_the_database_is_away(
    nats_server: NatsServer, stream: Stream, shelf: Shelf
) -> None:
    other = Shelf()
    shelf.fails_with = Gone
    stream.publish(MANY)
    settings = settings_for(nats_server, stream, ack_wait=0.3, batch=100)
    with running(settings, shelf.receive):
        wait_until(lambda: shelf.calls > 0)
        with running(settings, other.receive):
            wait_until(lambda: len(other.bodies) == 400)
            time.sleep(1)
        assert other.bodies == MANY[100:]
        shelf.fails_with = None
        wait_until(lambda: all_acknowledged(stream))
    assert shelf.bodies == MANY[:100]


def test_the_pauses_grow_up_to_a_bound(nats_server: NatsServer, stream: Stream, shelf: Shelf) -> None:
    shelf.fails_with = Gone
    stream.publish([b"one"])
    called_at: list[float] = []

    def receive(messages: Sequence[Raw]) -> list[Stored]:
        called_at.append(time.monotonic())
        return shelf.receive(messages)

    with running(settings_for(nats_server, stream, shortest_pause=0.1, longest_pause=0.4), receive):
        wait_until(lambda: len(called_at) == 6)
    pauses = [later - earlier for earlier, later in pairwise(called_at)]
    for pause, promised in zip(pauses, (0.1, 0.2, 0.4, 0.4, 0.4), strict=True):
        assert promised <= pause < promised + 0.3


def test_the_batch_in_hand_is_finished_when_the_feed_is_stopped(
    nats_server: NatsServer, stream: Stream, shelf: Shelf
) -> None:
    begun, stored = threading.Event(), threading.Event()

    def slowly(messages: Sequence[Raw]) -> list[Stored]:
        begun.set()
        time.sleep(0.5)
        stored.set()
        return shelf.receive(messages)

    stream.publish(MANY)
    with running(settings_for(nats_server, stream, batch=100), slowly) as feed:
        assert begun.wait(5)
        feed.stop()
        assert stored.is_set()
    assert shelf.bodies == MANY[:100]
    assert stream.consumer(DURABLE).ack_floor.stream_seq == 100


def test_stopping_does_not_wait_for_a_database_that_is_away(
    nats_server: NatsServer, stream: Stream, shelf: Shelf
) -> None:
    shelf.fails_with = Gone
    stream.publish(MANY)
    with running(settings_for(nats_server, stream, shortest_pause=60), shelf.receive) as feed:
        wait_until(lambda: shelf.calls == 1)
        began = time.monotonic()
        feed.stop()
        assert time.monotonic() - began < 2
    shelf.fails_with = None
    with running(settings_for(nats_server, stream), shelf.receive):
        wait_until(lambda: all_acknowledged(stream))
    assert sorted(shelf.bodies) == sorted(MANY)


def test_two_feeds_share_what_comes(nats_server: NatsServer, stream: Stream) -> None:
    one, other = Shelf(), Shelf()
    settings = settings_for(nats_server, stream, batch=50)
    with running(settings, one.receive) as first, running(settings, other.receive) as second:
        wait_until(lambda: first.is_ready() and second.is_ready())
        stream.publish(MANY)
        wait_until(lambda: all_acknowledged(stream))
    assert sorted(one.bodies + other.bodies) == sorted(MANY)
    assert one.bodies
    assert other.bodies
