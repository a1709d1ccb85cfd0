"""The ledger adds up, and a paused delivery waits for somebody's decision."""

from __future__ import annotations

import pytest

from kaa_tracker.application.intake.inbox import Ruling
from tests.adapters.inbound.api.intake.desk import NOW, Desk, message, problem

DECIDED = {"reason": "announced"}


@pytest.fixture
def paused(desk: Desk) -> int:
    """The number of a paused delivery of three messages, one of them sent twice."""
    desk.push(b"\n".join([message(1), message(2), message(3), message(1)]), delivery="too-many")
    (delivery,) = desk.inbox.deliveries(limit=1)
    desk.inbox.pause(delivery.number, {"removals": 3}, NOW)
    desk.woken = 0
    return delivery.number


def test_a_delivery_is_shown_with_what_became_of_its_messages(desk: Desk, paused: int) -> None:
    assert desk.ask("GET", "/v1/intake/deliveries").json() == {
        "deliveries": [
            {
                "number": paused,
                "door": "https",
                "name": "too-many",
                "state": "paused",
                "first_at": "2026-08-20T03:00:00Z",
                "last_at": "2026-08-20T03:00:00Z",
                "held_before": 0,
                "received": 4,
                "repeats": 1,
                "kinds": {"left": 3},
                "states": {"received": 3},
                "judgement": {"removals": 3},
                "adds_up": True,
            }
        ]
    }


def test_the_deliveries_of_one_state_are_shown(desk: Desk, paused: int) -> None:
    desk.push(message(4), delivery="as-usual")

    def shown(state: str) -> list[str]:
        found = desk.ask("GET", "/v1/intake/deliveries", params={"state": state}).json()["deliveries"]
        return [delivery["name"] for delivery in found]

    assert (shown("paused"), shown("open"), shown("rejected")) == (["too-many"], ["as-usual"], [])
    assert problem(desk.ask("GET", "/v1/intake/deliveries", params={"state": "lost"})) == "invalid"


def test_the_ledger_is_shown_by_day(desk: Desk, paused: int) -> None:
    assert desk.ask("GET", "/v1/intake/days").json() == {
        "days": [{"day": "2026-08-20", "received": 4, "repeats": 1, "states": {"received": 3}}]
    }


@pytest.mark.parametrize("path", ["/v1/intake/days", "/v1/intake/deliveries", "/v1/quarantine"])
@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", ""])
def test_a_list_has_a_bound(desk: Desk, path: str, limit: str) -> None:
    answer = desk.ask("GET", path, params={"limit": limit})
    assert (answer.status_code, problem(answer)) == (422, "invalid")


def test_a_paused_delivery_is_released(desk: Desk, paused: int) -> None:
    answer = desk.ask("POST", f"/v1/intake/deliveries/{paused}/release", json=DECIDED)
    assert answer.json() == {"number": paused, "state": "released"}
    assert desk.inbox.deliveries(limit=1)[0].state == "released"
    assert desk.inbox.rulings == [("release", paused, Ruling("berit.blom", "announced", NOW))]
    assert desk.woken == 1


def test_a_paused_delivery_is_rejected(desk: Desk, paused: int) -> None:
    answer = desk.ask("POST", f"/v1/intake/deliveries/{paused}/reject", json=DECIDED)
    assert answer.json() == {"number": paused, "state": "rejected", "discarded": 3}
    assert desk.inbox.deliveries(limit=1)[0].states == {"discarded": 3}
    assert desk.woken == 1


@pytest.mark.parametrize("decision", ["release", "reject"])
def test_only_a_paused_delivery_is_decided_about(desk: Desk, paused: int, decision: str) -> None:
    unknown = f"/v1/intake/deliveries/{paused + 1}/{decision}"
    assert problem(desk.ask("POST", unknown, json=DECIDED)) == "not_paused"
    decided = f"/v1/intake/deliveries/{paused}/{decision}"
    assert problem(desk.ask("POST", decided, json={**DECIDED, "reason": "a whim"})) == "invalid"
    assert problem(desk.ask("POST", decided, json={"user": "berit.blom", **DECIDED})) == "invalid"
    assert desk.inbox.deliveries(limit=1)[0].state == "paused"
    assert desk.ask("POST", decided, json=DECIDED).status_code == 200
    assert problem(desk.ask("POST", decided, json=DECIDED)) == "not_paused"
