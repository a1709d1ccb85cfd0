"""Bad input: a clear error with line and reason, no value repeated, nothing half-written."""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping

import pytest

from tests.adapters.inbound.cli.messages import NAME, NUMBER, entered
from tests.adapters.inbound.cli.office import Office

BAD_LINES: Mapping[str, tuple[bytes, str]] = {
    "an unknown message type": (entered("ber-2", type="se.stockholm.ber.kaa.vanished.v1"), "unknown_type"),
    "an unknown version": (entered("ber-2", type="se.stockholm.ber.kaa.entered.v9"), "unknown_version"),
    "a future date": (entered("ber-2", entered_on="2199-01-01"), "future_date"),
    "an impossible date": (entered("ber-2", entered_on="2022-02-30"), "impossible_date"),
    "a wrong number": (entered("ber-2", identity_number=NUMBER), "bad_identity_number"),
    "another municipality": (entered("ber-2", home_municipality="1480"), "wrong_municipality"),
    "an unknown district": (entered("ber-2", district="atlantis"), "unknown_code"),
    "a line of ten megabytes": (b'{"id":"' + b"x" * 10_000_000 + b'"}\n', "too_large"),
    "a line cut in the middle": (entered("ber-2")[:200], "not_json"),
    "NUL bytes": (entered("ber-2", subject="ber\x002"), "nul_byte"),
}


@pytest.mark.parametrize("kind", BAD_LINES)
def test_a_bad_line_is_told_with_number_and_reason_and_the_good_one_has_its_effect(office: Office, kind: str) -> None:
    line, reason = BAD_LINES[kind]
    ran = office.kaa("import", "register", office.file("register.ndjson", entered(), line))
    assert ran.code == 1
    assert f"rad 2: {reason}" in ran.err
    assert "1 rader gav verkan" in ran.out
    assert NUMBER not in ran.said
    assert NAME not in ran.said


def test_a_line_that_is_not_utf_8_lies_in_quarantine_and_the_good_one_has_its_effect(office: Office) -> None:
    cut = entered("ber-2").replace(NAME.encode(), b"Ekdung\xe9")
    ran = office.kaa("import", "register", office.file("register.ndjson", cut, entered()))
    assert (ran.code, "rad 1: not_utf8" in ran.err, "1 rader gav verkan" in ran.out) == (1, True, True)
    assert json.loads(office.kaa("quarantine", "list", "--json").out)["counts"] == {"not_utf8": 1}


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "tom"), (codecs.BOM_UTF16_LE + entered(), "UTF-16")],
    ids=["an empty file", "a file in UTF-16"],
)
def test_a_file_that_cannot_be_taken_leaves_nothing_behind(office: Office, content: bytes, said: str) -> None:
    ran = office.kaa("import", "register", office.file("register.ndjson", content))
    assert ran.code == 2
    assert said in ran.err
    assert office.events() == 0


def test_a_file_that_is_not_there_is_named(office: Office) -> None:
    ran = office.kaa("import", "outreach", "nowhere.ndjson")
    assert ran.code == 2
    assert "nowhere.ndjson" in ran.err


def test_the_same_file_twice_changes_nothing(office: Office) -> None:
    file = office.file("register.ndjson", entered(), entered("ber-2", identity_number="20050503TF02"))
    office.kaa("import", "register", file)
    before = office.events()
    ran = office.kaa("import", "register", file)
    assert (ran.code, office.events()) == (0, before)
    assert "0 rader gav verkan, 2 var redan inlästa" in ran.out


def test_a_check_says_what_would_happen_and_writes_nothing(office: Office) -> None:
    ran = office.kaa("import", "register", office.file("register.ndjson", entered()), "--check")
    assert ran.code == 0
    assert "1 rader skulle ge verkan" in ran.out
    assert office.events() == 0


def test_each_line_has_its_result_for_a_machine(office: Office) -> None:
    ran = office.kaa("import", "register", office.file("register.ndjson", entered(), b"{}\n"), "--json")
    results = [json.loads(line) for line in ran.out.splitlines()]
    assert [result.get("effect") for result in results] == ["recorded", "rejected", None]
    assert results[-1]["summary"] == {"recorded": 1, "rejected": 1}


def test_an_unknown_unit_is_answered_with_those_there_are(office: Office) -> None:
    ran = office.kaa("worklist", "--unit", "atlantis")
    assert ran.code == 2
    assert "globen" in ran.err


def test_an_unknown_case_is_answered_with_what_to_do(office: Office) -> None:
    office.kaa("user", "add", "line.ek", "--by", "anna.al")
    ran = office.kaa("case", "show", "00000000-0000-7000-8000-000000000000", "--user", "line.ek")
    assert ran.code == 2
    assert "kaa worklist" in ran.err


def test_an_unknown_measure_is_answered_with_those_there_are(office: Office) -> None:
    ran = office.kaa("report", "cell", "lost", "--year", "2022")
    assert ran.code == 2
    assert "reached" in ran.err


def test_the_daily_round_is_not_run_for_days_to_come(office: Office) -> None:
    assert office.kaa("daily", "--through", "2199-01-01").code == 2
