"""A request whose body may end in two places is not taken up, and nothing that follows it is read as another."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.inbound.api.framing import is_ambiguous
from tests.adapters.inbound.api.test_serving import HEADERS, Served, served

AUTHORISED = [f"{name}: {value}" for name, value in HEADERS.items()]
SMUGGLED = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"

AMBIGUOUS = {
    "a length and an encoding": ("1.1", ["Content-Length: 5", "Transfer-Encoding: chunked"]),
    "an encoding and a length": ("1.1", ["Transfer-Encoding: chunked", "Content-Length: 5"]),
    "a length of nothing and an encoding": ("1.1", ["Content-Length: 0", "Transfer-Encoding: chunked"]),
    "two lengths": ("1.1", ["Content-Length: 5", "Content-Length: 6"]),
    "two lengths in one": ("1.1", ["Content-Length: 5, 6"]),
    "a length that is none": ("1.1", ["Content-Length: +5"]),
    "two encodings": ("1.1", ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"]),
    "an encoding nobody knows": ("1.1", ["Transfer-Encoding: xchunked"]),
    "an encoding before there were any": ("1.0", ["Transfer-Encoding: chunked"]),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served() as opened:
        yield opened


def exchanged(server: Served, version: str, framing: list[str]) -> bytes:
    """Everything that comes back until the server hangs up."""
    head = "\r\n".join([f"POST /v1/register-messages HTTP/{version}", "Host: x", *AUTHORISED, *framing, "", ""])
    with socket.create_connection(("127.0.0.1", httpx.URL(server.address).port), timeout=20) as raw:
        raw.sendall(head.encode() + b"0\r\n\r\n" + SMUGGLED)
        return b"".join(iter(lambda: raw.recv(10_000), b""))


@pytest.mark.parametrize("how", AMBIGUOUS)
def test_it_is_refused_and_what_follows_is_not_answered(server: Served, how: str) -> None:
    answer = exchanged(server, *AMBIGUOUS[how])
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501"))
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"application/problem+json" in answer
    assert b"live" not in answer


def test_one_way_of_saying_it_is_taken(server: Served) -> None:
    answer = exchanged(server, "1.1", ["Transfer-Encoding: chunked", "Connection: close"])
    assert b"no_messages" in answer


WAYS = st.lists(st.sampled_from([(b"content-length", b"5"), (b"content-length", b"6"), (b"transfer-encoding", b"x")]))


@given(WAYS)
def test_it_is_beyond_doubt_where_all_that_is_said_is_the_same(ways: list[tuple[bytes, bytes]]) -> None:
    scope = {"headers": ways, "http_version": "1.1"}
    assert is_ambiguous(scope) == (len(set(ways)) > 1 or ways.count((b"transfer-encoding", b"x")) > 1)
