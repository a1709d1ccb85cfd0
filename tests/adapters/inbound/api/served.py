"""A process that serves the application; its first line is where. Everything that is logged goes to stderr."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kaa_tracker.adapters.inbound.api.app import create_app
from kaa_tracker.adapters.inbound.api.serving import Tls, serve
from kaa_tracker.application.intake.inbox import Raw, Stored
from tests.adapters.inbound.api.intake.desk import Desk


def main(store_seconds: float, *certificate: str) -> None:
    """``store_seconds``: how long the store takes. ``certificate``: one file that holds the key too."""
    logging.basicConfig(level=logging.DEBUG)
    door = Desk().door

    def receive(messages: Sequence[Raw], delivery: str | None) -> list[Stored]:
        time.sleep(store_seconds)
        return door.receive(messages, delivery)

    tls = Tls(Path(certificate[0]), Path(certificate[0])) if certificate else None
    app = create_app(replace(door, receive=receive))
    serve(app, "127.0.0.1", 0, tls=tls, grace_seconds=2, opened=lambda address: print(address, flush=True))  # noqa: T201
    print("stores closed", flush=True)  # noqa: T201


main(float(sys.argv[1]), *sys.argv[2:])
