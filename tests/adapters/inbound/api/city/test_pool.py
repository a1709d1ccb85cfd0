"""Cases without a unit wait where somebody who can hand them over sees them."""

from __future__ import annotations

from typing import Any

import pytest

from kaa_tracker.domain.access.table import TABLE
from tests.adapters.inbound.api.city.youths import CEM, marked
from tests.adapters.inbound.api.intake.desk import problem
from tests.adapters.inbound.api.office import PEOPLE, Office


def pool(office: Office, who: str = "berit", **query: Any) -> dict[str, Any]:
    answer = office.get(who, "/pool", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("who", ["berit", "rut"])
def test_whom_no_unit_has_is_in_the_pool(office: Office, who: str) -> None:
    shown = pool(office, who)
    [only] = shown["cases"]
    assert shown["total"] == 1
    assert (only["case_id"], only["given_name"]) == (str(office.case_of(CEM)), "Cem")
    assert only["sentence"]
    assert office.ask(who, "GET", only["href"]).status_code == 200


def test_the_pool_is_for_those_who_can_hand_cases_over(office: Office) -> None:
    for who, posting in PEOPLE.items():
        answer = office.get(who, "/pool")
        assert answer.status_code == (200 if "transfer" in TABLE[posting.role] else 403), who
    assert problem(office.get("nobody", "/pool")) == "unauthenticated"


def test_a_case_that_was_handed_to_a_unit_has_left_the_pool(office: Office) -> None:
    case = office.case_of(CEM)
    told = office.post("berit", f"/cases/{case}/assignments", {"unit": "kista", "reason": "distributed"})
    assert told.status_code == 201, told.text
    assert pool(office, **{"after-position": told.json()["position"]})["total"] == 0


def test_a_protected_identity_is_in_nobodys_pool(office: Office) -> None:
    office.feed(marked(CEM))
    assert (pool(office)["total"], pool(office)["cases"]) == (0, [])


def test_the_names_shown_are_in_the_log(office: Office) -> None:
    pool(office)
    [latest, *_] = office.system.access_log.of_user("berit", limit=5)
    assert (latest.access.act, latest.access.case_ids) == ("list_page", (office.case_of(CEM),))


def test_a_page_beyond_the_last_is_empty_and_knows_the_total(office: Office) -> None:
    beyond = pool(office, page=2, limit=1)
    assert (beyond["total"], beyond["cases"]) == (1, [])
