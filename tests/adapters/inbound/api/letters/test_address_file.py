"""Names and addresses to print, for those the letters go to and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from kaa_tracker.adapters.inbound.api.cases.address_file import address_file
from kaa_tracker.application.letters.addressing import Printed
from tests.adapters.inbound.api.letters.acts import fates, path_of, posted, prepared
from tests.adapters.inbound.api.letters.youths import (
    left,
    marked,
    moved,
    moved_home,
)
from tests.adapters.inbound.api.office import Office


def read(office: Office, run: dict[str, Any], who: str = "lena") -> list[list[str]]:
    answer = office.get(who, f"{path_of(run)}/address-file")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return [line.split(";") for line in answer.text.splitlines()]


def test_the_address_file_holds_name_and_address_of_those_the_letters_go_to(office: Office) -> None:
    heading, *lines = read(office, prepared(office))
    assert heading == ["namn", "gatuadress", "postnummer", "postort"]
    assert lines == [[f"{name} Alm", "Lingonvägen 12 B", "123 45", "Farsta"] for name in ("Ada", "Bo", "Cem", "Dina")]


def test_the_address_file_is_in_the_access_log_as_one_entry_with_them_all(office: Office) -> None:
    read(office, prepared(office))
    [entry] = office.system.access_log.of_user("lena", limit=9)
    assert (entry.access.act, entry.access.unit) == ("letter_file", "globen")
    assert entry.access.fields == ("address", "family_name", "given_name")
    assert set(entry.access.case_ids) == {office.case_of(name) for name in ("Ada", "Bo", "Cem", "Dina")}


def test_the_address_file_says_nothing_of_anybody_in_its_name(office: Office) -> None:
    run = prepared(office)
    headers = office.get("lena", f"{path_of(run)}/address-file").headers
    assert headers["content-disposition"] == f'attachment; filename="letter-run-{run["run_id"]}.csv"'
    assert headers["cache-control"] == "no-store"


def test_the_address_file_lets_the_letters_lapse_of_those_it_leaves_out(office: Office) -> None:
    run = prepared(office)
    office.feed(left("Ada"), marked("Bo"), moved("Cem"))
    assert [line[0] for line in read(office, run)[1:]] == ["Dina Alm"]
    office.feed(moved_home("Cem"))
    assert fates(posted(office, run)) == {
        ("written", None): 1,
        ("lapsed", "outreach_stops_at_exit"): 1,
        ("lapsed", "unknown_case"): 1,
        ("lapsed", "address_changed"): 1,
        ("refused", "attempt_before_search"): 1,
        ("refused", "no_present_address"): 1,
    }


def test_the_address_file_can_be_read_for_seven_days(office: Office) -> None:
    run = prepared(office)
    office.days_pass(6)
    assert len(read(office, run)) == 5
    office.days_pass(1)
    answer = office.get("lena", f"{path_of(run)}/address-file")
    assert (answer.status_code, answer.json()["rule"]) == (409, "letter_file_over")


def test_the_address_file_cannot_be_read_after_the_letters_went(office: Office) -> None:
    run = prepared(office)
    posted(office, run)
    assert office.get("lena", f"{path_of(run)}/address-file").json()["rule"] == "letter_file_over"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " ="])
def test_the_address_file_holds_no_formula(office: Office, start: str) -> None:
    [_, line, *_] = address_file([Printed(f"{start}cmd()", "A 1", "123 45", "Farsta")]).split("\n")
    assert line.strip('"').startswith("'")
