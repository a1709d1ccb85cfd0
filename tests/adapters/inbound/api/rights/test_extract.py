"""The extract holds everything of the person, and nothing of anybody else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from kaa_tracker.application.access.access_log import Access
from kaa_tracker.application.access.directory import Opening
from kaa_tracker.application.casework import Order
from kaa_tracker.application.handling import Recorded
from kaa_tracker.application.two_cases import merge_cases
from kaa_tracker.domain.case.commands import Command, MergeInto, Request
from kaa_tracker.domain.case.events import Actor
from tests.adapters.inbound.api.intake.desk import problem
from tests.adapters.inbound.api.office import Office
from tests.adapters.inbound.api.rights.youths import NOW, tell
from tests.adapters.inbound.cli.messages import changed, entered
from tests.application.told import met, opened_by_hand

HTML = {"Accept": "text/html,application/xhtml+xml"}
CANARIES = {
    "name, in the vault": "Kanarja",
    "street, in the vault": "Kanariegatan 7",
    "phone, in the vault": "070-1740677",
    "register's key": "ber-kanarie",
    "number that was replaced, in a message": "20050503TF41",
    "number, in the vault": "20050503TF42",
    "message's source": "/ber/kanarie",
    "fields of an access": "kanarie_seen",
    "reason of a broken glass": "called_in",
}
"""What stands somewhere of the canary, and nowhere else; in codes, what nobody else has."""


def extract_of(office: Office, key: str, who: str = "berit") -> Any:
    return office.get(who, f"/cases/{office.case_of(key)}/subject-extract")


def document_of(office: Office, key: str, who: str = "berit") -> Any:
    return office.ask(who, "GET", f"/v1/cases/{office.case_of(key)}/subject-extract", headers=HTML)


def listing(*persons: dict[str, Any]) -> bytes:
    """The first part of an extract of the register, which waits for the second, and lists these persons."""
    data = {"extract_id": "october", "extract_of": "2022-10-01", "part": 1, "parts": 2, "persons": list(persons)}
    envelope = json.loads(entered("nobody"))
    del envelope["subject"]
    envelope |= {"id": "october-1", "type": "se.stockholm.ber.kaa.extract.v1", "time": "2022-10-02T03:00:00Z"}
    return json.dumps({**envelope, "data": data}).encode()


def listed(line: bytes) -> dict[str, Any]:
    told = json.loads(line)
    return {"register_key": told["subject"], **told["data"]}


@pytest.fixture
def canary(office: Office) -> UUID:
    """A youth of whom something lies in every store, beside others of whom there is as much."""
    canary = entered(
        "ber-kanarie",
        given_name="Kanarja",
        identity_number="20050503TF41",
        source="/ber/kanarie",
        address={"street": "Kanariegatan 7", "postal_code": "123 45", "city": "Farsta"},
        phones=["070-1740677"],
    )
    other = entered("ber-bo", given_name="Botilda", identity_number="20050503TF02", family_name="Bovik")
    moved = json.loads(changed("ber-kanarie", source="/ber/kanarie"))
    moved["data"]["person"] = {"identity_number": "20050503TF42"}
    tell(office, canary, json.dumps(moved).encode())
    tell(office, listing(listed(canary), listed(other)))
    case_id = office.case_of("ber-kanarie")
    office.post("lena", f"/cases/{case_id}/contact-attempts", {"channel": "sms"})
    shown = case_id, office.case_of("ber-bo"), office.case_of("ber-pia")
    asked = {"identity_number": "20050503TF42", "purpose": "is_here"}
    assert office.post("kim", "/coverage-questions", asked).status_code == 200
    system = office.system
    system.access_log.write(Access(NOW, "kim", "local_coordinator", "kista", "list_page", shown, ("kanarie_seen",)))
    until = datetime(2022, 10, 3, 11, 0, tzinfo=UTC)
    system.directory.open(Opening(0, "broken_glass", "kim", case_id, "called_in", NOW, until, None, None))
    path = office.post("berit", "/person-requests", {"case_id": str(case_id), "kind": "objection"}).json()["number"]
    office.post("berit", f"/person-requests/{path}/contested-fields", {"field": "birth_date"})
    incident = office.post("berit", "/incidents", {"kind": "altered"}).json()["number"]
    named = {"what": "cases_named", "case_ids": [str(case_id), str(office.case_of("ber-bo"))]}
    assert office.post("berit", f"/incidents/{incident}/steps", named).status_code == 201
    return case_id


def test_everything_that_is_held_turns_up(office: Office, canary: UUID) -> None:
    told = extract_of(office, "ber-kanarie")
    assert told.status_code == 200, told.text
    assert {what for what, value in CANARIES.items() if value not in told.text} == set()
    extract = told.json()
    assert extract["schema"] == "kaa-subject-extract.v1"
    assert [one["kind"] for one in extract["messages"]] == ["entered", "changed", "extract"]
    assert [one["register_key"] for one in extract["messages"][2]["said"]["data"]["persons"]] == ["ber-kanarie"]
    assert [one["kind"] for one in extract["requests"]] == ["objection"]
    assert [one["field"] for one in extract["contested"]] == ["birth_date"]
    assert [one["kind"] for one in extract["incidents"]] == ["altered"]
    assert {one["table"] for one in extract["rows"]} == {"directory_opening", "question"}
    versions = [one["version"] for one in extract["entries"]]
    assert versions == list(range(1, office.get("berit", f"/cases/{canary}").json()["version"] + 1))


def test_the_document_says_what_the_data_say(office: Office, canary: UUID) -> None:
    page = document_of(office, "ber-kanarie")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    in_words = {"reason of a broken glass": "Någon ringde om ungdomen", "message's source": "Kanarja"}
    expected = {what: in_words.get(what, value) for what, value in CANARIES.items()}
    assert {what for what, value in expected.items() if value not in page.text} == set()
    for one in extract_of(office, "ber-kanarie").json()["entries"]:
        assert one["sentence"] in page.text


def test_the_document_says_what_the_law_wants_said(office: Office, canary: UUID) -> None:
    """Dataskyddsförordningen art. 15.1: purpose, recipients, source, how long, and what can be asked for."""
    page = document_of(office, "ber-kanarie").text
    for said in ("29 kap. 9 §", "Skolverket genom Statistiska centralbyrån", "(BER)", "gallras senast", "IMY"):
        assert said in page


def test_nothing_of_another_youth_is_in_it(office: Office, canary: UUID) -> None:
    for told in (extract_of(office, "ber-kanarie").text, document_of(office, "ber-kanarie").text):
        for key, *values in (("ber-bo", "Botilda", "Bovik", "20050503TF02"), ("ber-pia", "Pia", "20050503TF03")):
            assert str(office.case_of(key)) not in told
            assert [value for value in (key, *values) if value in told] == []


def test_nothing_of_the_canary_is_in_the_extract_of_another(office: Office, canary: UUID) -> None:
    told = extract_of(office, "ber-bo").text
    assert str(canary) not in told
    assert {value for what, value in CANARIES.items() if value in told} == {"kanarie_seen"}  # they were on one list


def test_an_employee_is_told_by_role_and_unit_only(office: Office, canary: UUID) -> None:
    for told in (extract_of(office, "ber-kanarie").text, document_of(office, "ber-kanarie").text):
        assert [name for name in ("lena", "kim", "berit") if name in told] == []
    roles = {(one["role"], one["unit"]) for one in extract_of(office, "ber-kanarie").json()["accesses"]}
    assert ("local_coordinator", "kista") in roles


def test_the_extract_is_written_in_the_access_log_before_it_is_made_and_finds_itself(office: Office) -> None:
    accesses = extract_of(office, "ber-ada").json()["accesses"]
    assert [(one["act"], one["role"]) for one in accesses] == [("subject_extract", "central_coordinator")]
    assert "identity_number" in accesses[0]["fields"]


@pytest.mark.parametrize(("who", "key"), [("berit", "ber-ada"), ("rut", "ber-ada"), ("hanna", "ber-pia")])
def test_whoever_answers_for_the_case_makes_the_extract(office: Office, who: str, key: str) -> None:
    assert extract_of(office, key, who).status_code == 200


@pytest.mark.parametrize(("who", "key"), [("berit", "ber-pia"), ("rut", "ber-pia"), ("hanna", "ber-ada")])
def test_to_others_the_case_looks_like_none_and_nothing_is_logged(office: Office, who: str, key: str) -> None:
    missing = office.get(who, f"/cases/{uuid4()}/subject-extract")
    foreign = extract_of(office, key, who)
    assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert list(office.system.access_log.of_case(office.case_of(key), limit=1)) == []


@pytest.mark.parametrize("who", ["lena", "cia", "stina", "axel", "dag"])
def test_whoever_answers_no_persons_makes_no_extract(office: Office, who: str) -> None:
    assert problem(extract_of(office, "ber-ada", who)) == "not_allowed"


def test_a_value_that_looks_like_markup_stays_a_value(office: Office) -> None:
    tell(office, entered("ber-x", given_name="<script>", identity_number="20050503TF09"))
    page = document_of(office, "ber-x").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_case_that_was_merged_into_it_is_the_person_s_too(office: Office) -> None:
    into, merged = office.case_of("ber-ada"), office.system.new_case_id()
    dropped_in = met("20040506TF07", family_name="Vikbo")
    [opened] = office.door.casework.take([Order(merged, by_berit("open", opened_by_hand()), person=dropped_in)])
    order = by_berit("merge", MergeInto(on=NOW.date(), into=into, reason="same_person"))
    went = merge_cases(office.system.handler, office.system.store, merged, order)
    assert (type(opened), type(went)) == (Recorded, Recorded)
    office.system.runner.catch_up()
    [told] = extract_of(office, "ber-ada").json()["merged"]
    assert (told["case_id"], told["person"]["family_name"]) == (str(merged), "Vikbo")
    assert "Vikbo" in document_of(office, "ber-ada").text


def by_berit(command_id: str, command: Command) -> Request:
    return Request(command_id=command_id, actor=Actor("berit", "central_coordinator"), recorded_at=NOW, command=command)
