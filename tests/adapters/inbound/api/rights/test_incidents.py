"""Incidents: recorded by whoever may, told of in time, and naming no case to anybody who may not see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.adapters.inbound.api.intake.desk import problem
from tests.adapters.inbound.api.office import Office
from tests.adapters.inbound.api.rights.youths import tell
from tests.adapters.inbound.cli.messages import changed


@pytest.fixture
def path(office: Office) -> str:
    answer = office.post("dag", "/incidents", {"kind": "wrong_recipient"})
    assert answer.status_code == 201, answer.text
    return f"/incidents/{answer.json()['number']}"


def step(office: Office, path: str, what: str, who: str = "dag", **more: Any) -> Any:
    return office.post(who, f"{path}/steps", {"what": what, **more})


def test_an_incident_goes_from_discovery_to_its_close(office: Office, path: str) -> None:
    assert step(office, path, "closed").json()["rule"] == "incident_not_assessed"
    for said in (
        {"what": "assessed", "code": "possible", "severity": "limited"},
        {"what": "counted", "affected": 38},
        {"what": "measure", "code": "recipient_deleted"},
        {"what": "persons_told", "code": "no_high_risk"},
    ):
        assert step(office, path, **said).status_code == 201
    assert step(office, path, "closed").json()["rule"] == "notification_undecided"
    assert step(office, path, "notified").status_code == 201
    shown = step(office, path, "closed").json()
    assert (shown["closed"], shown["notification"], shown["affected"]) == (True, "notified", 38)
    assert office.get("dag", "/incidents").json()["total"] == 0
    assert office.get("berit", "/incidents", closed=True).json()["rows"] == [shown]


def test_after_72_hours_the_list_warns_and_a_reason_is_asked_for(office: Office, path: str) -> None:
    office.clock.at += timedelta(hours=72)
    assert office.get("dag", "/incidents").json()["late"] == 0
    office.clock.at += timedelta(seconds=1)
    shown = office.get("dag", "/incidents").json()
    assert (shown["undecided"], shown["late"], shown["rows"][0]["late"]) == (1, 1, True)
    assert step(office, path, "notified").json()["rule"] == "notified_late_without_reason"
    assert step(office, path, "notified", code="overlooked").json()["late"] is False


def test_a_step_and_an_incident_sent_again_are_there_once(office: Office, path: str) -> None:
    key = {"Idempotency-Key": "monday-incident"}
    for at, body in ((f"{path}/steps", {"what": "counted", "affected": 3}), ("/incidents", {"kind": "intrusion"})):
        assert [office.post("dag", at, body, headers=key).status_code for _ in range(2)] == [201, 200]
    assert office.get("dag", "/incidents").json()["total"] == 2
    assert len(office.get("dag", path).json()["steps"]) == 1


@pytest.mark.parametrize("who", ["lena", "cia", "rut", "hanna", "stina", "axel"])
def test_whoever_records_no_incidents_is_told_so(office: Office, path: str, who: str) -> None:
    for answer in (
        office.get(who, "/incidents"),
        office.get(who, path),
        office.post(who, "/incidents", {"kind": "intrusion"}),
        step(office, path, "closed", who),
    ):
        assert problem(answer) == "not_allowed"


def test_a_case_is_named_by_whoever_sees_it_and_shown_to_nobody_else(office: Office, path: str) -> None:
    ada, pia = str(office.case_of("ber-ada")), str(office.case_of("ber-pia"))
    assert step(office, path, "cases_named", "berit", case_ids=[ada]).json()["case_ids"] == [ada]
    foreign = step(office, path, "cases_named", "berit", case_ids=[ada, pia])
    missing = step(office, path, "cases_named", "berit", case_ids=[pia.replace("7", "6")])
    assert (foreign.status_code, foreign.content) == (404, missing.content)
    shown = office.get("dag", path)
    assert (shown.json()["case_ids"], shown.json()["affected"]) == ([], 1)
    assert ada not in shown.text


def test_a_case_that_becomes_protected_is_named_no_more(office: Office, path: str) -> None:
    ada = str(office.case_of("ber-ada"))
    step(office, path, "cases_named", "berit", case_ids=[ada])
    mark(office)
    shown = office.get("berit", path)
    assert ada not in shown.text
    assert shown.json()["affected"] == 1


def mark(office: Office) -> None:
    tell(office, changed("ber-ada").replace(b'"district": "bromma"', b'"protection": "protected_registration"'))
