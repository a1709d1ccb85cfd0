"""A batch from the server into the inbox, and then the receipts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from typing import TypeAlias

import nats.errors
from nats.aio.msg import Msg

from kaa_tracker.adapters.inbound.messaging.readiness import Lacks
from kaa_tracker.adapters.inbound.messaging.settings import FeedSettings
from kaa_tracker.adapters.inbound.observing.errors import told_of
from kaa_tracker.adapters.inbound.observing.logs import logger
from kaa_tracker.adapters.inbound.pauses import growing, rest
from kaa_tracker.application.intake.inbox import Raw, Stored

log = logger(__name__)

Receive: TypeAlias = Callable[[Sequence[Raw]], list[Stored]]
"""Stores the messages durably, all or none; it may wait for a database, so it runs in a thread."""

ReadEnvelope: TypeAlias = Callable[[bytes], Raw]
"""Never fails, whatever the bytes are."""

_RECEIPT_SECONDS = 5


class Taking:
    """While it holds a batch nothing more is asked for: that is the pause when the database is away."""

    def __init__(
        self, settings: FeedSettings, receive: Receive, read_envelope: ReadEnvelope, lacks: Lacks, thread: Executor
    ) -> None:
        self._settings = settings
        self._receive = receive
        self._read_envelope = read_envelope
        self._lacks = lacks
        self._thread = thread
        self.free_since: float | None = time.monotonic()
        """``None`` while it holds a batch."""

    async def take(self, batch: Sequence[Msg], ack_wait: float, leaving: asyncio.Event) -> None:
        """Return when the batch is stored and acknowledged, or is left for the server to bring again."""
        self.free_since = None
        claim = asyncio.create_task(_keep_claim(batch, ack_wait / 3))
        try:
            if await self._stored(batch, leaving):
                await _acknowledge(batch)
        finally:
            claim.cancel()
            self.free_since = time.monotonic()

    async def _stored(self, batch: Sequence[Msg], leaving: asyncio.Event) -> bool:
        """Try until it is; answers whether it is, when there is no more time to try."""
        for pause in growing(self._settings.shortest_pause, self._settings.longest_pause):
            try:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._store, batch)
            except Exception as error:  # noqa: BLE001 - whatever it is, what is not stored is not acknowledged
                self._lacks.begin("database")
                log.warning("inbox_away", count=len(batch), **told_of(error))
            else:
                self._lacks.end("database")
                return True
            if await rest(pause, leaving):
                break
        return False

    def _store(self, batch: Sequence[Msg]) -> None:
        self._receive([self._read_envelope(message.data) for message in batch])


async def _keep_claim(batch: Sequence[Msg], every: float) -> None:
    """Tell the server now and then that the messages are being worked on."""
    while True:
        await asyncio.sleep(every)
        with suppress(nats.errors.Error):
            for message in batch:
                await message.in_progress()


async def _acknowledge(batch: Sequence[Msg]) -> None:
    """The last receipt is answered by the server, which has had the others by then.

    One that does not arrive does no harm: the message comes again, and the inbox knows it.
    """
    try:
        for message in batch[:-1]:
            await message.ack()
        await batch[-1].ack_sync(_RECEIPT_SECONDS)
    except nats.errors.Error as error:
        log.warning("receipts_in_doubt", **told_of(error))
