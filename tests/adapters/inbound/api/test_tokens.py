"""A door opens to its own token, and to nothing that resembles it."""

from __future__ import annotations

import pytest

from kaa_tracker.adapters.inbound.api.tokens import SHORTEST
from tests.adapters.inbound.api.described import untraced
from tests.adapters.inbound.api.intake.desk import COORDINATOR, FEED_TOKEN, LINES, SOMEBODY, Desk, message, problem

BAD: list[list[tuple[bytes, bytes]]] = [
    [],
    *(
        [(b"authorization", value)]
        for value in (
            b"",
            b"Bearer",
            b"Bearer ",
            b"bearer\t" + FEED_TOKEN.encode(),
            FEED_TOKEN.encode(),
            b"Bearer  " + FEED_TOKEN.encode(),
            b"Bearer " + FEED_TOKEN.encode() + b" ",
            b"Bearer " + FEED_TOKEN.encode() + b"=",
            b"Bearer " + FEED_TOKEN[:-1].encode(),
            b"Bearer " + FEED_TOKEN[1:].encode(),
            b"Bearer " + FEED_TOKEN.upper().encode(),
            b"Bearer " + FEED_TOKEN.encode() + FEED_TOKEN.encode(),
            b"Bearer " + FEED_TOKEN.encode() + b"," + FEED_TOKEN.encode(),
            b'Bearer "' + FEED_TOKEN.encode() + b'"',
            b"Bearer " + FEED_TOKEN[::-1].encode(),
            b"Bearer " + FEED_TOKEN.replace("f", "\u00e5", 1).encode(),
            b"Bearer " + FEED_TOKEN.replace("f", "\u00e5", 1).encode("latin-1"),
            b"Bearer \xff\xfe\x00",
            b"Bearer null",
            b"Bearer " + b"a" * 100_000,
            b"Bearer " + COORDINATOR.encode(),
            b"Basic " + FEED_TOKEN.encode(),
            b"Token " + FEED_TOKEN.encode(),
            b"Bearer:" + FEED_TOKEN.encode(),
            b"Bearer eyJhbGciOiJub25lIn0.e30.",
        )
    ),
    [(b"authorization", b"Bearer " + FEED_TOKEN.encode())] * 2,
    [(b"authorization", b"Basic x"), (b"authorization", b"Bearer " + FEED_TOKEN.encode())],
    [(b"x-authorization", b"Bearer " + FEED_TOKEN.encode())],
    [(b"cookie", b"authorization=Bearer " + FEED_TOKEN.encode())],
]


@pytest.mark.parametrize("headers", BAD)
def test_every_bad_token_gets_the_same_answer(desk: Desk, headers: list[tuple[bytes, bytes]]) -> None:
    answer = desk.call(
        "POST", "/v1/register-messages", content=message(1), headers=[(b"content-type", LINES.encode()), *headers]
    )
    without = desk.call("POST", "/v1/register-messages")
    assert (answer.status_code, problem(answer)) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert (answer.content, untraced(answer)) == (without.content, untraced(without))
    assert desk.calls == 0


def test_a_token_in_the_address_opens_nothing(desk: Desk) -> None:
    assert desk.call("POST", f"/v1/register-messages?access_token={FEED_TOKEN}").status_code == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_right_token_opens(desk: Desk, scheme: str) -> None:
    assert desk.push(message(1), headers={"Authorization": f"{scheme} {FEED_TOKEN}"}).status_code == 202


COORDINATORS = pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/intake/deliveries"),
        ("GET", "/v1/intake/days"),
        ("POST", "/v1/intake/deliveries/1/release"),
        ("POST", "/v1/intake/deliveries/1/reject"),
        ("GET", "/v1/quarantine"),
        ("GET", "/v1/quarantine/1"),
        ("POST", "/v1/quarantine/retries"),
        ("POST", "/v1/quarantine/discards"),
    ],
)


@COORDINATORS
def test_the_feeds_token_does_not_open_what_is_the_coordinators(desk: Desk, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": f"Bearer {FEED_TOKEN}"}):
        answer = desk.call(method, path, content=b"{ no json", headers={**headers, "Content-Type": "application/json"})
        assert (answer.status_code, problem(answer)) == (401, "unauthenticated")


@COORDINATORS
def test_whoever_signs_in_without_working_the_intake_is_not_let_in(desk: Desk, method: str, path: str) -> None:
    body = {"reason": "mended", "numbers": [1]} if "quarantine" in path else {"reason": "mended"}
    answer = desk.ask(method, path, who=SOMEBODY, **({"json": body} if method == "POST" else {}))
    assert (answer.status_code, problem(answer)) == (403, "not_allowed")
    assert desk.inbox.rulings == []


def test_without_a_token_set_the_door_is_closed() -> None:
    closed = Desk(feed_token=None)
    assert closed.push(message(1)).status_code == 401
    assert closed.push(message(1), headers={"Authorization": "Bearer "}).status_code == 401


@pytest.mark.parametrize("short", ["", "x" * (SHORTEST - 1), "å" * SHORTEST, "x" * SHORTEST + "\n", "x y" * SHORTEST])
def test_a_token_that_does_not_protect_is_refused_before_anything_is_served(short: str) -> None:
    with pytest.raises(ValueError, match="token") as refused:
        _ = Desk(feed_token=short).app
    assert not short or short not in str(refused.value)
