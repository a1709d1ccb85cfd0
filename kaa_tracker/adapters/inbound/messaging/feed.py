"""The feed from beginning to end: opened, watched, and opened anew for as long as nobody stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import nats.errors

from kaa_tracker.adapters.inbound.messaging.discretion import keep_clients_discreet
from kaa_tracker.adapters.inbound.messaging.readiness import Lacks, Readiness
from kaa_tracker.adapters.inbound.messaging.refused import FeedRefused
from kaa_tracker.adapters.inbound.messaging.session import open_session
from kaa_tracker.adapters.inbound.messaging.settings import FeedSettings
from kaa_tracker.adapters.inbound.messaging.taking import ReadEnvelope, Receive, Taking
from kaa_tracker.adapters.inbound.messaging.watching import Lost, Watch
from kaa_tracker.adapters.inbound.observing.allowed_keys import Sentence
from kaa_tracker.adapters.inbound.observing.errors import told_of
from kaa_tracker.adapters.inbound.observing.logs import logger
from kaa_tracker.adapters.inbound.pauses import growing, rest

log = logger(__name__)


class RegisterFeed:
    """Takes the register's messages from NATS JetStream into the inbox.

    ``receive`` is called in a thread of the feed's own, one batch at a time, and what it has not
    stored is never acknowledged, whatever it raises.
    """

    def __init__(
        self, settings: FeedSettings, receive: Receive, read_envelope: ReadEnvelope, now: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._receive = receive
        self._read_envelope = read_envelope
        self._lacks = Lacks(now)
        self._has_begun = False

    @property
    def readiness(self) -> Readiness:
        return self._lacks.readiness

    async def run(self, stop: asyncio.Event) -> None:
        """Return when ``stop`` is set and the batch in hand is finished, within the settings' ``grace``.

        Raises ``FeedRefused`` where messages would not be safe from the beginning. Later it
        says so by its readiness, takes nothing, and looks again.
        """
        keep_clients_discreet()
        thread = ThreadPoolExecutor(1, thread_name_prefix="inbox")
        taking = Taking(self._settings, self._receive, self._read_envelope, self._lacks, thread)
        try:
            while not stop.is_set():
                await self._sessions(taking, stop)
        finally:
            self._lacks.begin_only("stopped")
            thread.shutdown(wait=False)

    async def _sessions(self, taking: Taking, stop: asyncio.Event) -> None:
        """One after the other, until one has been open."""
        for pause in growing(self._settings.shortest_pause, self._settings.longest_pause):
            has_been_open = await self._session(taking, stop)
            if stop.is_set() or await rest(pause, stop) or has_been_open:
                return

    async def _session(self, taking: Taking, stop: asyncio.Event) -> bool:
        """Answers whether it was open, when it is no longer."""
        opened = False
        try:
            session = await open_session(self._settings, taking)
            try:
                subscription = await session.subscribe()
                opened = self._has_begun = True
                self._lacks.end("connection", "settings")
                await Watch(self._settings, session, subscription, taking, self._lacks).keep(stop)
            finally:
                await session.close()
        except FeedRefused as refused:
            if not self._has_begun:
                raise
            self._lacks.begin("settings")
            log.error("feed_refused", sentence=Sentence(refused))
        except Lost as lost:
            self._lacks.begin("connection")
            log.warning("feed_lost", sentence=Sentence(lost))
        except (nats.errors.Error, OSError, TimeoutError) as error:
            self._lacks.begin("connection")
            log.warning("feed_not_opened", **told_of(error))
        return opened
