"""A case opened by hand: no second one by accident, and nothing by which a protected one could be told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.adapters.inbound.api.cases.town import KISTA, Town, Youth
from tests.adapters.inbound.api.intake.desk import problem


def told(number: str, born: date, **others: Any) -> dict[str, Any]:
    """What somebody who drops in says."""
    return {
        "basis": "drop_in",
        "district": "farsta",
        "identity_number": number,
        "birth_date": born.isoformat(),
        "given_name": "Ada",
        "family_name": "Ek",
        "phones": ["070-1740605"],
        **others,
    }


def about(youth: Youth) -> dict[str, Any]:
    return told(youth.number, youth.born)


def test_a_case_is_opened_for_a_number_nobody_has(town: Town) -> None:
    number, born = town.unknown()
    home = {"street": "Lingonvägen 12 B", "postal_code": "123 45", "city": "Farsta"}
    answer = town.post("lena", "/cases", told(number, born, **home))
    assert answer.status_code == 201, answer.text
    page = town.get("lena", f"/cases/{answer.json()['case_id']}").json()
    assert page["unit"] == "globen"
    assert page["person"]["identity_number"] == number
    assert page["person"]["address"] == home
    assert page["person"]["phones"] == ["070-1740605"]


class TestWhoHasIt:
    def test_is_the_unit_that_met_the_youth_where_no_district_says_another(self, town: Town) -> None:
        told_of = town.post("lena", "/cases", told(*town.unknown(), district="no_district")).json()
        assert (told_of["unit"], told_of["within_reach"]) == ("globen", True)
        assert told_of["sentence"] == "Ärendet ligger hos Globen. Anteckna i det."
        path = f"/cases/{told_of['case_id']}"
        assert town.get("lena", path).json()["unit"] == "globen"
        assert town.post("lena", f"{path}/own-contacts", {"via": "drop_in"}).status_code == 201
        assert town.get("kim", path).status_code == 404

    def test_is_the_unit_of_the_district_and_whoever_opened_it_is_told_so_in_words(self, town: Town) -> None:
        told_of = town.post("lena", "/cases", told(*town.unknown(), district=KISTA)).json()
        assert (told_of["unit"], told_of["within_reach"]) == ("kista", False)
        assert "Ärendet ligger hos Kista" in told_of["sentence"]
        assert town.get("lena", f"/cases/{told_of['case_id']}").status_code == 404
        assert town.get("kim", f"/cases/{told_of['case_id']}").status_code == 200

    def test_is_nobody_where_whoever_opened_it_works_at_no_unit(self, town: Town) -> None:
        for who, is_seen in (("berit", True), ("hanna", False)):
            told_of = town.post(who, "/cases", told(*town.unknown(), district="no_district")).json()
            assert (told_of["unit"], told_of["within_reach"]) == ("pool", is_seen)
            assert is_seen or "en central samordnare fördelar det" in told_of["sentence"]

    def test_is_told_as_it_began_whatever_became_of_it(self, town: Town) -> None:
        body, key = told(*town.unknown(), district="no_district"), {"Idempotency-Key": "drop-in-monday"}
        first = town.post("lena", "/cases", body, headers=key).json()
        order = {"unit": "kista", "reason": "distributed"}
        assert town.post("berit", f"/cases/{first['case_id']}/assignments", order).status_code == 201
        again = town.post("lena", "/cases", body, headers=key).json()
        assert {name: again[name] for name in ("unit", "within_reach", "sentence")} == {
            name: first[name] for name in ("unit", "within_reach", "sentence")
        }


def test_opened_again_with_the_same_key_it_is_the_same_case(town: Town) -> None:
    body, key = told(*town.unknown(), district=KISTA), {"Idempotency-Key": "drop-in-monday"}
    first, again = (town.post("lena", "/cases", body, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["repeated"]
    assert again.json()["case_id"] == first.json()["case_id"]
    assert problem(town.post("lena", "/cases", body)) == "already_known"


def test_a_number_that_is_known_within_reach_leads_to_its_case(town: Town) -> None:
    youth = town.youth()
    answer = town.post("lena", "/cases", about(youth))
    assert (answer.status_code, problem(answer)) == (409, "already_known")
    assert answer.json()["href"] == f"/v1{youth.path}"


def test_a_number_that_another_unit_has_is_told_of_as_known_and_no_more(town: Town) -> None:
    youth = town.youth(KISTA)
    answer = town.post("lena", "/cases", about(youth))
    assert (answer.status_code, problem(answer)) == (409, "already_known")
    assert "href" not in answer.json()
    assert str(youth.case_id) not in answer.text
    assert town.last(youth) != "CaseOpenedByHand"


def test_a_known_number_has_one_case_afterwards_as_before(town: Town) -> None:
    youth = town.youth(KISTA)
    town.post("lena", "/cases", about(youth))
    assert town.office.system.vault.cases_of_number(youth.number) == [youth.case_id]


class TestAProtectedIdentity:
    def test_is_answered_like_a_number_nobody_has(self, town: Town) -> None:
        hidden = town.youth(protected=True)
        answers = [town.post("lena", "/cases", body) for body in (about(hidden), told(*town.unknown()))]
        protected, unknown = (answer.json() for answer in answers)
        assert [answer.status_code for answer in answers] == [201, 201]
        assert protected.keys() == unknown.keys()
        assert (protected["version"], protected["repeated"]) == (unknown["version"], unknown["repeated"])
        assert str(hidden.case_id) not in answers[0].text
        for told_of in (protected, unknown):
            page = town.get("lena", f"/cases/{told_of['case_id']}")
            assert page.status_code == 200
            assert not page.json()["protected"]

    def test_is_answered_the_same_the_second_time(self, town: Town) -> None:
        hidden, (number, born) = town.youth(protected=True), town.unknown()
        answers = []
        for body in (about(hidden), told(number, born)):
            opened = town.post("lena", "/cases", body).json()["case_id"]
            again = town.post("lena", "/cases", body)
            answers.append((again.status_code, again.json() == again.json() | {"href": f"/v1/cases/{opened}"}))
            other = town.post("kim", "/cases", body)
            answers.append((other.status_code, "href" in other.json()))
        assert answers[:2] == answers[2:] == [(409, True), (409, False)]

    def test_has_its_handlers_told(self, town: Town) -> None:
        hidden = town.youth(protected=True)
        town.post("lena", "/cases", about(hidden))
        [alert] = town.get("hanna", "/protected-alerts", limit=1).json()["rows"]
        assert (alert["kind"], alert["user"], alert["reason"]) == ("opening", "lena", "drop_in")
        assert alert["case_id"] == str(hidden.case_id)

    def test_is_there_for_its_handlers(self, town: Town) -> None:
        hidden = town.youth(protected=True)
        answer = town.post("hanna", "/cases", about(hidden))
        assert (problem(answer), answer.json()["href"]) == ("already_known", f"/v1{hidden.path}")

    def test_keeps_its_own_case_as_it_was(self, town: Town) -> None:
        hidden = town.youth(protected=True)
        before = town.history(hidden)
        town.post("lena", "/cases", about(hidden))
        assert town.history(hidden) == before


def test_a_merged_case_is_known_as_the_one_it_lives_on_in(town: Town) -> None:
    stays, gone = town.youth(), town.post("lena", "/cases", told(*(unknown := town.unknown()))).json()["case_id"]
    merged = town.post("berit", f"/cases/{gone}/mergers", {"into": str(stays.case_id), "reason": "same_person"})
    assert merged.status_code == 201, merged.text
    answer = town.post("lena", "/cases", told(*unknown))
    assert (problem(answer), answer.json()["href"]) == ("already_known", f"/v1{stays.path}")


@pytest.mark.parametrize("who", ["cia", "rut", "stina", "axel", "dag"])
def test_whoever_does_not_open_cases_is_told_so(town: Town, who: str) -> None:
    assert problem(town.post(who, "/cases", told(*town.unknown()))) == "not_allowed"


@pytest.mark.parametrize(
    ("others", "path", "reason"),
    [
        ({"basis": None}, "$.basis", "wrong_type"),
        ({"street": "Lingonvägen 12 B"}, "$", "missing_field"),
        ({"birth_date": "2030-01-01"}, "$.birth_date", "future_date"),
        ({"identity_number": "20040506-0000"}, "$.identity_number", "bad_identity_number"),
        ({"note": "x"}, "$", "unexpected_field"),
    ],
)
def test_a_bad_body_is_told_by_its_place(town: Town, others: dict[str, Any], path: str, reason: str) -> None:
    number, born = town.unknown()
    answer = town.post("lena", "/cases", told(number, born) | others)
    assert (answer.status_code, problem(answer)) == (422, "invalid")
    assert answer.json()["errors"] == [{"in": "body", "path": path, "reason": reason}]
    assert number not in answer.text


def test_a_rule_that_refuses_is_told_and_nothing_is_opened(town: Town) -> None:
    number, born = town.unknown()
    answer = town.post("lena", "/cases", told(number, born, basis="full_moon"))
    assert (problem(answer), answer.json()["rule"]) == ("refused", "unknown_code")
    assert town.office.system.vault.cases_of_number(number) == []
