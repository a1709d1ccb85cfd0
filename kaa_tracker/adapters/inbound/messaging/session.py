"""One broker, from its opening to its closing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import cast

import nats.errors
from faststream.middlewares import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.message import NatsBatchMessage
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from kaa_tracker.adapters.inbound.messaging.connection import make_broker
from kaa_tracker.adapters.inbound.messaging.inspection import Inspection, Seen
from kaa_tracker.adapters.inbound.messaging.settings import FeedSettings
from kaa_tracker.adapters.inbound.messaging.subscription import PatientSubscription
from kaa_tracker.adapters.inbound.messaging.taking import Taking
from kaa_tracker.adapters.inbound.observing.errors import told_of
from kaa_tracker.adapters.inbound.observing.logs import logger

log = logger(__name__)

_CLOSING_SECONDS = 2
_PAUSE_AFTER_FAILURE = 0.5


class Session:
    def __init__(
        self,
        settings: FeedSettings,
        taking: Taking,
        connection: Client,
        broker: NatsBroker,
        inspection: Inspection,
        seen: Seen,
    ) -> None:
        self._settings = settings
        self._taking = taking
        self._broker = broker
        self._leaving = asyncio.Event()
        self._stop_asking: Callable[[], Awaitable[None]] | None = None
        self.connection = connection
        self.inspection = inspection
        self.seen = seen

    async def subscribe(self) -> PatientSubscription:
        """From now on messages come."""
        settings = self._settings
        subscriber = self._broker.subscriber(
            settings.subject,
            stream=JStream(settings.stream, declare=False),
            durable=settings.durable,
            pull_sub=PullSub(batch_size=settings.batch, timeout=settings.gather, batch=True),
            ack_policy=AckPolicy.MANUAL,
            decoder=_as_they_came,
            no_reply=True,
            include_in_schema=False,
        )
        subscriber(self._take)
        self._stop_asking = subscriber.stop
        await self._broker.start()
        assert subscriber.subscription is not None
        patient = PatientSubscription(subscriber.subscription, _PAUSE_AFTER_FAILURE)
        subscriber.subscription = cast("JetStreamContext.PullSubscription", patient)
        return patient

    async def close(self) -> None:
        """Let the batch in hand be finished, if there is time; what is not acknowledged comes again.

        Without the farewell of the broker, which waits for the answer of a server that may hang.
        """
        self._leaving.set()
        if self._stop_asking is not None:
            try:
                async with asyncio.timeout(self._settings.grace + _CLOSING_SECONDS):
                    await self._stop_asking()
            except (nats.errors.Error, TimeoutError) as error:
                log.info("batch_left", **told_of(error))
        await close_connection(self.connection)

    async def _take(self, batch: Sequence[Msg]) -> None:
        await self._taking.take(batch, self.seen.ack_wait, self._leaving)


async def open_session(settings: FeedSettings, taking: Taking) -> Session:
    """Connected, and the stream found safe. Raises ``FeedRefused``, and what the client raises."""
    broker = make_broker(settings)
    async with asyncio.timeout(settings.patience):
        connection = await broker.connect()
    try:
        inspection = Inspection(settings, connection.jetstream())
        return Session(settings, taking, connection, broker, inspection, await inspection.begin())
    except BaseException:
        await close_connection(connection)
        raise


async def close_connection(connection: Client) -> None:
    try:
        async with asyncio.timeout(_CLOSING_SECONDS):
            await connection.close()
    except (nats.errors.Error, OSError, TimeoutError) as error:
        log.info("connection_left_open", **told_of(error))


async def _as_they_came(batch: NatsBatchMessage) -> list[Msg]:
    """The broker would read each body as JSON, and log one that it cannot read."""
    return batch.raw_message
