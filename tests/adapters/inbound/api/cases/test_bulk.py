"""Many cases handed out at once: what cannot be keeps nothing else back, and nobody protected takes part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.adapters.inbound.api.cases.town import KISTA, Town, Youth
from tests.adapters.inbound.api.intake.desk import problem


def assign(
    town: Town, cases: Sequence[Youth | UUID], who: str = "lena", *, key: str | None = None, **told: Any
) -> httpx.Response:
    case_ids = [str(case if isinstance(case, UUID) else case.case_id) for case in cases]
    body = {"case_ids": case_ids, "unit": "globen", "user": "lena", "reason": "distributed", **told}
    headers = {"Idempotency-Key": key} if key else {}
    return town.post(who, "/bulk-assignments", body, headers=headers)


def rules(answer: httpx.Response) -> list[str | None]:
    assert answer.status_code == 200, answer.text
    return [row["rule"] for row in answer.json()["rows"]]


def owner(town: Town, youth: Youth) -> tuple[str, str | None]:
    page = town.get("berit", youth.path).json()
    return page["unit"], page["user"]


def test_all_of_them_are_given_to_somebody(town: Town) -> None:
    youths = [town.youth() for _ in range(3)]
    told = assign(town, youths).json()
    assert (told["done"], told["refused"]) == (3, 0)
    assert told["position"] == town.office.system.store.last_position()
    assert [owner(town, youth) for youth in youths] == [("globen", "lena")] * 3


def test_what_is_refused_is_listed_with_its_rule_and_keeps_nothing_back(town: Town) -> None:
    own, other, hidden = town.youth(), town.youth(KISTA), town.youth(protected=True)
    answer = assign(town, [other, own, hidden, uuid4()])
    assert rules(answer) == ["unknown_case", None, "unknown_case", "unknown_case"]
    refused = [row for row in answer.json()["rows"] if row["outcome"] == "refused"]
    assert len({(row["rule"], row["sentence"]) for row in refused}) == 1
    assert owner(town, own) == ("globen", "lena")
    assert owner(town, other)[1] is None


def test_a_rule_that_refuses_says_what_to_do(town: Town) -> None:
    [row] = assign(town, [town.youth()], reason="full_moon").json()["rows"]
    assert (row["outcome"], row["rule"]) == ("refused", "unknown_code")
    assert "Välj ett av värdena" in row["sentence"]


def test_a_local_coordinator_gives_no_case_to_another_unit(town: Town) -> None:
    youth = town.youth()
    assert rules(assign(town, [youth], unit="kista", user="kim")) == ["unknown_case"]
    assert owner(town, youth) == ("globen", None)


def test_a_central_coordinator_does(town: Town) -> None:
    youth = town.youth()
    assert rules(assign(town, [youth], "berit", unit="kista", user="kim")) == [None]
    assert owner(town, youth) == ("kista", "kim")


@pytest.mark.parametrize("who", ["hanna", "lena"])
def test_a_protected_identity_takes_no_part_not_even_for_whoever_may_see_it(town: Town, who: str) -> None:
    hidden = town.youth(protected=True)
    town.named("lena", hidden)
    before = town.history(hidden)
    assert rules(assign(town, [hidden], who, unit="protected_case_handlers", user="hanna")) == ["unknown_case"]
    assert town.history(hidden) == before


def test_given_again_it_has_no_second_effect(town: Town) -> None:
    youths = [town.youth(), town.youth()]
    for outcome in ("done", "unchanged"):
        answer = assign(town, youths, key="distribution-1")
        assert [row["outcome"] for row in answer.json()["rows"]] == [outcome] * 2


def test_a_case_named_twice_is_listed_once(town: Town) -> None:
    youth = town.youth()
    assert len(assign(town, [youth, youth]).json()["rows"]) == 1


@pytest.mark.parametrize("cases", [0, 501])
def test_no_more_than_500_and_at_least_one(town: Town, cases: int) -> None:
    answer = assign(town, [uuid4() for _ in range(cases)])
    assert (answer.status_code, problem(answer)) == (422, "invalid")


def test_500_at_once_are_taken(town: Town) -> None:
    youth = town.youth()
    answer = assign(town, [*(uuid4() for _ in range(499)), youth])
    assert (answer.json()["done"], answer.json()["refused"]) == (1, 499)


@pytest.mark.parametrize("who", ["cia", "rut", "stina", "axel", "dag"])
def test_whoever_assigns_no_case_assigns_not_many(town: Town, who: str) -> None:
    assert problem(assign(town, [town.youth()], who)) == "not_allowed"
