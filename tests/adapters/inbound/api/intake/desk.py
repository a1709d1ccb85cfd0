"""The application in a test, with an inbox behind it and callers in front of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from threading import Lock
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.app import create_app, openapi
from kaa_tracker.adapters.inbound.api.guarding import Guard
from kaa_tracker.adapters.inbound.api.intake.door import IntakeDoor
from kaa_tracker.adapters.inbound.api.problems import Problem
from kaa_tracker.adapters.inbound.messages.register.envelope import read_envelope
from kaa_tracker.application.intake.inbox import Raw, Stored
from kaa_tracker.application.intake.receiving import Receiving
from kaa_tracker.domain.access.roles import Posting, Role, User
from tests.adapters.inbound.api.described import check
from tests.inbox_in_memory import InboxInMemory

FEED_TOKEN = "feed-0123456789abcdefghijklmnopqrstuv"
COORDINATOR, SOMEBODY = "berit.blom", "lena.lind"
"""Who signs in: each with the name for a token."""

ONE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
LINES = "application/x-ndjson"

NOW = datetime(2026, 8, 20, 3, tzinfo=UTC)


class StoreAway(Exception):
    """What the store raises when it cannot be reached."""


class ClockAtRest:
    def now(self) -> datetime:
        return NOW

    def today(self) -> date:
        return NOW.date()


class ByName:
    """Believes a token that is the name of somebody who works here."""

    async def check(self, request: Request) -> None:
        name = request.headers.get("authorization", "").removeprefix("Bearer ")
        if name not in (COORDINATOR, SOMEBODY):
            raise Problem("unauthenticated", {"WWW-Authenticate": "Bearer"})
        role: Role = "register_coordinator" if name == COORDINATOR else "local_coordinator"
        request.state.user = User(name, (Posting(role, "" if name == COORDINATOR else "globen"),))


class Desk:
    """``fails``: what the store raises instead of storing."""

    def __init__(self, *, feed_token: str | None = FEED_TOKEN, sign_in: Guard | None = None) -> None:
        self.inbox = InboxInMemory()
        self.calls = 0
        self.woken = 0
        self.lacks: list[str] = []
        self.fails: Exception | None = None
        self._transaction = Lock()
        self._receiving = Receiving(self.inbox, ClockAtRest(), lambda: 0)
        self.door = IntakeDoor(
            feed_token=SecretStr(feed_token) if feed_token is not None else None,
            sign_in=sign_in or ByName(),
            read_envelope=read_envelope,
            receive=self._receive,
            inbox=self.inbox,
            clock=ClockAtRest(),
            reasons=lambda: ("mended", "announced"),
            what_to_do=lambda reason: f"Det här gör du åt {reason}.",
            wake=self._wake,
            lacks=lambda: self.lacks,
            outages=(StoreAway,),
        )

    @cached_property
    def app(self) -> FastAPI:
        return create_app(self.door)

    def push(self, body: Any, media_type: str = LINES, delivery: str | None = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {FEED_TOKEN}", "Content-Type": media_type, **more.pop("headers", {})}
        named = {} if delivery is None else {"delivery": delivery}
        return self.call("POST", "/v1/register-messages", content=body, headers=headers, params=named, **more)

    def ask(self, method: str, path: str, who: str = COORDINATOR, **more: Any) -> httpx.Response:
        """As the register coordinator, unless somebody else asks."""
        return self.call(method, path, headers={"Authorization": f"Bearer {who}"}, **more)

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            async with self.client() as client:
                return await client.request(method, path, **more)

        answer = asyncio.run(once())
        check(DOCUMENT, answer)
        return answer

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://127.0.0.1")

    def bodies(self) -> list[bytes]:
        """What is in the inbox that nobody has looked at, oldest first."""
        return [message.body for message in self.inbox.received(1_000_000)]

    def _receive(self, messages: Sequence[Raw], delivery: str | None) -> list[Stored]:
        self.calls += 1
        if self.fails:
            raise self.fails
        with self._transaction:
            return self._receiving.receive("https", messages, delivery)

    def _wake(self) -> None:
        self.woken += 1


DOCUMENT = openapi(Desk().app)
"""The description of the API."""


def message(number: int, **data: object) -> bytes:
    """A message of that number."""
    envelope = {
        "specversion": "1.0",
        "id": f"2026/{number}",
        "source": "https://ber.example/kaa",
        "type": "se.stockholm.ber.kaa.left.v1",
        "subject": f"p-{number}",
        "time": "2026-08-20T03:00:00Z",
        "datacontenttype": "application/json",
        "data": {"revision": 2, "left_on": "2026-08-19", "reason": "moved", "district": "farsta", **data},
    }
    return json.dumps(envelope).encode()


def told(answer: httpx.Response) -> list[tuple[int, str]]:
    """What a receipt says of each message."""
    return [(place["number"], place["how"]) for place in answer.json()["messages"]]


def problem(answer: httpx.Response) -> str:
    """The code of a problem document, having checked that it is one."""
    document = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert document["status"] == answer.status_code
    assert document["title"]
    assert document["detail"]
    code: str = document["type"].removeprefix("urn:problem-type:kaa:")
    return code
