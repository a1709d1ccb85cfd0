"""Somebody beside the broker, who notices when it asks for nothing or is brought nothing."""

from __future__ import annotations

import asyncio
import time

import nats.errors
from nats.js.errors import NotFoundError

from kaa_tracker.adapters.inbound.messaging.inspection import Seen
from kaa_tracker.adapters.inbound.messaging.readiness import Lacks
from kaa_tracker.adapters.inbound.messaging.session import Session
from kaa_tracker.adapters.inbound.messaging.settings import FeedSettings
from kaa_tracker.adapters.inbound.messaging.subscription import PatientSubscription
from kaa_tracker.adapters.inbound.messaging.taking import Taking
from kaa_tracker.adapters.inbound.pauses import rest


class Lost(Exception):
    """The session is of no more use; the message says why, to those who run the program."""


class Watch:
    def __init__(
        self,
        settings: FeedSettings,
        session: Session,
        subscription: PatientSubscription,
        taking: Taking,
        lacks: Lacks,
    ) -> None:
        self._settings = settings
        self._session = session
        self._subscription = subscription
        self._taking = taking
        self._lacks = lacks
        self._answered_at = time.monotonic()
        self._idle_since: float | None = None
        self._brought = 0

    async def keep(self, stop: asyncio.Event) -> None:
        """Return when ``stop`` is set. Raises ``Lost``, or ``FeedRefused`` when the stream is no longer safe."""
        while not await rest(self._settings.look_every, stop):
            await self._look()

    async def _look(self) -> None:
        if not self._session.connection.is_connected:
            self._no_answer()
            return
        try:
            async with asyncio.timeout(self._settings.patience):
                seen = await self._session.inspection.look()
        except NotFoundError:
            raise Lost("the consumer is gone") from None
        except (nats.errors.Error, TimeoutError):
            self._no_answer()
        else:
            self._answered_at = time.monotonic()
            self._lacks.end("connection")
            self._judge(seen)

    def _no_answer(self) -> None:
        self._lacks.begin("connection")
        self._idle_since = None
        if self._session.connection.is_closed:
            raise Lost("the connection was closed")
        if self._is_long_ago(self._answered_at):
            raise Lost("no server answers")

    def _judge(self, seen: Seen) -> None:
        if not seen.unacknowledged:
            self._lacks.end("database")  # if it had failed us, somebody else has stored what we held
        free_since = self._taking.free_since
        if free_since is None:
            self._idle_since = None
        elif self._is_long_ago(max(free_since, self._subscription.asked_at)):
            raise Lost("messages are no longer asked for")
        else:
            self._judge_deliveries(seen)

    def _judge_deliveries(self, seen: Seen) -> None:
        """Idle is only who could have had messages: from the first look that saw some wait and none brought."""
        if not seen.undelivered or self._subscription.brought > self._brought:
            self._brought, self._idle_since = self._subscription.brought, None
            self._lacks.end("deliveries")
        elif self._idle_since is None:
            self._idle_since = time.monotonic()
        elif self._is_long_ago(self._idle_since):
            self._lacks.begin("deliveries")
            raise Lost("the server has messages and brings none")

    def _is_long_ago(self, moment: float) -> bool:
        return time.monotonic() - moment > self._settings.patience
