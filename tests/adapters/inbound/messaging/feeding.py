"""A feed that runs beside the test, into an inbox that remembers what it was given."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from kaa_tracker.adapters.inbound.messaging.feed import RegisterFeed
from kaa_tracker.adapters.inbound.messaging.readiness import Readiness
from kaa_tracker.adapters.inbound.messaging.session import Session
from kaa_tracker.adapters.inbound.messaging.settings import FeedSettings
from kaa_tracker.adapters.inbound.messaging.subscription import PatientSubscription
from kaa_tracker.application.intake.inbox import Raw, Stored
from tests.nats_servers import NatsServer, Stream

T = TypeVar("T")

DURABLE = "taker"
IMPATIENT = {
    "ack_wait": 2,
    "gather": 0.1,
    "look_every": 0.1,
    "patience": 1,
    "shortest_pause": 0.05,
    "longest_pause": 0.2,
    "grace": 2,
}


class Shelf:
    """Where ``receive`` puts messages: once each, and nothing of a call that fails."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.calls = 0
        self.fails_with: Callable[[], BaseException] | None = None

    def receive(self, messages: Sequence[Raw]) -> list[Stored]:
        self.calls += 1
        if self.fails_with is not None:
            raise self.fails_with()
        return [self._stored(message.body) for message in messages]

    def _stored(self, body: bytes) -> Stored:
        if body in self.bodies:
            return Stored(self.bodies.index(body), "repeat")
        self.bodies.append(body)
        return Stored(len(self.bodies) - 1, "new")


class RunningFeed:
    """A feed in a thread and a loop of its own, as a test asks it from outside."""

    def __init__(self, feed: RegisterFeed) -> None:
        self._feed = feed
        self._runner = asyncio.Runner()
        self._loop = self._runner.get_loop()
        self._stop = asyncio.Event()
        self._thread = ThreadPoolExecutor(1)
        self._ended = self._thread.submit(self._run)

    @property
    def readiness(self) -> Readiness:
        return self._feed.readiness

    def is_ready(self) -> bool:
        return self.readiness.ready

    def lacks(self) -> str | None:
        return self.readiness.reason

    def stop(self) -> None:
        """Return when it has ended; raises what it raised."""
        with suppress(RuntimeError):  # it may have ended by itself, and its loop with it
            self._loop.call_soon_threadsafe(self._stop.set)
        self._ended.result(30)
        self._thread.shutdown()

    def lose_subscription(self) -> None:
        """As if the server had forgotten it; nothing in the process is told."""
        [subscription] = self._within(PatientSubscription)
        asyncio.run_coroutine_threadsafe(subscription.unsubscribe(), self._loop).result(5)

    def close_connection(self) -> None:
        """As the client does when the server tells it something it does not know."""
        [session] = self._within(Session)
        asyncio.run_coroutine_threadsafe(session.connection.close(), self._loop).result(5)

    def _within(self, kind: type[T]) -> list[T]:
        """What the feed is made of and shows nobody."""
        gc.collect()
        return [part for part in gc.get_objects() if isinstance(part, kind)]

    def _run(self) -> None:
        with self._runner:
            self._runner.run(self._feed.run(self._stop))


def settings_for(server: NatsServer, stream: Stream, **others: Any) -> FeedSettings:
    """Impatient ones, so that a test takes seconds."""
    return FeedSettings(
        **{
            "servers": tuple(stream.urls),
            "stream": stream.name,
            "durable": DURABLE,
            "subject": stream.subject,
            "monitoring_url": server.monitoring_url,
            **IMPATIENT,
            **others,
        }
    )


@contextmanager
def running(settings: FeedSettings, receive: Callable[[Sequence[Raw]], list[Stored]]) -> Iterator[RunningFeed]:
    beside = RunningFeed(RegisterFeed(settings, receive, as_it_is, lambda: datetime.now(UTC)))
    try:
        yield beside
    finally:
        beside.stop()


def as_it_is(body: bytes) -> Raw:
    return Raw(body, None)
