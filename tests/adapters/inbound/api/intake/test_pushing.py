"""What is pushed lies in the inbox as it came, or is not acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from kaa_tracker.adapters.inbound.api.intake import pushing
from tests.adapters.inbound.api.intake.desk import (
    BATCH,
    FEED_TOKEN,
    LINES,
    ONE,
    Desk,
    StoreAway,
    message,
    problem,
    told,
)

THREE = [message(1), message(2), message(3)]


@pytest.mark.parametrize(
    ("media_type", "body", "messages"),
    [
        (ONE, message(1), [message(1)]),
        (ONE + "; charset=utf-8", message(1) + b"\n", [message(1)]),
        (BATCH, b"[" + b", ".join(THREE) + b"]", THREE),
        (LINES, b"\n".join(THREE), THREE),
        (LINES, b"\r\n".join(THREE) + b"\r\n\r\n", THREE),
        (LINES.upper(), message(1), [message(1)]),
    ],
)
def test_messages_lie_in_the_inbox_as_they_came(
    desk: Desk, media_type: str, body: bytes, messages: list[bytes]
) -> None:
    answer = desk.push(body, media_type)
    assert answer.status_code == 202
    assert desk.bodies() == messages
    assert [how for _, how in told(answer)] == ["new"] * len(messages)
    assert [number for number, _ in told(answer)] == [found.number for found in desk.inbox.received(10)]
    assert (desk.calls, desk.woken) == (1, 1)


def test_the_answer_tells_new_from_repeated_and_from_a_name_used_again(desk: Desk) -> None:
    first = told(desk.push(message(1)))
    again = told(desk.push(b"\n".join([message(2), message(1), message(1, reason="died"), message(2)])))
    assert [how for _, how in again] == ["new", "repeat", "reused", "repeat"]
    assert again[1] == (first[0][0], "repeat")
    assert again[3][0] == again[0][0]


def test_what_is_no_message_is_taken_all_the_same(desk: Desk) -> None:
    poison = [b'{"a":NaN}', b"\xff\xfe", b'{"a":"\x00"}', b"[" * 1_000 + b"]" * 1_000]
    bodies = [message(1), *poison, message(2)]
    assert desk.push(b"\n".join(bodies)).status_code == 202
    assert desk.push(b"[" + b",".join(bodies) + b"]", BATCH).status_code == 202
    assert desk.bodies() == bodies


def test_a_delivery_has_the_name_it_is_given(desk: Desk) -> None:
    desk.push(message(1), delivery="school-start:2026_a.b")
    desk.push(message(2))
    assert [found.name for found in desk.inbox.deliveries(limit=9)] == ["2026-08-20", "school-start:2026_a.b"]


@pytest.mark.parametrize("name", ["", "a b", "a/b", "å", "a\n", "x" * 101, "<b>"])
def test_another_name_is_refused(desk: Desk, name: str) -> None:
    answer = desk.push(message(1), delivery=name)
    assert (answer.status_code, problem(answer)) == (422, "invalid")
    assert [(one["in"], one["path"]) for one in answer.json()["errors"]] == [("query", "$.delivery")]
    assert desk.bodies() == []


@pytest.mark.parametrize("body", [b"{}", b"[1", b"[1,,2]", b'[{"a": "x}]', b"[1] 2"])
def test_an_array_that_cannot_be_split_is_refused_whole(desk: Desk, body: bytes) -> None:
    answer = desk.push(body, BATCH)
    assert (answer.status_code, problem(answer)) == (400, "not_an_array")
    assert desk.calls == 0


@pytest.mark.parametrize(("media_type", "body"), [(ONE, b""), (ONE, b" \n"), (LINES, b"\n\n"), (BATCH, b"[ ]")])
def test_no_messages_at_all_are_told_to_the_sender(desk: Desk, media_type: str, body: bytes) -> None:
    answer = desk.push(body, media_type)
    assert (answer.status_code, problem(answer)) == (400, "no_messages")
    assert desk.calls == 0


@pytest.mark.parametrize(
    "media_type",
    ["", "application/json", "text/plain", "multipart/form-data", LINES + "x", LINES + "; charset=utf-16"],
)
def test_another_format_is_refused(desk: Desk, media_type: str) -> None:
    answer = desk.push(message(1), media_type)
    assert (answer.status_code, problem(answer)) == (415, "unsupported_format")


def test_a_compressed_body_is_refused(desk: Desk) -> None:
    assert desk.push(message(1), headers={"Content-Encoding": "gzip"}).status_code == 415


def test_ten_thousand_messages_are_one_call_and_one_transaction(desk: Desk) -> None:
    answer = desk.push(b"\n".join(message(n) for n in range(10_000)))
    assert len({number for number, _ in told(answer)}) == 10_000
    assert (desk.calls, len(desk.bodies())) == (1, 10_000)


def test_more_messages_than_are_taken_at_once_are_refused(desk: Desk) -> None:
    for body, media_type in ((b"1\n" * 100_001, LINES), (b"[1" + b",1" * 100_000 + b"]", BATCH)):
        answer = desk.push(body, media_type)
        assert (answer.status_code, problem(answer)) == (413, "too_large")
    assert desk.calls == 0


def test_a_body_that_says_it_is_too_large_is_not_read(desk: Desk) -> None:
    async def body() -> AsyncIterator[bytes]:
        raise AssertionError("it was read")
        yield b""

    answer = desk.push(body(), headers={"Content-Length": str(pushing.MAX_BYTES + 1)})
    assert (answer.status_code, problem(answer)) == (413, "too_large")


def test_a_body_that_does_not_say_so_is_read_no_further_than_the_bound(desk: Desk) -> None:
    asked = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield bytes(1 << 20)

    answer = desk.push(body())
    assert (answer.status_code, problem(answer)) == (413, "too_large")
    assert asked == (pushing.MAX_BYTES >> 20) + 1
    assert desk.calls == 0


def test_a_body_that_comes_too_slowly_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing, "BODY_SECONDS", 0.01)

    async def body() -> AsyncIterator[bytes]:
        yield message(1)
        await asyncio.sleep(60)

    answer = desk.push(body())
    assert (answer.status_code, problem(answer)) == (408, "too_slow")
    assert desk.calls == 0


def test_a_sender_who_leaves_halfway_has_sent_nothing(desk: Desk) -> None:
    async def halfway() -> list[object]:
        parts: Iterator[dict[str, object]] = iter(
            [{"type": "http.request", "body": message(1), "more_body": True}, {"type": "http.disconnect"}]
        )
        sent: list[object] = []

        async def receive() -> dict[str, object]:
            return next(parts)

        async def send(part: object) -> None:
            sent.append(part)

        headers = [(b"authorization", b"Bearer " + FEED_TOKEN.encode()), (b"content-type", LINES.encode())]
        scope = {"type": "http", "method": "POST", "path": "/v1/register-messages", "headers": headers}
        await desk.app({**scope, "query_string": b"", "root_path": "", "http_version": "1.1"}, receive, send)
        return sent

    assert asyncio.run(halfway()) == []
    assert desk.calls == 0


@pytest.mark.parametrize("error", [StoreAway("the store"), OSError("disk full"), ValueError("a fault of ours")])
def test_what_cannot_be_stored_is_not_acknowledged(desk: Desk, error: Exception) -> None:
    desk.fails = error
    answer = desk.push(b"\n".join(THREE))
    assert (answer.status_code, problem(answer)) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0
    assert (desk.bodies(), desk.woken) == ([], 0)
    desk.fails = None
    assert [how for _, how in told(desk.push(b"\n".join(THREE)))] == ["new"] * 3


def test_the_same_call_made_many_times_at_once_stores_once(desk: Desk) -> None:
    body = b"\n".join(message(n) for n in range(100))
    headers = {"Authorization": f"Bearer {FEED_TOKEN}", "Content-Type": LINES}

    async def at_once() -> list[httpx.Response]:
        async with desk.client() as client:
            calls = [client.post("/v1/register-messages", content=body, headers=headers) for _ in range(20)]
            return await asyncio.gather(*calls)

    answers = asyncio.run(at_once())
    assert {answer.status_code for answer in answers} == {202}
    assert sorted(how for answer in answers for _, how in told(answer)) == ["new"] * 100 + ["repeat"] * 1_900
    assert len({tuple(number for number, _ in told(answer)) for answer in answers}) == 1
    assert len(desk.bodies()) == 100


def test_no_more_bodies_are_held_at_once_than_there_is_room_for(desk: Desk) -> None:
    held = most = 0

    async def body(number: int) -> AsyncIterator[bytes]:
        nonlocal held, most
        held += 1
        most = max(most, held)
        await asyncio.sleep(0.01)
        yield message(number)
        held -= 1

    headers = {"Authorization": f"Bearer {FEED_TOKEN}", "Content-Type": LINES}

    async def at_once() -> list[httpx.Response]:
        async with desk.client() as client:
            calls = [client.post("/v1/register-messages", content=body(n), headers=headers) for n in range(20)]
            return await asyncio.gather(*calls)

    assert {answer.status_code for answer in asyncio.run(at_once())} == {202}
    assert most == pushing.AT_ONCE
    assert len(desk.bodies()) == 20
