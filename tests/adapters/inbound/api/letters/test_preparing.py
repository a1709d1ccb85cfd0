"""A preview that holds: judged as it will be judged when the letters are posted."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.adapters.inbound.api.letters.acts import fates, listed, prepared
from tests.adapters.inbound.api.office import Office


def test_a_preview_says_how_many_letters_can_go_and_why_the_others_cannot(office: Office) -> None:
    run = prepared(office)
    assert run["state"] == "prepared"
    assert fates(run) == {
        ("ready", None): 4,
        ("refused", "attempt_before_search"): 1,
        ("refused", "no_present_address"): 1,
    }
    [waits] = [one for one in run["letters"] if one["rule"] == "attempt_before_search"]
    assert "Uppsöket har inte börjat" in waits["sentence"]


def test_a_preview_counts_the_protected_and_those_of_others_like_cases_that_are_not_there(office: Office) -> None:
    run = prepared(office)
    assert run["missing"] == 2
    ids = [str(office.case_of("Ada")), str(uuid4()), str(uuid4())]
    assert office.post("lena", "/letter-runs", {"case_ids": ids}).json()["missing"] == 2


def test_a_preview_names_each_who_is_refused(office: Office) -> None:
    run = prepared(office)
    assert listed(office, run, fate="refused") == {
        "Eva": ("refused", "attempt_before_search"),
        "Fia": ("refused", "no_present_address"),
    }


def test_a_preview_writes_nothing_in_any_case(office: Office) -> None:
    before = office.system.store.last_position()
    prepared(office)
    assert office.system.store.last_position() == before


def test_a_preview_sees_nothing_of_an_earlier_preview(office: Office) -> None:
    assert fates(prepared(office)) == fates(prepared(office))


def test_a_preview_takes_the_youths_of_a_list(office: Office) -> None:
    run = office.post("lena", "/letter-runs", {"listed": {"list": "all"}}).json()
    assert set(listed(office, run)) == {"Ada", "Bo", "Cem", "Dina", "Eva", "Fia"}
    assert run["missing"] == 0


def test_a_preview_under_the_same_key_is_the_same_run(office: Office) -> None:
    key = {"Idempotency-Key": "march-letters"}
    first, again, other = (
        prepared(office, headers=key),
        prepared(office, headers=key),
        prepared(office, "Ada", headers=key),
    )
    assert first["run_id"] == again["run_id"] != other["run_id"]
    assert fates(first) == fates(again)
    assert office.get("lena", "/letter-runs").json()["total"] == 2


def test_a_preview_counts_a_youth_named_twice_once(office: Office) -> None:
    assert fates(prepared(office, "Ada", "Ada")) == {("ready", None): 1}


def test_a_preview_of_nobody_is_no_run(office: Office) -> None:
    answer = office.post("lena", "/letter-runs", {"case_ids": [str(office.case_of("Hal"))]})
    assert (answer.status_code, answer.json()["rule"]) == (409, "letter_run_empty")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"case_ids": []},
        {"case_ids": ["x"]},
        {"case_ids": [str(uuid4())], "listed": {}},
        {"listed": {"list": "?"}},
    ],
)
def test_a_preview_asks_for_one_way_of_choosing(office: Office, body: dict[str, Any]) -> None:
    assert office.post("lena", "/letter-runs", body).status_code == 422


def test_a_preview_takes_at_most_five_thousand(office: Office) -> None:
    answer = office.post("lena", "/letter-runs", {"case_ids": [str(UUID(int=n)) for n in range(5_001)]})
    assert answer.status_code == 422
