"""Who may write letters, to whom, and whose runs they see."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.adapters.inbound.api.intake.desk import problem
from tests.adapters.inbound.api.letters.acts import fates, listed, path_of, posted, prepared
from tests.adapters.inbound.api.office import Office


def acts(office: Office, who: str, run: str) -> list[Any]:
    paths = [f"/letter-runs/{run}", f"/letter-runs/{run}/recipients", f"/letter-runs/{run}/address-file"]
    return [office.get(who, path) for path in paths] + [
        office.post(who, f"/letter-runs/{run}/{act}") for act in ("posting", "undoing")
    ]


@pytest.mark.parametrize("who", ["kim"])
def test_a_run_of_another_unit_is_no_run(office: Office, who: str) -> None:
    run = prepared(office)
    foreign, missing = acts(office, who, run["run_id"]), acts(office, who, str(uuid4()))
    assert [answer.status_code for answer in foreign] == [404] * 5
    assert [answer.content for answer in foreign] == [answer.content for answer in missing]
    assert office.get(who, "/letter-runs").json()["total"] == 0
    assert office.get("lena", path_of(run)).json()["state"] == "prepared"


@pytest.mark.parametrize("who", ["cia", "rut", "hanna", "stina", "axel", "dag"])
def test_whoever_writes_no_letters_is_told_so(office: Office, who: str) -> None:
    run = prepared(office)
    answers = [*acts(office, who, run["run_id"]), office.get(who, "/letter-runs")]
    answers.append(office.post(who, "/letter-runs", {"listed": {}}))
    assert {problem(answer) for answer in answers} == {"not_allowed"}


def test_a_central_coordinator_sees_the_runs_of_all_and_writes_to_the_whole_city(office: Office) -> None:
    prepared(office)
    run = prepared(office, who="berit")
    assert run["missing"] == 1
    assert fates(run)["ready", None] == 5
    assert office.get("berit", "/letter-runs").json()["total"] == 2
    assert office.get("lena", "/letter-runs").json()["total"] == 1
    assert fates(posted(office, run, who="berit"))["written", None] == 5


def test_nobody_writes_a_letter_to_a_protected_identity_not_even_whoever_is_named_on_it(office: Office) -> None:
    case = office.case_of("Hal")
    grant = {"user": "lena", "until": "2022-12-31", "reason": "stands_in"}
    assert office.post("hanna", f"/cases/{case}/access-grants", grant).status_code == 201
    assert office.get("lena", f"/cases/{case}").status_code == 200
    assert prepared(office, "Ada", "Hal")["missing"] == 1


def test_a_page_of_recipients_is_in_the_access_log(office: Office) -> None:
    listed(office, prepared(office), limit=2)
    [entry] = office.system.access_log.of_user("lena", limit=9)
    assert (entry.access.act, len(entry.access.case_ids)) == ("list_page", 2)
