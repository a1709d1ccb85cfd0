"""``python -m tests.faults.consumer ORDERS``: the feed into a real inbox, as a process that can be killed.

It writes a line whenever its readiness changes, and ends in good order on SIGTERM. Ordered to, it kills
itself when it has stored and not yet acknowledged: no kill from outside is sure to come in between.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import Any

from kaa_tracker.adapters.inbound.messages.register.envelope import read_envelope
from kaa_tracker.adapters.inbound.messaging.feed import RegisterFeed
from kaa_tracker.adapters.inbound.messaging.settings import FeedSettings
from kaa_tracker.adapters.outbound.clock import SystemClock
from kaa_tracker.adapters.outbound.database import Database, open_engine
from kaa_tracker.adapters.outbound.inbox.store import SqlInbox
from kaa_tracker.adapters.outbound.inbox.tables import create_inbox
from kaa_tracker.application.intake.inbox import Raw, Stored
from kaa_tracker.application.intake.receiving import Receiving

KEY = bytes(32)
_LOOK_EVERY = 0.01


@contextmanager
def opened_inbox(database: str) -> Iterator[SqlInbox]:
    """``database``: an address of PostgreSQL, or an SQLite file."""
    engine = open_engine(Database.parse(database) if "://" in database else Database.embedded(Path(database)))
    try:
        create_inbox(engine)
        yield SqlInbox(engine, KEY, KEY)
    finally:
        engine.dispose()


def main(orders: dict[str, Any]) -> None:
    logging.basicConfig(filename=orders["log"], level=logging.DEBUG)
    clock = SystemClock()
    settings = FeedSettings(servers=tuple(orders["servers"]), **orders["settings"])
    with opened_inbox(orders["database"]) as inbox:
        receiving = Receiving(inbox, clock, held=lambda: 0)

        def receive(messages: Sequence[Raw]) -> list[Stored]:
            stored = receiving.receive("nats", messages)
            if orders["dies_when_stored"]:
                os.kill(os.getpid(), SIGKILL)
            return stored

        asyncio.run(_run(RegisterFeed(settings, receive, read_envelope, clock.now)))


async def _run(feed: RegisterFeed) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(SIGTERM, stop.set)
    telling = asyncio.create_task(_tell(feed))
    await feed.run(stop)
    telling.cancel()


async def _tell(feed: RegisterFeed) -> None:
    told = ""
    while True:
        if (state := feed.readiness.reason or "ready") != told:
            sys.stdout.write(f"{state}\n")
            sys.stdout.flush()
            told = state
        await asyncio.sleep(_LOOK_EVERY)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
