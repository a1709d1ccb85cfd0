"""What is too much is turned away at once, and the rest goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from threading import Event

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import StreamingResponse
from starlette.types import Message

from kaa_tracker.adapters.inbound.api import limits
from kaa_tracker.adapters.inbound.api.app import create_app
from kaa_tracker.adapters.inbound.api.edge import HEADERS, ONLY_TLS
from kaa_tracker.adapters.inbound.api.traffic import Traffic
from kaa_tracker.application.intake.inbox import Stored
from tests.adapters.inbound.api.intake.desk import FEED_TOKEN, LINES, Desk, message, problem

PUSH = {"Authorization": f"Bearer {FEED_TOKEN}", "Content-Type": LINES}


def asking(app: FastAPI, scheme: str = "http") -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"{scheme}://127.0.0.1")


def test_more_at_once_than_there_may_be_are_told_to_come_again(desk: Desk) -> None:
    begun, may_end = Event(), Event()

    def slow(messages: object, delivery: str | None) -> list[Stored]:
        begun.set()
        may_end.wait(10)
        return [Stored(1, "new")]

    app = create_app(replace(desk.door, receive=slow), traffic=Traffic(1))

    async def ask() -> list[httpx.Response]:
        async with asking(app) as client:
            first = asyncio.create_task(client.post("/v1/register-messages", content=message(1), headers=PUSH))
            await asyncio.to_thread(begun.wait, 10)
            second = await client.post("/v1/register-messages", content=message(2), headers=PUSH)
            health = await client.get("/health/live")
            may_end.set()
            return [await first, second, health, await client.get("/health/live")]

    first, second, health, _ = asyncio.run(ask())
    assert (first.status_code, health.status_code) == (202, 200)
    assert (second.status_code, problem(second)) == (503, "busy")
    assert int(second.headers["retry-after"]) > 0


def test_a_head_too_large_is_refused_wherever_it_is_large(desk: Desk) -> None:
    large = "x" * limits.MAX_HEAD_BYTES
    for answer in (desk.call("GET", f"/health/live?{large}"), desk.call("GET", "/health/live", headers={"X": large})):
        assert answer.status_code == 431
        assert answer.json()["type"].endswith("head_too_large")


def test_a_body_that_comes_too_slowly_is_not_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.05)

    async def hesitant() -> Message:
        await asyncio.sleep(0.04)
        return {"type": "http.request", "body": b"x", "more_body": True}

    sent = asyncio.run(_called(desk.app, hesitant))
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]


def test_a_server_that_stops_takes_up_nothing_more_and_still_says_how_it_is(desk: Desk) -> None:
    desk.app.state.traffic.stop()
    refused = desk.push(message(1))
    assert (refused.status_code, problem(refused)) == (503, "stopping")
    assert desk.bodies() == []
    assert desk.call("GET", "/health/live").status_code == 200


def test_a_stream_ends_when_the_server_stops_and_leaves_room_for_requests_meanwhile(desk: Desk) -> None:
    app = create_app(desk.door, traffic=Traffic(1))
    traffic: Traffic = app.state.traffic

    @app.get("/v1/for-ever")
    async def for_ever() -> StreamingResponse:
        async def beats() -> AsyncIterator[bytes]:
            while True:
                yield b":\n\n"
                await asyncio.sleep(0.01)

        return StreamingResponse(beats(), media_type="text/event-stream")

    async def follow() -> bool:
        whole = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Message:
            if told := next(whole, None):
                return told
            await asyncio.sleep(60)
            raise AssertionError

        following = asyncio.create_task(_called(app, receive, "/v1/for-ever"))
        while not traffic.in_hand:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        assert not traffic.is_full
        traffic.stop()
        await asyncio.wait_for(following, 5)
        return traffic.in_hand == 0

    assert asyncio.run(follow())


def test_every_answer_says_that_a_browser_may_do_nothing_with_it(desk: Desk) -> None:
    desk.fails = RuntimeError()
    for answer in (
        desk.call("GET", "/health/live"),
        desk.call("GET", "/nothing"),
        desk.call("PUT", "/health/live"),
        desk.call("GET", "/v1/quarantine"),
        desk.push(message(1)),
        desk.call("GET", "/health/live", headers={"X": "x" * limits.MAX_HEAD_BYTES}),
    ):
        assert answer.headers.items() >= {name.lower(): value for name, value in HEADERS.items()}.items()
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers
        assert not answer.headers.keys() & {name.lower() for name in ONLY_TLS}


def test_over_tls_the_browser_is_told_to_keep_to_it(desk: Desk) -> None:
    async def ask() -> httpx.Response:
        async with asking(desk.app, "https") as client:
            return await client.get("/health/live")

    assert "max-age" in asyncio.run(ask()).headers["strict-transport-security"]


async def _called(app: FastAPI, receive: Callable[[], Awaitable[Message]], path: str = "") -> list[Message]:
    """What the application sends of an answer, to a request made by hand."""
    sent: list[Message] = []

    async def send(told: Message) -> None:
        sent.append(told)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET" if path else "POST",
        "scheme": "http",
        "path": path or "/v1/register-messages",
        "raw_path": b"",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in PUSH.items()],
        "client": None,
        "server": None,
    }
    await app(scope, receive, send)
    return sent
