"""``kaa case show``: the name and the story, to whoever may see the case, and not without a trace."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from kaa_tracker.bootstrap import open_system
from kaa_tracker.settings import Settings
from tests.adapters.inbound.cli.messages import NAME, entered
from tests.adapters.inbound.cli.office import Office, Ran

BY = ("--by", "anna.al")


@pytest.fixture
def case_id(office: Office) -> str:
    office.kaa("import", "register", office.file("register.ndjson", entered()))
    for name, role in (("line.ek", "central_coordinator"), ("stig.at", "statistician"), ("axel.om", "auditor")):
        office.kaa("user", "add", name, *BY)
        office.kaa("user", "grant", name, role, *BY)
    with open_system(Settings(folder=office.stores)) as system:
        [case_id] = system.reading.in_register()
    return str(case_id)


def show(office: Office, case_id: str, *rest: str, **settings: Any) -> Ran:
    return office.kaa("case", "show", case_id, *rest, **settings)


def logged(office: Office, case_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(office.kaa("access-log", "case", case_id, "--json", user="axel.om").out)
    return found


def test_somebody_who_may_sees_the_name_and_that_is_logged_with_the_role(office: Office, case_id: str) -> None:
    ran = show(office, case_id, "--user", "line.ek")
    assert (ran.code, NAME in ran.out, "Kom in i registret" in ran.out) == (0, True, True)
    [entry] = logged(office, case_id)
    assert (entry["user"], entry["role"], entry["act"]) == ("line.ek", "central_coordinator", "timeline")
    assert entry["fields"] == ["family_name", "given_name"]


def test_who_looks_may_be_a_setting(office: Office, case_id: str) -> None:
    told = json.loads(show(office, case_id, "--json", user="line.ek").out)
    assert told["person"]["family_name"] == NAME
    assert told["overview"]["case_id"] == case_id


@pytest.mark.parametrize("who", [(), ("--user", "nobody.here"), ("--user", " ")])
def test_nobody_is_shown_nothing(office: Office, case_id: str, who: tuple[str, ...]) -> None:
    ran = show(office, case_id, *who)
    assert (ran.code, ran.out, "kaa user list" in ran.err) == (2, "", True)
    assert logged(office, case_id) == []


def test_a_case_one_may_not_see_is_answered_as_one_that_is_not_there(office: Office, case_id: str) -> None:
    missing = "00000000-0000-7000-8000-000000000000"
    refused, absent = (show(office, one, "--user", "stig.at") for one in (case_id, missing))
    assert refused.err.replace(case_id, missing) == absent.err
    assert (refused.code, refused.out, logged(office, case_id)) == (2, "", [])


def test_a_log_that_cannot_be_written_shows_nothing(office: Office, case_id: str) -> None:
    with closing(sqlite3.connect(office.stores / "kaa.db")) as database, database:
        database.execute("CREATE TRIGGER full BEFORE INSERT ON access_entry BEGIN SELECT RAISE(ABORT, 'full'); END")
    ran = show(office, case_id, "--user", "line.ek")
    assert (ran.code, NAME in ran.said) == (2, False)
