"""``kaa person`` and ``kaa incident``: for whoever may, with a trace, and never in words."""

from __future__ import annotations

import json

import pytest

from kaa_tracker.bootstrap import open_system
from kaa_tracker.settings import Settings
from tests.adapters.inbound.cli.messages import NAME, entered
from tests.adapters.inbound.cli.office import Office

BY = ("--by", "anna.al")
CENTRAL = ("--user", "cecilia.ek")
OFFICER = ("--user", "dag.om")


@pytest.fixture
def case_id(office: Office) -> str:
    office.kaa("import", "register", office.file("register.ndjson", entered()))
    people = (("cecilia.ek", "central_coordinator"), ("dag.om", "data_protection_officer"), ("stig.at", "statistician"))
    for name, role in people:
        office.kaa("user", "add", name, *BY)
        office.kaa("user", "grant", name, role, *BY)
    with open_system(Settings(folder=office.stores)) as system:
        [case_id] = system.reading.in_register()
    return str(case_id)


def test_an_extract_is_printed_as_json_or_as_a_page_and_is_logged(office: Office, case_id: str) -> None:
    told = office.kaa("person", "extract", case_id, *CENTRAL)
    assert told.code == 0, told.err
    assert json.loads(told.out)["person"]["family_name"] == NAME
    page = office.kaa("person", "extract", case_id, "--html", *CENTRAL)
    assert page.out.startswith("<!doctype html>")
    logged = json.loads(office.kaa("access-log", "case", case_id, "--json", *OFFICER).out)
    assert [one["act"] for one in logged] == ["subject_extract", "subject_extract"]


def test_whoever_answers_no_persons_is_told_so_and_learns_nothing(office: Office, case_id: str) -> None:
    ran = office.kaa("person", "extract", case_id, "--user", "stig.at")
    assert (ran.code, ran.out) == (2, "")
    assert "ingår inte i din roll" in ran.err
    assert json.loads(office.kaa("access-log", "case", case_id, "--json", *OFFICER).out) == []


def test_a_request_is_registered_handled_and_listed_with_the_overdue_first(office: Office, case_id: str) -> None:
    office.kaa("person", "request", case_id, "access", *CENTRAL)
    office.kaa("person", "request", case_id, "rectification", "--received-on", "2022-09-02", *CENTRAL)
    listed = office.kaa("person", "requests", *CENTRAL).out
    assert listed.index("Rättelse") < listed.index("Registerutdrag")
    assert "2022-10-02 försenad" in listed
    assert "Ta den först" in office.kaa("person", "step", "1", "closed", "--code", "granted", *CENTRAL).err
    for step in (("taken",), ("closed", "--code", "granted")):
        assert office.kaa("person", "step", "1", *step, *CENTRAL).code == 0
    found = json.loads(office.kaa("person", "requests", "--json", *CENTRAL).out)["requests"]
    assert [one["number"] for one in found] == [2]


def test_what_the_register_is_to_be_told_waits_until_somebody_has_sent_it(office: Office, case_id: str) -> None:
    office.kaa("person", "request", case_id, "rectification", *CENTRAL)
    assert "skickar det inte självt" in office.kaa("person", "contest", "1", "address", *CENTRAL).out
    [waiting] = json.loads(office.kaa("person", "messages", "--json", *CENTRAL).out)["messages"]
    assert (waiting["field"], waiting["sent_at"]) == ("address", None)
    assert office.kaa("person", "sent", "1", *CENTRAL).code == 0
    assert office.kaa("person", "answered", "1", "stands", *CENTRAL).code == 0
    assert "Inget meddelande väntar" in office.kaa("person", "messages", *CENTRAL).out


def test_an_incident_is_recorded_and_closed_once_it_is_assessed_and_decided(office: Office, case_id: str) -> None:
    recorded = office.kaa("incident", "record", "lost_device", "--discovered-at", "2022-09-02T08:00", *OFFICER)
    assert recorded.code == 0, recorded.err
    assert "2022-09-05 08:00 försenad" in office.kaa("incident", "list", *OFFICER).out
    assert "inte bedömd" in office.kaa("incident", "step", "1", "closed", *OFFICER).err
    for step in (
        ("assessed", "--code", "unlikely", "--severity", "limited"),
        ("counted", "--affected", "3"),
        ("not_notified", "--code", "no_risk"),
        ("closed",),
    ):
        ran = office.kaa("incident", "step", "1", *step, *OFFICER)
        assert ran.code == 0, ran.err
    assert office.kaa("incident", "list", *OFFICER).out == "Ingen incident är öppen.\n"


def test_an_officer_counts_those_affected_and_names_no_case(office: Office, case_id: str) -> None:
    office.kaa("incident", "record", "intrusion", *OFFICER)
    refused = office.kaa("incident", "step", "1", "cases_named", "--case", case_id, *OFFICER)
    assert (refused.code, case_id in refused.said) == (2, False)
