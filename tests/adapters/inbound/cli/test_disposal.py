"""``kaa disposal``: from who is due to the receipt, with two people in between."""

from __future__ import annotations

import json

import pytest

from tests.adapters.inbound.cli.messages import NAME, entered, left
from tests.adapters.inbound.cli.office import Office

LINE, BO = ("--user", "line.ek"), ("--user", "bo.berg")


@pytest.fixture
def office(office: Office) -> Office:
    """One youth who left long ago, and one who is still in the register."""
    lines = (entered(), left(), entered("ber-2", identity_number="20050503TF02"))
    office.kaa("import", "register", office.file("register.ndjson", *lines))
    office.let_in(
        line_ek="central_coordinator",
        bo_berg="register_coordinator",
        dag_om="data_protection_officer",
        stig_at="statistician",
    )
    return office


def test_two_people_dispose_of_a_case_and_a_receipt_is_left(office: Office) -> None:
    due = json.loads(office.kaa("disposal", "due", "--json", *LINE).out)
    assert (due["due"], due["proposals"]) == ({"no_longer_needed": 1}, [])
    assert office.kaa("disposal", "propose", *LINE).out.startswith("Förslag 1: 1 ärenden")
    own = office.kaa("disposal", "approve", "1", *LINE)
    assert (own.code, "Låt någon annan göra det" in own.err) == (2, True)
    assert "godkänt av bo.berg" in office.kaa("disposal", "approve", "1", *BO).out
    assert office.kaa("disposal", "run", "1", *BO).out.startswith("1 gallrade; 0 inte längre gallringsbara")
    [receipt] = json.loads(office.kaa("disposal", "receipts", "--json", *LINE).out)
    assert (receipt["rule"], receipt["cases"], receipt["approved_by"]) == ("no_longer_needed", 1, "bo.berg")
    assert "Behövs inte längre" in office.kaa("disposal", "receipts", user="dag.om").out
    cell = json.loads(office.kaa("report", "cell", "covered", "--year", "2022", "--json").out)
    assert (cell["total"], cell["not_shown"], cell["lacks_disposed"]) == (2, 1, False)
    other_days = office.kaa("report", "cell", "covered", "--from", "2022-09-01", "--to", "2022-10-15").out
    assert "Gallrade ingår inte" in other_days


def test_what_is_not_approved_is_not_run(office: Office) -> None:
    office.kaa("disposal", "propose", *LINE)
    ran = office.kaa("disposal", "run", "1", *BO)
    assert (ran.code, "inte godkänt" in ran.err) == (2, True)
    assert "Förslag 1: 1 ärenden, föreslaget av line.ek, inte godkänt" in office.kaa("disposal", "due", *LINE).out


def test_nobody_due_is_told(office: Office) -> None:
    ran = office.kaa("disposal", "propose", *LINE, "--through", "2022-12-01")
    assert (ran.code, "Inget ärende är gallringsbart" in ran.err) == (2, True)
    assert office.kaa("disposal", "receipts", user="dag.om").out == "Inget har gallrats.\n"
    assert NAME not in office.kaa("disposal", "due", *LINE).said


COMMANDS = [("due",), ("propose",), ("approve", "1"), ("run", "1"), ("receipts",)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(("who", "said"), [("stig.at", "ingår inte i din roll"), ("", "kaa user list")])
def test_whoever_does_not_dispose_is_told_so_and_nothing_is_done(
    office: Office, command: tuple[str, ...], who: str, said: str
) -> None:
    office.kaa("disposal", "propose", *LINE)
    office.kaa("disposal", "approve", "1", *BO)
    before = office.events()
    ran = office.kaa("disposal", *command, "--user", who)
    assert (ran.code, ran.out, said in ran.err) == (2, "", True)
    assert office.events() == before


def test_the_protection_officer_reads_receipts_and_disposes_of_nobody(office: Office) -> None:
    assert office.kaa("disposal", "receipts", user="dag.om").code == 0
    assert "ingår inte i din roll" in office.kaa("disposal", "propose", user="dag.om").err
