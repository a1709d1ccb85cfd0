"""What would be wrong with the half-year file is on the list of whoever works the case, and on no other's."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.adapters.inbound.api.city.youths import DINA
from tests.adapters.inbound.api.office import Office
from tests.application.told import ADA, BO, change

BORN_TOO_EARLY = date(2002, 3, 1)
"""Twenty on the day of the registration."""


@pytest.fixture
def office(office: Office) -> Office:
    """Ada, Bo and the protected Dina were not under 20 when registered."""
    office.feed(*(change(key, "2022-03-01", birth_date=BORN_TOO_EARLY) for key in (ADA, BO, DINA)))
    return office


def found(office: Office, who: str, **query: Any) -> dict[str, Any]:
    answer = office.get(who, "/half-year-findings", half="2022H1", **query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def names(office: Office, who: str) -> list[str]:
    return sorted(one["given_name"] for one in found(office, who)["findings"])


def test_each_reader_is_shown_those_of_the_cases_they_may_see(office: Office) -> None:
    shown = {who: names(office, who) for who in ("lena", "kim", "cia", "berit", "hanna")}
    assert shown == {"lena": ["Ada"], "kim": ["Bo"], "cia": [], "berit": ["Ada", "Bo"], "hanna": ["Dina"]}


def test_a_finding_says_what_is_wrong_and_where(office: Office) -> None:
    [one] = found(office, "lena")["findings"]
    assert (one["rule"], one["block"], one["on"], one["left_out"]) == (
        "not_under_20",
        "registration",
        "2022-03-01",
        True,
    )
    assert one["sentence"].startswith("Ungdomen hade fyllt 20")
    assert office.ask("lena", "GET", one["href"]).status_code == 200


def test_the_names_shown_are_in_the_log_and_a_page_has_the_total(office: Office) -> None:
    told = found(office, "berit", limit=1)
    assert (told["total"], len(told["findings"])) == (2, 1)
    [latest, *_] = office.system.access_log.of_user("berit", limit=5)
    assert (latest.access.act, len(latest.access.case_ids)) == ("list_page", 1)


def test_a_half_year_nobody_knows_the_layout_of_is_refused_and_a_wrong_name_is_invalid(office: Office) -> None:
    refused = office.get("lena", "/half-year-findings", half="2010H1")
    assert (refused.status_code, refused.json()["rule"]) == (409, "half_year_no_form")
    assert office.get("lena", "/half-year-findings", half="2022").status_code == 422


def test_whoever_sees_no_cases_is_not_let_in(office: Office) -> None:
    assert office.get("stina", "/half-year-findings", half="2022H1").status_code == 403
