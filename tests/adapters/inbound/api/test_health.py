"""Those who watch over the program are told whether it lives and what it lacks."""

from __future__ import annotations

from tests.adapters.inbound.api.intake.desk import Desk, problem


def test_it_lives_whatever_it_lacks(desk: Desk) -> None:
    desk.lacks = ["database"]
    answer = desk.call("GET", "/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})
    assert answer.headers["cache-control"] == "no-store"


def test_it_is_ready_when_it_lacks_nothing(desk: Desk) -> None:
    assert desk.call("GET", "/health/ready").json() == {"status": "ready"}


def test_it_is_not_ready_and_says_what_it_lacks(desk: Desk) -> None:
    desk.lacks = ["database", "worker"]
    answer = desk.call("GET", "/health/ready")
    assert (answer.status_code, problem(answer)) == (503, "not_ready")
    assert answer.json()["lacks"] == ["database", "worker"]
