"""An auditor's samples: at random, of unprotected cases, and open to the auditor alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.adapters.inbound.api.cases.town import KISTA, Town, Youth
from tests.adapters.inbound.api.intake.desk import problem
from tests.adapters.inbound.api.office import an_office


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with an_office(Path(tmp_path_factory.mktemp("town"))) as opened:
        yield Town(opened)


@pytest.fixture(scope="module")
def youths(town: Town) -> list[Youth]:
    return [town.youth(KISTA if n % 2 else "farsta") for n in range(12)]


@pytest.fixture(scope="module")
def hidden(town: Town) -> list[Youth]:
    return [town.youth(protected=True) for _ in range(3)]


def draw(town: Town, who: str = "axel", **asked: Any) -> httpx.Response:
    return town.post(who, "/samples", {"size": 5, "reason": "internal_control", **asked})


def test_a_sample_opens_its_cases_to_the_auditor(town: Town, youths: list[Youth]) -> None:
    assert [town.get("axel", youth.path).status_code for youth in youths] == [404] * 12
    sample = draw(town).json()
    assert (len(sample["cases"]), sample["of"]) == (5, 12)
    for case in sample["cases"]:
        assert town.office.ask("axel", "GET", case["href"]).status_code == 200
    assert sum(town.get("axel", youth.path).status_code == 200 for youth in youths) == 5


def test_no_protected_identity_is_in_any_sample(town: Town, youths: list[Youth], hidden: list[Youth]) -> None:
    sample = draw(town, size=100).json()
    assert {case["href"] for case in sample["cases"]} == {f"/v1{youth.path}" for youth in youths}
    for youth in hidden:
        assert problem(town.get("axel", youth.path)) == "no_such_case"


def test_the_same_seed_picks_the_same(town: Town, youths: list[Youth]) -> None:
    first = draw(town).json()
    again = draw(town, seed=first["seed"]).json()
    assert [case["href"] for case in again["cases"]] == [case["href"] for case in first["cases"]]


def test_a_sample_is_in_the_log_as_one_entry(town: Town, youths: list[Youth]) -> None:
    before = town.accesses("axel")
    sample = draw(town, reason="complaint").json()
    access = town.last_access("axel")
    assert town.accesses("axel") == before + 1
    assert (access.act, access.reason, access.role) == ("sample", "complaint", "auditor")
    assert [f"/v1/cases/{case_id}" for case_id in access.case_ids] == [case["href"] for case in sample["cases"]]


def test_a_sample_is_no_broken_glass(town: Town, youths: list[Youth]) -> None:
    draw(town)
    assert town.get("berit", "/broken-glass").json()["rows"] == []


def test_it_closes_again_after_thirty_days(town: Town, youths: list[Youth]) -> None:
    town.office.clock.at += timedelta(days=40)
    [case] = draw(town, size=1).json()["cases"]
    town.office.clock.at += timedelta(days=29)
    assert town.office.ask("axel", "GET", case["href"]).status_code == 200
    town.office.clock.at += timedelta(days=1)
    assert town.office.ask("axel", "GET", case["href"]).status_code == 404


def test_a_reason_outside_the_list_opens_nothing(town: Town) -> None:
    before = town.accesses("axel")
    answer = draw(town, reason="curious")
    assert (problem(answer), answer.json()["rule"]) == ("refused", "unknown_code")
    assert town.accesses("axel") == before


@pytest.mark.parametrize("who", ["lena", "cia", "berit", "rut", "hanna", "stina", "dag"])
def test_only_auditors_draw_samples(town: Town, who: str) -> None:
    assert problem(draw(town, who)) == "not_allowed"
