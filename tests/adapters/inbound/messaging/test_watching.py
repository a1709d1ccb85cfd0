"""A feed that has lost its footing finds it again, and says meanwhile that it is not ready."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from nats.js.errors import NotFoundError

from tests.adapters.inbound.messaging.feeding import DURABLE, Shelf, running, settings_for
from tests.nats_servers import NatsServer, Stream, running_server, wait_until

ACCOUNTS = "authorization {{ users: [{{user: owner, password: x}}{taker}] }}"
WITH_US = ACCOUNTS.format(taker=", {user: taker, password: y}")
WITHOUT_US = ACCOUNTS.format(taker="")


@pytest.fixture
def own_server() -> Iterator[NatsServer]:
    with running_server() as server:
        yield server


def has_consumer(stream: Stream) -> bool:
    try:
        return bool(stream.consumer(DURABLE))
    except NotFoundError:
        return False


def test_a_feed_is_ready_once_it_asks_for_messages(nats_server: NatsServer, stream: Stream, shelf: Shelf) -> None:
    with running(settings_for(nats_server, stream), shelf.receive) as feed:
        assert feed.lacks() == "connection"
        wait_until(feed.is_ready)
        since = feed.readiness.since
        stream.publish([b"one"])
        wait_until(lambda: shelf.bodies == [b"one"])
        assert feed.readiness.since == since
    assert feed.lacks() == "stopped"


def test_a_consumer_that_was_deleted_is_made_anew(nats_server: NatsServer, stream: Stream, shelf: Shelf) -> None:
    with running(settings_for(nats_server, stream), shelf.receive) as feed:
        wait_until(feed.is_ready)
        stream.delete_consumer(DURABLE)
        stream.publish([b"one"])
        wait_until(lambda: shelf.bodies == [b"one"])
        wait_until(lambda: stream.pending(DURABLE) == 0)
        wait_until(feed.is_ready)


def test_a_subscription_that_was_lost_is_made_anew(nats_server: NatsServer, stream: Stream, shelf: Shelf) -> None:
    with running(settings_for(nats_server, stream), shelf.receive) as feed:
        wait_until(feed.is_ready)
        feed.lose_subscription()
        stream.publish([b"one"])
        wait_until(lambda: feed.lacks() == "deliveries")
        wait_until(lambda: shelf.bodies == [b"one"])
        wait_until(feed.is_ready)


def test_a_stream_that_was_made_anew_is_read_from_its_beginning(
    nats_server: NatsServer, stream: Stream, shelf: Shelf
) -> None:
    with running(settings_for(nats_server, stream), shelf.receive) as feed:
        stream.publish([b"one", b"two"])
        wait_until(lambda: len(shelf.bodies) == 2)
        stream.delete()
        stream.make()
        stream.publish([b"three"])
        wait_until(lambda: shelf.bodies == [b"one", b"two", b"three"])
        wait_until(feed.is_ready)


def test_without_its_stream_a_feed_that_has_begun_waits_for_it(
    nats_server: NatsServer, stream: Stream, shelf: Shelf
) -> None:
    with running(settings_for(nats_server, stream), shelf.receive) as feed:
        wait_until(feed.is_ready)
        stream.delete()
        wait_until(lambda: feed.lacks() == "settings")
        stream.make()
        wait_until(feed.is_ready)


def test_a_server_that_was_killed_is_found_again(own_server: NatsServer, shelf: Shelf) -> None:
    stream = own_server.stream("S")
    stream.publish([b"one"])
    with running(settings_for(own_server, stream), shelf.receive) as feed:
        wait_until(lambda: shelf.bodies == [b"one"])
        own_server.kill()
        wait_until(lambda: feed.lacks() == "connection")
        own_server.start()
        stream.publish([b"two"])
        wait_until(lambda: shelf.bodies == [b"one", b"two"])
        wait_until(feed.is_ready)


def test_a_feed_waits_for_a_server_that_is_not_there_yet(own_server: NatsServer, shelf: Shelf) -> None:
    stream = own_server.stream("S")
    own_server.kill()
    with running(settings_for(own_server, stream), shelf.receive) as feed:
        wait_until(lambda: feed.lacks() == "connection")
        own_server.start()
        wait_until(feed.is_ready)


def test_a_server_that_hangs_is_noticed(own_server: NatsServer, shelf: Shelf) -> None:
    stream = own_server.stream("S")
    with running(settings_for(own_server, stream), shelf.receive) as feed:
        wait_until(feed.is_ready)
        with own_server.hanging():
            wait_until(lambda: feed.lacks() == "connection")
        wait_until(feed.is_ready)
        stream.publish([b"one"])
        wait_until(lambda: shelf.bodies == [b"one"])


def test_a_feed_whose_user_was_taken_away_comes_back_with_it(own_server: NatsServer, shelf: Shelf) -> None:
    """The broker's own attempts to connect end for good when it is not let in."""
    own_server.configure(rest=WITH_US)
    own_server.restart()
    stream = Stream([own_server.url.replace("//", "//owner:x@")], "S")
    settings = settings_for(own_server, stream, servers=(own_server.url,), user="taker", password="y")
    with running(settings, shelf.receive) as feed:
        wait_until(feed.is_ready)
        own_server.configure(rest=WITHOUT_US)
        own_server.reload()
        wait_until(lambda: feed.lacks() == "connection")
        own_server.configure(rest=WITH_US)
        own_server.reload()
        wait_until(feed.is_ready)
        stream.publish([b"one"])
        wait_until(lambda: shelf.bodies == [b"one"])


def test_a_connection_that_is_closed_for_good_is_opened_anew(
    nats_server: NatsServer, stream: Stream, shelf: Shelf
) -> None:
    """The broker's loop would not let anything else run from then on."""
    with running(settings_for(nats_server, stream, patience=60), shelf.receive) as feed:
        wait_until(feed.is_ready)
        feed.close_connection()
        stream.publish([b"one"])
        wait_until(lambda: shelf.bodies == [b"one"])
        wait_until(feed.is_ready)


def test_a_server_that_brings_nothing_of_what_it_has_is_noticed(
    nats_server: NatsServer, stream: Stream, shelf: Shelf
) -> None:
    with running(settings_for(nats_server, stream), shelf.receive) as feed:
        wait_until(feed.is_ready)
        stream.pause_consumer(DURABLE)
        stream.publish([b"one"])
        wait_until(lambda: feed.lacks() == "deliveries")
        stream.resume_consumer(DURABLE)
        wait_until(lambda: shelf.bodies == [b"one"])
        wait_until(feed.is_ready)
