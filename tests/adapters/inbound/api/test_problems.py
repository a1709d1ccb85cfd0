"""Whatever is wrong is told as a problem document that repeats nothing of what was sent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from kaa_tracker.adapters.inbound.api.app import create_app
from kaa_tracker.application.intake.inbox import LedgerDay
from tests.adapters.inbound.api.intake.desk import (
    BATCH,
    COORDINATOR,
    FEED_TOKEN,
    LINES,
    Desk,
    StoreAway,
    message,
    problem,
)
from tests.inbox_in_memory import InboxInMemory

MARK = "MARKED-WORD"
DECIDED = {"reason": "mended"}

Act = Callable[[Desk], httpx.Response]

WRONG: dict[str, Act] = {
    "an unknown address": lambda desk: desk.ask("GET", f"/v1/{MARK}"),
    "a slash too many": lambda desk: desk.ask("GET", "/v1/quarantine/"),
    "the wrong method": lambda desk: desk.ask("DELETE", "/v1/quarantine"),
    "a method nobody knows": lambda desk: desk.ask(MARK, "/v1/quarantine"),
    "no token": lambda desk: desk.call("GET", "/v1/quarantine", headers={"Authorization": MARK}),
    "a wrong query": lambda desk: desk.ask("GET", "/v1/quarantine", params={"limit": MARK}),
    "a wrong path": lambda desk: desk.ask("GET", f"/v1/quarantine/{MARK}"),
    "a wrong name": lambda desk: desk.push(message(1), delivery=f"{MARK} "),
    "a wrong value": lambda desk: desk.ask("POST", "/v1/quarantine/retries", json={**DECIDED, "all": MARK}),
    "a wrong field": lambda desk: desk.ask("POST", "/v1/quarantine/retries", json={**DECIDED, "all": True, MARK: 1}),
    "a wrong reason": lambda desk: desk.ask(
        "POST", "/v1/quarantine/retries", json={**DECIDED, "all": True, "reason": MARK}
    ),
    "a name of somebody else": lambda desk: desk.ask("POST", "/v1/quarantine/retries", json={**DECIDED, "user": MARK}),
    "no json": lambda desk: commanded(desk, f'{{"{MARK}'.encode()),
    "no utf-8": lambda desk: commanded(desk, MARK.encode() + b"\xff"),
    "json that is too deep": lambda desk: commanded(desk, b'["' + MARK.encode() + b'",' + b"[" * 100_000),
    "no json by its type": lambda desk: commanded(desk, MARK.encode(), "text/plain"),
    "a command that is too large": lambda desk: commanded(desk, MARK.encode() * 200_000),
    "a wrong format": lambda desk: desk.push(MARK.encode(), f"text/{MARK}"),
    "an array that cannot be split": lambda desk: desk.push(b'["' + MARK.encode(), BATCH),
    "a store that is away": lambda desk: failing(desk, StoreAway(MARK)),
    "a fault of ours": lambda desk: failing(desk, KeyError(MARK)),
    "an inbox that is away": lambda desk: unreadable(desk, StoreAway(MARK)),
    "an inbox that fails": lambda desk: unreadable(desk, KeyError(MARK)),
    "not being ready": lambda desk: unready(desk, RuntimeError(MARK)),
}


def commanded(desk: Desk, body: bytes, media_type: str = "application/json") -> httpx.Response:
    headers = {"Authorization": f"Bearer {COORDINATOR}", "Content-Type": media_type}
    return desk.call("POST", "/v1/quarantine/retries", content=body, headers=headers)


def failing(desk: Desk, error: Exception) -> httpx.Response:
    desk.fails = error
    return desk.push(message(1, reason=MARK))


class InboxAway(InboxInMemory):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def days(self, *, limit: int) -> list[LedgerDay]:
        raise self._error


def unreadable(desk: Desk, error: Exception) -> httpx.Response:
    desk.app = create_app(replace(desk.door, inbox=InboxAway(error)))
    return desk.ask("GET", "/v1/intake/days")


def unready(desk: Desk, error: Exception) -> httpx.Response:
    def fail() -> list[str]:
        raise error

    desk.app = create_app(replace(desk.door, lacks=fail))
    return desk.call("GET", "/health/ready")


STATUS = {
    "an unknown address": (404, "not_found"),
    "a slash too many": (404, "not_found"),
    "the wrong method": (405, "wrong_method"),
    "a method nobody knows": (405, "wrong_method"),
    "no token": (401, "unauthenticated"),
    "no utf-8": (400, "bad_request"),
    "json that is too deep": (400, "bad_request"),
    "a command that is too large": (413, "too_large"),
    "a wrong format": (415, "unsupported_format"),
    "no json by its type": (415, "not_json"),
    "an array that cannot be split": (400, "not_an_array"),
    "a store that is away": (503, "unavailable"),
    "a fault of ours": (503, "unavailable"),
    "an inbox that is away": (503, "unavailable"),
    "an inbox that fails": (500, "fault"),
    "not being ready": (503, "not_ready"),
}
"""What is not here is invalid."""


def by_the_program(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """All that was written down but by the client, which is no part of it."""
    return [record for record in caplog.records if record.name != "httpx"]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_without_a_word_of_what_was_sent(
    desk: Desk, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = WRONG[wrong](desk)
    assert (answer.status_code, problem(answer)) == STATUS.get(wrong, (422, "invalid"))
    written = "\n".join(logging.Formatter().format(record) for record in by_the_program(caplog))
    for secret in (MARK, FEED_TOKEN, COORDINATOR):
        assert secret not in answer.text
        assert secret not in str(answer.headers)
        assert secret not in written or secret == COORDINATOR  # their name: lines say who asked


def test_what_is_taken_is_in_no_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert desk.push(message(1, reason=MARK), LINES, delivery=MARK).status_code == 202
    assert not any(MARK in record.getMessage() for record in by_the_program(caplog))


def test_a_wrong_method_is_told_which_there_are(desk: Desk) -> None:
    assert desk.ask("GET", "/v1/register-messages").headers["allow"] == "POST"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect", "/", "/v1"])
def test_the_program_describes_itself_to_nobody(desk: Desk, path: str) -> None:
    assert problem(desk.call("GET", path)) == "not_found"
