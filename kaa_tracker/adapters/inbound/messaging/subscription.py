"""A pull subscription that loses no time, save over failures, and knows when it last heard anything."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import nats.errors
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js import JetStreamContext

from kaa_tracker.adapters.inbound.observing.errors import told_of
from kaa_tracker.adapters.inbound.observing.logs import logger

log = logger(__name__)


class EagerSubscription(Subscription):
    """What has come is taken at once: to wait for each message in a task of its own is half the cost of a message."""

    async def next_msg(self, timeout: float | None = 1.0) -> Msg:
        if self._conn.is_closed or self._pending_queue.empty():
            return await super().next_msg(timeout)
        message = self._pending_queue.get_nowait()
        self._pending_size -= len(message.data)
        self._pending_queue.task_done()
        return message


class PatientSubscription:
    """Stands in the broker's loop for the subscription it is given.

    The loop asks again at once whatever the answer was. A closed connection answers without waiting, and
    such a loop lets nothing else in the process run; a consumer that is gone answers as fast as the
    server can. So a pause follows a failure here, and the loop is told what it takes for "nothing came":
    of anything else it would throw away what it has gathered so far, or end.
    """

    def __init__(self, subscription: JetStreamContext.PullSubscription, pause: float) -> None:
        subscription._sub.__class__ = EagerSubscription
        self._subscription = subscription
        self._pause = pause
        self._failing: type[Exception] | None = None
        self.asked_at = time.monotonic()
        """When it last had an answer, if only that there is nothing."""
        self.brought = 0
        """How many messages it has brought."""

    async def fetch(self, batch: int = 1, timeout: float | None = None) -> list[Msg]:
        try:
            messages = await self._subscription.fetch(batch, timeout)
        except TimeoutError:
            self._answered()
            raise nats.errors.TimeoutError from None
        except nats.errors.Error as error:
            await self._failed(error)
            raise nats.errors.TimeoutError from None
        self._answered()
        self.brought += len(messages)
        if not messages:
            await asyncio.sleep(self._pause)
        return messages

    async def unsubscribe(self) -> None:
        """A connection that is gone has no subscription left to end."""
        with suppress(nats.errors.Error):
            await self._subscription.unsubscribe()

    def _answered(self) -> None:
        self.asked_at = time.monotonic()
        self._failing = None

    async def _failed(self, error: nats.errors.Error) -> None:
        if self._failing is not type(error):
            log.warning("messages_not_asked_for", **told_of(error))
        self._failing = type(error)
        await asyncio.sleep(self._pause)
