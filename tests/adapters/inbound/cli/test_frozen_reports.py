"""``kaa report freeze`` and after: who froze, who stands for it, what is let out, and what differs."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest

from tests.adapters.inbound.cli.messages import NAME, entered, left
from tests.adapters.inbound.cli.office import Office, Ran

BY = ("--by", "system")
ROLES = {"stina": "statistician", "berit": "central_coordinator", "axel": "auditor", "rut": "register_coordinator"}


@pytest.fixture
def office(office: Office) -> Office:
    """Somebody of each role that matters, and one youth."""
    for name, role in ROLES.items():
        assert office.kaa("user", "add", name, *BY).code == 0
        assert office.kaa("user", "grant", name, role, *BY).code == 0
    office.kaa("import", "register", office.file("register.ndjson", entered()))
    return office


def report(office: Office, who: str, *arguments: str) -> Ran:
    return office.kaa("report", *arguments, "--user", who)


def told(ran: Ran) -> Any:
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def freeze(office: Office, who: str = "stina", *more: str) -> Any:
    return told(report(office, who, "freeze", "--year", "2022", *more, "--json"))


def test_a_report_goes_from_one_to_another_and_out(office: Office) -> None:
    frozen = freeze(office, "stina", "--diary-number", "AMN 2022/0123")
    assert (frozen["state"], frozen["frozen_by"], frozen["diary_number"]) == ("frozen", "stina", "AMN 2022/0123")
    early = report(office, "berit", "publish", "1")
    assert (early.code, "inte godkänd" in early.err) == (2, True)
    assert "godkänd" in report(office, "berit", "approve", "1").out
    assert "inga tal under 5" in report(office, "berit", "publish", "1").out
    again = report(office, "berit", "publish", "1")
    assert (again.code, "redan publicerad" in again.err) == (2, True)
    assert "publicerad" in report(office, "axel", "frozen").out


def test_what_is_let_out_has_no_small_figure_in_it(office: Office) -> None:
    freeze(office)
    report(office, "berit", "approve", "1")
    report(office, "berit", "publish", "1")
    [published] = told(report(office, "axel", "frozen", "--json"))
    shown = report(office, "axel", "frozen-show", "1", "--public", "--json").out
    assert sha256(shown[:-1].encode()).hexdigest() == published["publication"]["sha256"]
    cells = json.loads(shown)["tables"]["covered"]["rows"]["covered"]["cells"]
    assert cells["total"] == {"type": "suppressed"}
    whole = report(office, "axel", "frozen-show", "1", "--json").out
    assert sha256(whole[:-1].encode()).hexdigest() == published["sha256"]
    assert json.loads(whole)["tables"]["covered"]["rows"]["covered"]["cells"]["total"]["value"] == 1


def test_whoever_froze_it_does_not_approve_it(office: Office) -> None:
    freeze(office, "berit")
    own = report(office, "berit", "approve", "1")
    assert (own.code, "Låt någon annan" in own.err) == (2, True)


def test_whose_role_does_not_know_it_does_nothing(office: Office) -> None:
    freeze(office)
    for who, commands in {
        "axel": (("freeze", "--year", "2022"), ("approve", "1")),
        "stina": (("approve", "1"), ("publish", "1")),
        "rut": (("frozen-show", "1"), ("differences", "1"), ("late", "1"), ("frozen",)),
    }.items():
        for command in commands:
            ran = report(office, who, *command)
            assert (ran.code, "ingår inte i din roll" in ran.err, ran.out) == (2, True, "")


def test_a_new_freeze_lists_what_differs_and_who_is_behind(office: Office) -> None:
    first = freeze(office)
    office.kaa("import", "register", office.file("exit.ndjson", left(left_on="2022-09-10")))
    ran = report(office, "stina", "freeze", "--year", "2022")
    assert "Skillnader mot rapport 1" in ran.out
    assert "lämnade under väntetiden" in ran.out
    found = told(report(office, "berit", "differences", "2", "--behind", "--json"))
    assert (found["behind"]["before"], found["behind"]["after"]) == (first["number"], 2)
    kinds = {event["kind"] for f in found["behind"]["figures"] for m in f["moved"] for event in m["events"]}
    assert kinds == {"register-left"}
    assert "fallit bort" in report(office, "berit", "differences", "2", "--to", "1", "--behind").out
    by_statistician = report(office, "stina", "differences", "2", "--behind").out
    assert ("1 ej visningsbara" in by_statistician, "register-left" in by_statistician) == (True, False)
    late = report(office, "berit", "late", "1")
    assert ("register-left" in late.out, NAME in late.said) == (True, False)
    assert "1 ej visningsbara" in report(office, "stina", "late", "1").out
    assert report(office, "berit", "late", "2").out == "Inget har registrerats i efterhand.\n"


def test_what_is_not_there_says_so(office: Office) -> None:
    assert report(office, "axel", "frozen").out == "Ingen rapport är fryst.\n"
    ran = report(office, "axel", "frozen-show", "7")
    assert (ran.code, "kaa report frozen" in ran.err) == (2, True)
    freeze(office)
    assert "inte publicerad" in report(office, "axel", "frozen-show", "1", "--public").err
    assert "KAA årsrapport" in report(office, "axel", "frozen-show", "1").out
    assert "den första för sitt år" in report(office, "axel", "differences", "1").err
    malformed = report(office, "stina", "freeze", "--year", "2022", "--diary-number", "Ada Ek")
    assert (malformed.code, "Diarienumret" in malformed.err) == (2, True)
    freeze(office)
    assert "Ingenting skiljer dem åt." in report(office, "axel", "differences", "2").out
