"""Somebody who has a stream of changes open while others work."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any, NamedTuple

from tests.adapters.inbound.api.office import Office

PATIENCE_SECONDS = 5.0
QUIET_SECONDS = 0.3
"""Three heartbeats: by then anything there was to tell has been told."""


class Heard(NamedTuple):
    kind: str
    data: Mapping[str, Any]


class Listener:
    """``status`` and ``headers`` of the answer; events are heard in order."""

    def __init__(self, office: Office, who: str, headers: Mapping[str, str]) -> None:
        told = {"authorization": f"Bearer {who}", **headers}
        self._scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/v1/changes",
            "raw_path": b"/v1/changes",
            "query_string": b"",
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in told.items()],
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
            "state": {},
        }
        self._app = office.app
        self._heard: Queue[Heard] = Queue()
        self._answered, self.has_ended = Event(), Event()
        self.status = 0
        self.headers: dict[str, str] = {}
        self.raw = ""
        self.last_id = ""
        self._thread = Thread(target=lambda: asyncio.run(self._listen()), daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._answered.wait(PATIENCE_SECONDS)

    def heard(self) -> Heard:
        """The next event."""
        return self._heard.get(timeout=PATIENCE_SECONDS)

    def hears_no_more(self) -> bool:
        """Whether nothing came for a while."""
        try:
            self._heard.get(timeout=QUIET_SECONDS)
        except Empty:
            return True
        return False

    def leave(self) -> None:
        self._loop.call_soon_threadsafe(self._gone.set)
        assert self.has_ended.wait(PATIENCE_SECONDS)
        self._thread.join(PATIENCE_SECONDS)

    async def _listen(self) -> None:
        self._loop, self._gone, asked = asyncio.get_running_loop(), asyncio.Event(), False

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await self._gone.wait()
            return {"type": "http.disconnect"}

        await self._app(self._scope, receive, self._take)
        self.has_ended.set()
        await self._gone.wait()

    async def _take(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        self.raw += message.get("body", b"").decode()
        if self.status == 200:
            for block in message.get("body", b"").decode().split("\n\n"):
                self._understand(block)
        self._answered.set()

    def _understand(self, block: str) -> None:
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        self.last_id = fields.get("id", self.last_id)
        if "event" in fields:
            self._heard.put(Heard(fields["event"], json.loads(fields["data"])))


@contextmanager
def listening(office: Office, who: str, **headers: str) -> Iterator[Listener]:
    listener = Listener(office, who, {name.replace("_", "-"): value for name, value in headers.items()})
    listener.start()
    try:
        yield listener
    finally:
        listener.leave()
