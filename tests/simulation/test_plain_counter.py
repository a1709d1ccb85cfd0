"""The plain counter on lives short enough to count by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.simulation.conftest import SCRIPT

Told = dict[str, Any]

FIRST, LAST = date(2021, 12, 1), date(2022, 11, 30)
PERSON = {"identity_number": "20030501TF01", "birth_date": "2003-05-01", "given_name": "Prov", "family_name": "Provby"}
ATTEMPT = {"type": "log-contact-attempt", "attempt_id": "a", "channel": "phone", "unit": "globen"}


def entered(day: str, revision: int = 1, **more: Any) -> Told:
    data = {"entered_on": day, "district": "farsta", "gender": "woman", "protection": "none", "person": PERSON}
    return _message("entered", revision, data | more)


def left(day: str, revision: int = 2, reason: str = "studies_registered", district: str = "farsta") -> Told:
    return _message("left", revision, {"left_on": day, "reason": reason, "district": district})


def _message(kind: str, revision: int, data: Told) -> Told:
    return {"id": str(revision), "type": f"se.stockholm.ber.kaa.{kind}.v1", "data": {"revision": revision, **data}}


def lines(*commands: Told) -> list[Told]:
    return [{"command_id": str(number), "command": command} for number, command in enumerate(commands)]


def attempt(at: str, **more: Any) -> Told:
    return ATTEMPT | {"at": at} | more


def answer(at: str) -> Told:
    return {"type": "log-answer", "attempt_id": "a", "at": at, "by": "youth"}


def enrol(day: str, enrolment: str = "e") -> Told:
    return {"type": "enrol", "enrolment_id": enrolment, "unit": "globen", "on": day, "contact_id": "c"}


def close(day: str, outcome: str, enrolment: str = "e") -> Told:
    return {"type": "close-enrolment", "enrolment_id": enrolment, "on": day, "outcome": outcome}


@pytest.fixture
def count(plain: ModuleType) -> Any:
    def counted(messages: list[Told], logged: list[Told]) -> Counter[str]:
        person = plain.Person(messages, logged)
        marks: Counter[str] = plain.count([person], FIRST, LAST)["persons"]["all"]
        return marks

    return counted


@pytest.mark.parametrize(("day", "counts"), [("2021-11-30", 0), ("2021-12-01", 1)])
def test_the_last_day_in_the_register_counts(day: str, counts: int, count: Any) -> None:
    assert count([entered("2021-10-01"), left(day)], [])["covered"] == counts


@pytest.mark.parametrize(("birthday", "counts"), [("2001-12-01", 0), ("2001-12-02", 1)])
def test_who_turns_20_is_covered_through_the_day_before(birthday: str, counts: int, count: Any) -> None:
    person = {**PERSON, "birth_date": birthday}
    left_on = f"2021{birthday[4:]}"
    messages = [entered("2021-10-01", person=person), left(left_on, reason="turned_20")]
    assert count(messages, [])["covered"] == counts


@pytest.mark.parametrize(("left_on", "searched"), [("2021-12-14", 0), ("2021-12-15", 1)])
def test_a_search_needs_the_youth_in_the_register_when_the_wait_is_over(
    left_on: str, searched: int, count: Any
) -> None:
    assert count([entered("2021-12-01"), left(left_on)], [])["under_search"] == searched


def test_nobody_enrolled_on_the_due_day_is_searched_for(count: Any) -> None:
    marks = count([entered("2021-12-01")], lines(enrol("2021-12-15")))
    assert (marks["under_search"], marks["reached"], marks["enrolled, new"]) == (0, 1, 1)


def test_a_closing_to_unknown_starts_the_search_anew(count: Any) -> None:
    marks = count([entered("2021-10-01")], lines(enrol("2021-10-05"), close("2022-03-01", "unknown")))
    assert (marks["under_search"], marks["enrolled, carried in"], marks["enrolled, closed to unknown"]) == (1, 1, 1)


@pytest.mark.parametrize(("at", "attempted"), [("2022-11-30T22:59:00Z", 1), ("2022-11-30T23:00:00Z", 0)])
def test_days_are_swedish_days(at: str, attempted: int, count: Any) -> None:
    assert count([entered("2022-10-01")], lines(attempt(at)))["attempted"] == attempted


def test_an_attempt_after_the_exit_stands_in_a_row_of_its_own(count: Any) -> None:
    marks = count([entered("2022-01-01"), left("2022-03-01")], lines(attempt("2022-03-04T10:00:00Z")))
    assert (marks["attempted"], marks["attempted_outside_coverage"]) == (0, 1)


def test_a_follow_up_reaches_nobody(count: Any) -> None:
    made = attempt("2022-03-04T10:00:00Z", purpose="follow_up")
    marks = count([entered("2022-01-01")], lines(made, answer("2022-03-04T10:05:00Z")))
    assert not marks["attempted"]
    assert not marks["reached"]


def test_what_is_voided_counts_nowhere(count: Any) -> None:
    void = {"type": "void-entry", "reason": "logged_twice", "made_by": "0"}
    assert not count([entered("2022-01-01")], lines(attempt("2022-03-04T10:00:00Z"), void))["attempted"]


def test_what_is_corrected_counts_as_it_reads_now(count: Any) -> None:
    changes = {"at": "2021-11-20T10:00:00Z"}
    correction = {"type": "correct-entry", "reason": "wrong_day", "made_by": "0", "changes": changes}
    assert not count([entered("2021-10-01")], lines(attempt("2021-12-04T10:00:00Z"), correction))["attempted"]


def test_the_last_closing_decides_the_outcome(count: Any) -> None:
    logged = lines(enrol("2022-01-20", "e"), enrol("2022-01-21", "f"), close("2022-05-02", "work", "f"))
    logged += [{"command_id": "last", "command": close("2022-05-01", "studies", "e")}]
    marks = count([entered("2022-01-01")], logged)
    assert (marks["enrolled"], marks["enrolled, closed to work"], marks["enrolled, closed to studies"]) == (1, 1, 0)


def test_a_service_still_open_ends_with_its_enrolment(count: Any) -> None:
    service = {"type": "start-service", "service_id": "s", "enrolment_id": "e", "service": "aim", "on": "2022-02-01"}
    marks = count([entered("2022-01-01")], lines(enrol("2022-01-20"), service, close("2022-05-02", "work")))
    assert (marks["aim"], marks["aim, new"], marks["aim, closed to work"]) == (1, 1, 1)


def test_an_absence_of_a_week_resumes_the_stay_and_a_longer_one_begins_another(plain: ModuleType) -> None:
    for back, stays in (("2022-03-09", 1), ("2022-03-10", 2)):
        messages = [entered("2022-01-01"), left("2022-03-01"), entered(back, revision=3)]
        assert len(plain.Person(messages, []).covered) == stays


def test_a_blank_district_moves_the_person_at_the_end_of_the_period_only(plain: ModuleType) -> None:
    messages = [entered("2022-01-01"), left("2022-05-01", district="no_district")]
    person = plain.Person(messages, lines(enrol("2022-01-20"), close("2022-05-02", "studies")))
    tables = plain.count([person], FIRST, LAST)
    assert list(tables["jobbtorg at the end of the period"]) == ["no_district"]
    assert list(tables["jobbtorg at the event"]) == ["globen"]


def test_the_script_prints_the_tables_as_json_and_as_text(tmp_path: Path) -> None:
    register, outreach = tmp_path / "register.ndjson", tmp_path / "outreach.ndjson"
    register.write_text(json.dumps(entered("2022-01-01") | {"subject": "k"}) + "\n")
    line = lines(attempt("2022-03-04T10:00:00Z"))[0] | {"youth": {"register_key": "k"}}
    outreach.write_text(json.dumps(line) + "\n")
    asked = [sys.executable, str(SCRIPT), str(register), str(outreach), "--from", "2021-12-01", "--to", "2022-11-30"]
    as_json = subprocess.run([*asked, "--json"], check=True, capture_output=True, text=True).stdout
    assert json.loads(as_json)["persons"]["all"]["not_reached"] == 1
    as_text = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    assert "not_reached" in as_text


def test_the_script_imports_nothing_of_the_package() -> None:
    imports = [line for line in SCRIPT.read_text("utf-8").splitlines() if line.startswith(("import ", "from "))]
    assert imports
    assert not any("kaa_tracker" in line for line in imports)
