"""The register coordinator sees what is in quarantine, and decides about it by name."""

from __future__ import annotations

from typing import Any

import pytest

from kaa_tracker.application.intake.inbox import Ruling, Settled
from tests.adapters.inbound.api.intake.desk import NOW, Desk, message, problem, told

DECIDED = {"reason": "mended"}


@pytest.fixture
def numbers(desk: Desk) -> list[int]:
    """Of five messages in quarantine."""
    numbers = [number for number, _ in told(desk.push(b"\n".join(message(n) for n in range(5))))]
    reasons = ["impossible_date"] * 3 + ["unknown_code"] * 2
    desk.inbox.settle(
        [
            Settled(number, "quarantined", reason, "$.data.left_on")
            for number, reason in zip(numbers, reasons, strict=True)
        ],
        NOW,
    )
    desk.woken = 0
    return numbers


def test_a_message_in_quarantine_is_shown_without_what_it_says(desk: Desk, numbers: list[int]) -> None:
    shown = desk.ask("GET", f"/v1/quarantine/{numbers[0]}").json()
    assert shown == {
        "number": numbers[0],
        "delivery": 1,
        "door": "https",
        "received_at": "2026-08-20T03:00:00Z",
        "kind": "left",
        "source": "https://ber.example/kaa",
        "id": "2026/0",
        "reason": "impossible_date",
        "path": "$.data.left_on",
        "detail": "",
        "size": len(message(0)),
        "what_to_do": "Det här gör du åt impossible_date.",
    }


def test_the_list_goes_on_after_the_last_number_shown(desk: Desk, numbers: list[int]) -> None:
    seen: list[int] = []
    while page := desk.ask("GET", "/v1/quarantine", params={"limit": 2, "after": max(seen, default=0)}).json():
        assert page["counts"] == {"impossible_date": 3, "unknown_code": 2}
        assert page["total"] == 5
        if not page["messages"]:
            break
        seen += [one["number"] for one in page["messages"]]
    assert seen == numbers


@pytest.mark.parametrize("number", [0, -1, 2**63, "x", "1.5"])
def test_a_number_that_cannot_be_is_refused(desk: Desk, number: object) -> None:
    answer = desk.ask("GET", f"/v1/quarantine/{number}")
    assert (answer.status_code, problem(answer)) == (422, "invalid")


def test_a_message_that_is_not_in_quarantine_is_not_found(desk: Desk, numbers: list[int]) -> None:
    desk.ask("POST", "/v1/quarantine/discards", json={**DECIDED, "numbers": numbers[:1]})
    for number in (numbers[0], numbers[-1] + 1):
        answer = desk.ask("GET", f"/v1/quarantine/{number}")
        assert (answer.status_code, problem(answer)) == (404, "not_in_quarantine")


def test_one_or_all_are_looked_at_anew(desk: Desk, numbers: list[int]) -> None:
    retry = {**DECIDED, "numbers": [numbers[1], 999]}
    assert desk.ask("POST", "/v1/quarantine/retries", json=retry).json() == {"taken_up": 1}
    assert desk.bodies() == [message(1)]
    assert desk.ask("POST", "/v1/quarantine/retries", json={**DECIDED, "all": True}).json() == {"taken_up": 4}
    assert desk.ask("GET", "/v1/quarantine").json()["total"] == 0
    assert desk.woken == 2
    assert {ruling for _, _, ruling in desk.inbox.rulings} == {Ruling("berit.blom", "mended", NOW)}


def test_those_discarded_have_no_effect(desk: Desk, numbers: list[int]) -> None:
    discards = {**DECIDED, "numbers": numbers[:2]}
    assert desk.ask("POST", "/v1/quarantine/discards", json=discards).json() == {"discarded": 2}
    assert desk.ask("GET", "/v1/quarantine").json()["counts"] == {"impossible_date": 1, "unknown_code": 2}
    assert (desk.bodies(), desk.woken) == ([], 0)


@pytest.mark.parametrize(
    ("asked", "path", "reason"),
    [
        (DECIDED, "$", "missing_field"),
        ({**DECIDED, "numbers": [1], "all": True}, "$", "contradiction"),
        ({**DECIDED, "all": False}, "$.all", "unknown_code"),
        ({**DECIDED, "numbers": []}, "$.numbers", "wrong_length"),
        ({**DECIDED, "numbers": [1, 0]}, "$.numbers[1]", "out_of_range"),
        ({**DECIDED, "numbers": [2**63]}, "$.numbers[0]", "out_of_range"),
        ({**DECIDED, "numbers": ["1"]}, "$.numbers[0]", "wrong_type"),
        ({**DECIDED, "numbers": list(range(1, 10_002))}, "$.numbers", "wrong_length"),
        ({**DECIDED, "all": True, "reason": "a whim"}, "$.reason", "unknown_code"),
        ({**DECIDED, "all": True, "a name of mine": 1}, "$", "unexpected_field"),
        ({**DECIDED, "all": True, "user": "berit.blom"}, "$", "unexpected_field"),
        ({"all": True}, "$.reason", "missing_field"),
        ([], "$", "wrong_type"),
    ],
)
def test_a_decision_is_somebodys_for_a_reason_about_something(
    desk: Desk, numbers: list[int], asked: Any, path: str, reason: str
) -> None:
    answer = desk.ask("POST", "/v1/quarantine/retries", json=asked)
    assert (answer.status_code, problem(answer)) == (422, "invalid")
    assert answer.json()["errors"] == [{"in": "body", "path": path, "reason": reason}]
    assert desk.ask("GET", "/v1/quarantine").json()["total"] == len(numbers)


def test_an_unknown_reason_is_answered_with_those_there_are(desk: Desk, numbers: list[int]) -> None:
    asked = {"reason": "a whim", "numbers": numbers}
    assert desk.ask("POST", "/v1/quarantine/discards", json=asked).json()["known"] == ["announced", "mended"]
