"""``kaa skolverket``: from the findings to what was sent, by two persons."""

from __future__ import annotations

import json

import pytest

from tests.adapters.inbound.cli.messages import NAME, entered, left
from tests.adapters.inbound.cli.office import Office

HALF = ("--half", "2022H2")
RUT, CEDA = ("--user", "rut.rask"), ("--user", "ceda.cede")


@pytest.fixture
def office(office: Office) -> Office:
    office.kaa("import", "register", office.file("register.ndjson", entered(), left()))
    for name, role in (("rut.rask", "register_coordinator"), ("ceda.cede", "central_coordinator")):
        office.kaa("user", "add", name, "--by", "root")
        office.kaa("user", "grant", name, role, "--by", "root")
    return office


def test_a_file_goes_from_its_findings_to_what_was_sent(office: Office) -> None:
    checked = office.kaa("skolverket", "check", *HALF, *RUT, "--json")
    assert (checked.code, json.loads(checked.out)["findings"][0]["rule"]) == (1, "identity_temporary")
    assert "Numret är tillfälligt" in office.kaa("skolverket", "check", *HALF, *RUT).out
    assert office.kaa("skolverket", "build", *HALF, *RUT).out.startswith("Fil 1 för 2022H2: 1 ungdomar, 2 rader.")
    assert "Registrering: 1 ny" in office.kaa("skolverket", "diff", "1", *RUT).out
    assert "Kontrollsumma" in office.kaa("skolverket", "seal", "1", *RUT).out
    folder = office.folder / "to-send"
    fetched = office.kaa("skolverket", "fetch", "1", "--to", str(folder), *CEDA)
    assert (fetched.code, len(list(folder.iterdir()))) == (0, 6)
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert "20050503TF01" in (folder / "kaa-2022H2-1-1-registrering.csv").read_text("utf-8-sig")
    again = office.kaa("skolverket", "fetch", "1", "--to", str(folder), *CEDA)
    assert (again.code, "finns redan" in again.err) == (2, True)
    assert office.kaa("skolverket", "sent", "1", *CEDA).code == 0
    [file] = json.loads(office.kaa("skolverket", "status", *CEDA, "--json").out)["files"]
    assert (file["state"], file["half"], file["sent_by"]) == ("sent", "2022H2", "ceda.cede")
    assert "skickad" in office.kaa("skolverket", "status", *RUT).out


def test_what_may_not_be_done_is_said_and_nothing_is_written(office: Office) -> None:
    role = office.kaa("skolverket", "build", *HALF, *CEDA)
    assert (role.code, "ingår inte i din roll" in role.err) == (2, True)
    office.kaa("skolverket", "build", *HALF, *RUT)
    early = office.kaa("skolverket", "fetch", "1", "--to", str(office.folder / "no"), *CEDA)
    assert (early.code, "inte förseglad" in early.err, (office.folder / "no").exists()) == (2, True, False)
    wrong = office.kaa("skolverket", "check", "--half", "2022", *RUT)
    assert (wrong.code, "2022H2" in wrong.said) == (2, True)
    assert NAME not in role.said + early.said + wrong.said


def test_the_files_are_shown_to_those_who_work_with_them(office: Office) -> None:
    office.let_in(hanna_holm="protected_case_handler", axel_om="auditor")
    assert office.kaa("skolverket", "status", "--user", "hanna.holm").code == 0
    nobody = office.kaa("skolverket", "status", "--json")
    assert (nobody.code, nobody.out, "--user eller KAA_USER" in nobody.err) == (2, "", True)
    auditor = office.kaa("skolverket", "status", "--user", "axel.om", "--json")
    assert (auditor.code, auditor.out, "ingår inte i din roll" in auditor.err) == (2, "", True)


def test_the_reasons_there_are_are_listed_with_their_names(office: Office) -> None:
    office.let_in(hanna_holm="protected_case_handler")
    listed = "risk_of_disclosure (Utelämnas; uppgifterna kan röjas)"
    case = ("--case", "0190f1e2-5c7a-7b3c-8d4e-5f6071829304", "--out", "--reason", "because")
    refused = office.kaa("skolverket", "decide", *HALF, *case, "--user", "hanna.holm")
    assert (refused.code, listed in refused.err, "because" in refused.err) == (2, True, False)
    assert listed in " ".join(office.kaa("skolverket", "decide", "--help").out.replace("│", " ").split())
