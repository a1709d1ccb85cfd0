"""The stream and our consumer of it: looked at before anything is taken, and again while it goes on."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo, DeliverPolicy, StreamInfo
from nats.js.errors import APIError, NotFoundError

from kaa_tracker.adapters.inbound.messaging.monitoring import read_disk_writes
from kaa_tracker.adapters.inbound.messaging.refused import FeedRefused
from kaa_tracker.adapters.inbound.messaging.safety import (
    consumer_faults,
    gets_messages_of,
    outlives_a_server,
    stream_faults,
)
from kaa_tracker.adapters.inbound.messaging.settings import MAY_LOSE, FeedSettings


class Seen(NamedTuple):
    """The consumer at a look: ``undelivered`` messages wait on the server, ``unacknowledged`` ones
    have been brought to somebody."""

    ack_wait: float
    undelivered: int
    unacknowledged: int


class Inspection:
    def __init__(self, settings: FeedSettings, jetstream: JetStreamContext) -> None:
        self._settings = settings
        self._jetstream = jetstream

    async def begin(self) -> Seen:
        """Make the consumer if there is none; the stream is for the owner of the servers to make.

        Raises ``FeedRefused`` where a message that was acknowledged could be lost, or that cannot be told.
        """
        stream = await self._stream()
        if self._settings.may_lose != MAY_LOSE and not outlives_a_server(stream.config):
            await self._check_disk_writes(stream)
        try:
            return await self.look()
        except NotFoundError:
            await self._make_consumer()
            return await self.look()

    async def look(self) -> Seen:
        """Raises ``FeedRefused``, or ``NotFoundError`` where the consumer is gone."""
        await self._stream()
        consumer = await self._jetstream.consumer_info(self._settings.stream, self._settings.durable)
        self._refuse("Konsumenten", self._settings.durable, consumer_faults(consumer.config, self._settings.subject))
        return _seen(consumer)

    async def _stream(self) -> StreamInfo:
        name = self._settings.stream
        try:
            stream = await self._jetstream.stream_info(name)
        except NotFoundError:
            raise FeedRefused(
                f"Strömmen {name} finns inte. Skapa den i NATS med lagring i fil, eller rätta KAA_NATS_STREAM."
            ) from None
        if not gets_messages_of(stream.config, self._settings.subject):
            raise FeedRefused(
                f"Strömmen {name} får inga meddelanden i ämnet {self._settings.subject}. Rätta KAA_NATS_SUBJECT, "
                "eller strömmens ämnen i NATS."
            )
        if self._settings.may_lose != MAY_LOSE:
            self._refuse("Strömmen", name, stream_faults(stream.config))
        return stream

    async def _check_disk_writes(self, stream: StreamInfo) -> None:
        url = self._settings.monitoring_url
        if url is None:
            raise self._uncertain("Ange KAA_NATS_MONITORING_URL, så att det går att kontrollera")
        try:
            writes = await asyncio.to_thread(read_disk_writes, url)
        except (OSError, ValueError):
            raise self._uncertain("KAA_NATS_MONITORING_URL svarar inte. Rätta den") from None
        leader = stream.cluster.leader if stream.cluster else None
        if writes.server != leader:
            raise self._uncertain(f"KAA_NATS_MONITORING_URL gäller en annan server än {leader}. Rätta den")
        if not writes.before_acknowledging:
            raise self._uncertain("Ändra jetstream.sync_interval till always i serverns inställningar")

    def _uncertain(self, what_to_do: str) -> FeedRefused:
        return FeedRefused(
            f"Strömmen {self._settings.stream} kan tappa kvitterade meddelanden om strömmen bryts. {what_to_do}, "
            f'lagra på minst tre servrar (num_replicas), eller skriv KAA_NATS_MAY_LOSE="{MAY_LOSE}".'
        )

    def _refuse(self, what: str, name: str, faults: list[str]) -> None:
        if faults:
            raise FeedRefused(f"{what} {name} kan tappa meddelanden: {'; '.join(faults)}.")

    async def _make_consumer(self) -> None:
        settings = self._settings
        wanted = ConsumerConfig(
            durable_name=settings.durable,
            ack_policy=AckPolicy.EXPLICIT,
            deliver_policy=DeliverPolicy.ALL,
            filter_subject=settings.subject,
            ack_wait=settings.ack_wait,
            max_ack_pending=settings.in_flight,
            max_deliver=-1,
        )
        try:
            await self._jetstream.add_consumer(settings.stream, wanted)
        except APIError as error:
            raise FeedRefused(
                f"Konsumenten {settings.durable} går inte att skapa i strömmen {settings.stream} "
                f"(NATS svarar {error.err_code}: {error.description}). Kontrollera KAA_NATS_SUBJECT och rättigheterna."
            ) from None


def _seen(consumer: ConsumerInfo) -> Seen:
    return Seen(
        ack_wait=consumer.config.ack_wait or 0,
        undelivered=consumer.num_pending or 0,
        unacknowledged=consumer.num_ack_pending or 0,
    )
