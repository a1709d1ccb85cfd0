"""Everybody who signs in can read what the codes mean, as they hold on a day."""

from __future__ import annotations

import pytest

from tests.adapters.inbound.api.intake.desk import problem
from tests.adapters.inbound.api.office import PEOPLE, Office


@pytest.mark.parametrize("who", PEOPLE)
def test_whoever_signs_in_reads_the_code_lists(office: Office, who: str) -> None:
    lists = office.get(who, "/reference").json()["lists"]
    assert {one["name"] for one in lists} == {one.name for one in office.system.reference.code_lists}
    for one in lists[:3]:
        codes = office.ask(who, "GET", one["href"]).json()
        assert (codes["name"], codes["label"]) == (one["name"], one["label"])
        assert codes["codes"]


@pytest.mark.parametrize("path", ["/reference", "/reference/units", "/reference/districts", "/reference/channels"])
def test_whoever_does_not_sign_in_reads_none(office: Office, path: str) -> None:
    assert problem(office.get("nobody", path)) == "unauthenticated"


@pytest.mark.parametrize("name", ["no_such_list", "vault"])
def test_a_list_there_is_not_is_not_found(office: Office, name: str) -> None:
    answer = office.get("stina", f"/reference/{name}")
    assert (answer.status_code, problem(answer)) == (404, "no_such_list")


def test_a_unit_that_has_closed_is_among_those_of_its_days_only(office: Office) -> None:
    def units(**on: str) -> set[str]:
        return {unit["code"] for unit in office.get("stina", "/reference/units", **on).json()["units"]}

    assert units() - units(on="2022-03-01") == {"city"}
    assert units() == units(on="2021-11-30")


def test_a_district_has_the_jobbtorg_of_the_day(office: Office) -> None:
    reference = office.system.reference
    for day in ("2019-06-30", "2021-11-30", "2021-12-01"):
        shown = office.get("kim", "/reference/districts", on=day).json()
        assert shown["on"] == day
        assert shown["districts"]
        for district in shown["districts"]:
            on = office.clock.today().fromisoformat(day)
            assert district["jobbtorg"] == reference.jobbtorg_of(district["code"], on)


def test_the_districts_stand_in_the_order_of_the_alphabet(office: Office) -> None:
    shown = office.get("kim", "/reference/districts", on="2022-11-30").json()["districts"]
    assert [one["label"] for one in shown[-5:]] == [
        "Skarpnäck",
        "Skärholmen",
        "Spånga-Tensta",
        "Södermalm",
        "Östermalm",
    ]


def test_without_a_day_the_districts_are_those_of_today(office: Office) -> None:
    shown = office.get("kim", "/reference/districts").json()
    assert shown["on"] == office.clock.today().isoformat()


def test_validity_without_an_end_is_empty(office: Office) -> None:
    by_code = {unit["code"]: unit for unit in office.get("rut", "/reference/units").json()["units"]}
    assert (by_code["globen"]["valid_from"], by_code["globen"]["valid_to"]) == (None, None)
    assert by_code["city"]["valid_to"] == "2021-11-30"
