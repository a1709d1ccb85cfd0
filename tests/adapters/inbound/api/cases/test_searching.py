"""Search: by what stands in the body alone, never further than one's reach, and never without a trace."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.inbound.api.cases.town import KISTA, Town
from tests.adapters.inbound.api.intake.desk import problem


def found(town: Town, who: str, **asked: Any) -> list[str]:
    answer = town.post(who, "/case-searches", asked)
    assert answer.status_code == 200, answer.text
    hits = answer.json()
    assert hits["total"] == len(hits["rows"])
    return [row["case_id"] for row in hits["rows"]]


def test_a_youth_of_the_own_unit_is_found_by_number_name_and_phone(town: Town) -> None:
    youth = town.youth(family_name="Sökfors", phones=("+46 70 174 06 11",))
    for asked in (
        {"identity_number": f"{youth.number[2:8]}-{youth.number[8:]}"},
        {"name": "sökfors ada"},
        {"name": "sök"},
        {"phone": "070-1740611"},
    ):
        assert found(town, "lena", **asked) == [str(youth.case_id)]


def test_a_hit_tells_name_birth_year_and_unit(town: Town) -> None:
    youth = town.youth(family_name="Visfors")
    [row] = town.post("lena", "/case-searches", {"name": "visfors"}).json()["rows"]
    assert row == {
        "case_id": str(youth.case_id),
        "given_name": "Ada",
        "family_name": "Visfors",
        "birth_year": 2004,
        "unit": "globen",
        "href": f"/v1{youth.path}",
    }


@pytest.mark.parametrize("way", ["identity_number", "name", "phone"])
@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("lena", {"own"}),
        ("kim", {"other"}),
        ("cia", set()),
        ("berit", {"own", "other"}),
        ("rut", {"own", "other"}),
        ("hanna", {"protected"}),
        ("axel", set()),
    ],
)
def test_each_finds_within_reach_only(town: Town, who: str, sees: set[str], way: str) -> None:
    name = f"Räckfors{way}{who}".replace("_", "")
    phone = f"070-{sum(name.encode()):07d}"
    youths = {
        "own": town.youth(family_name=name, phones=(phone,)),
        "other": town.youth(KISTA, family_name=name, phones=(phone,)),
        "protected": town.youth(protected=True, family_name=name, phones=(phone,)),
    }
    for relation, youth in youths.items():
        asked = {"identity_number": youth.number, "name": name, "phone": phone}[way]
        expected = sorted(str(youths[one].case_id) for one in sees)
        if way == "identity_number":
            expected = [str(youth.case_id)] if relation in sees else []
        assert found(town, who, **{way: asked}) == expected


def test_a_protected_identity_and_one_that_is_missing_are_answered_alike(town: Town) -> None:
    hidden, foreign = town.youth(protected=True), town.youth(KISTA)
    answers = {
        town.post("lena", "/case-searches", {"identity_number": number}).content
        for number in (hidden.number, foreign.number, town.unknown_number())
    }
    assert len(answers) == 1


def test_whoever_is_named_on_a_protected_case_finds_it(town: Town) -> None:
    youth = town.youth(protected=True)
    assert found(town, "kim", identity_number=youth.number) == []
    town.named("kim", youth)
    assert found(town, "kim", identity_number=youth.number) == [str(youth.case_id)]


def test_whoever_sees_no_case_searches_for_none(town: Town) -> None:
    for who in ("stina", "dag"):
        assert problem(town.post(who, "/case-searches", {"name": "Ek"})) == "not_allowed"


def test_a_search_is_logged_with_the_cases_it_showed(town: Town) -> None:
    youth, other = town.youth(family_name="Loggfors"), town.youth(KISTA, family_name="Loggfors")
    before = town.accesses("lena")
    found(town, "lena", name="loggfors")
    access = town.last_access("lena")
    assert town.accesses("lena") == before + 1
    assert (access.act, access.case_ids, access.unit) == ("search", (youth.case_id,), "globen")
    assert other.case_id not in access.case_ids


def test_a_search_without_a_hit_is_logged_too(town: Town) -> None:
    before = town.accesses("kim")
    found(town, "kim", identity_number=town.youth().number)
    assert town.accesses("kim") == before + 1
    assert (town.last_access("kim").act, town.last_access("kim").case_ids) == ("search", ())


def test_pages_hold_what_they_say_and_the_total_is_of_all(town: Town) -> None:
    cases = sorted(str(town.youth(family_name="Sidfors").case_id) for _ in range(5))
    seen: list[str] = []
    for page in (1, 2, 3):
        answer = town.post("lena", f"/case-searches?limit=2&page={page}", {"name": "sidfors"}).json()
        assert answer["total"] == 5
        seen += [row["case_id"] for row in answer["rows"]]
    assert seen == cases


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "missing_field"),
        ({"name": "Ek", "phone": "070-1740605"}, "contradiction"),
        ({"identity_number": "20040506-0000"}, "bad_identity_number"),
        ({"name": " "}, "wrong_format"),
        ({"case_id": "x"}, "unexpected_field"),
    ],
)
def test_a_search_is_by_one_thing_rightly_written(town: Town, body: dict[str, str], reason: str) -> None:
    answer = town.post("lena", "/case-searches", body)
    assert (answer.status_code, problem(answer)) == (422, "invalid")
    assert [error["reason"] for error in answer.json()["errors"]] == [reason]


def test_no_url_takes_a_number_or_a_name(town: Town) -> None:
    for path, operations in town.office.document["paths"].items():
        for operation in operations.values():
            names = {parameter["name"] for parameter in operation.get("parameters", [])}
            assert not names & {"identity_number", "name", "phone", "q", "query"}, path
