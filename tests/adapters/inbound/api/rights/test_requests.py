"""What persons ask about their data: seen by whoever answers for the case, due in time, and never in words."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.adapters.inbound.api.intake.desk import problem
from tests.adapters.inbound.api.office import Office
from tests.adapters.inbound.api.rights.youths import tell
from tests.adapters.inbound.cli.messages import changed

ANSWER = {"berit": "ber-ada", "rut": "ber-ada", "hanna": "ber-pia"}
"""Who answers for which case."""


def ask(office: Office, who: str, key: str, kind: str = "access", **more: Any) -> Any:
    return office.post(who, "/person-requests", {"case_id": str(office.case_of(key)), "kind": kind, **more})


def registered(office: Office, who: str = "berit", key: str = "ber-ada", **more: Any) -> str:
    """The path of a request."""
    answer = ask(office, who, key, **more)
    assert answer.status_code == 201, answer.text
    return f"/person-requests/{answer.json()['number']}"


def step(office: Office, path: str, what: str, code: str = "", who: str = "berit") -> Any:
    return office.post(who, f"{path}/steps", {"what": what, "code": code})


@pytest.mark.parametrize(("who", "key"), ANSWER.items())
def test_whoever_answers_for_the_case_registers_a_request_and_sees_it(office: Office, who: str, key: str) -> None:
    path = registered(office, who, key)
    shown = office.get(who, path).json()
    assert (shown["label"], shown["received_on"], shown["due_on"]) == ("Registerutdrag", "2022-10-03", "2022-11-02")
    assert office.get(who, "/person-requests").json()["rows"] == [shown]


@pytest.mark.parametrize("who", ["lena", "cia", "stina", "axel", "dag"])
def test_whoever_answers_no_persons_is_told_so(office: Office, who: str) -> None:
    path = registered(office)
    for answer in (ask(office, who, "ber-ada"), office.get(who, path), office.get(who, "/person-requests")):
        assert problem(answer) == "not_allowed"


@pytest.mark.parametrize(("who", "key"), [("berit", "ber-pia"), ("rut", "ber-pia"), ("hanna", "ber-ada")])
def test_a_case_somebody_does_not_answer_for_looks_like_none(office: Office, who: str, key: str) -> None:
    missing = office.post(who, "/person-requests", {"case_id": str(uuid4()), "kind": "access"})
    assert (missing.status_code, missing.content) == (404, ask(office, who, key).content)


@pytest.mark.parametrize(("who", "by", "key"), [("berit", "hanna", "ber-pia"), ("hanna", "berit", "ber-ada")])
def test_a_request_of_a_case_somebody_does_not_answer_for_is_in_no_list_and_takes_no_step(
    office: Office, who: str, by: str, key: str
) -> None:
    path = registered(office, by, key)
    shown = office.get(who, "/person-requests", answered=True).json()
    assert (shown["total"], shown["overdue"], shown["rows"]) == (0, 0, [])
    for found, missing in (
        (office.get(who, path), office.get(who, "/person-requests/4711")),
        (step(office, path, "taken", who=who), step(office, "/person-requests/4711", "taken", who=who)),
    ):
        assert (found.status_code, found.content) == (404, missing.content)
    assert office.get(by, path).json()["steps"] == []


def test_a_marking_that_comes_later_takes_the_request_to_the_handlers_at_once(office: Office) -> None:
    path = registered(office)
    line = changed("ber-ada").replace(b'"district": "bromma"', b'"protection": "protected_registration"')
    tell(office, line)
    assert office.get("berit", path).status_code == 404
    assert office.get("berit", "/person-requests").json()["total"] == 0
    assert office.get("hanna", path).status_code == 200


def test_a_request_goes_from_hand_to_answer(office: Office) -> None:
    path = registered(office)
    for what, code in (("taken", ""), ("noted", "identity_checked"), ("extended", "complex"), ("closed", "granted")):
        assert step(office, path, what, code).status_code == 201
    shown = office.get("berit", path).json()
    assert (shown["handler"], shown["due_on"], shown["outcome"]) == ("berit", "2023-01-01", "granted")
    assert office.get("berit", "/person-requests").json()["total"] == 0
    assert office.get("berit", "/person-requests", answered=True).json()["total"] == 1


def test_a_step_sent_again_is_taken_once(office: Office) -> None:
    path, key = registered(office), {"Idempotency-Key": "monday-step"}
    answers = [office.post("berit", f"{path}/steps", {"what": "taken"}, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert len(answers[1].json()["steps"]) == 1


def test_what_is_overdue_stands_first_and_is_counted(office: Office) -> None:
    late = registered(office, received_on="2022-09-02")
    registered(office, key="ber-bo", received_on="2022-09-03")
    shown = office.get("berit", "/person-requests", limit=1).json()
    assert (shown["total"], shown["overdue"]) == (2, 1)
    assert [row["href"] for row in shown["rows"]] == [f"/v1{late}"]
    second = office.get("berit", "/person-requests", limit=1, page=2).json()
    assert [row["overdue"] for row in second["rows"]] == [False]


def test_a_refusal_names_the_rule_and_says_what_to_do(office: Office) -> None:
    path = registered(office)
    answer = step(office, path, "closed", "granted")
    assert (answer.status_code, answer.json()["rule"]) == (409, "request_without_handler")
    assert "Ta den först" in answer.json()["detail"]


@pytest.mark.parametrize("body", [{"what": "noted", "code": "Ada ringde"}, {"what": "noted", "text": "Ada ringde"}])
def test_there_is_no_place_for_words(office: Office, body: dict[str, str]) -> None:
    answer = office.post("berit", f"{registered(office)}/steps", body)
    assert answer.status_code == 422
    assert "Ada" not in answer.text


class TestRectification:
    def test_an_entry_of_ours_is_corrected_and_the_request_says_so(self, office: Office) -> None:
        case = f"/cases/{office.case_of('ber-ada')}"
        attempt = office.post("lena", f"{case}/contact-attempts", {"channel": "phone", "early_reason": "school"})
        entry = attempt.json()["version"]
        path = registered(office, kind="rectification")
        body = {"entry": entry, "reason": "wrong_value", "changes": {"channel": "sms"}}
        answer = office.post("berit", f"{path}/rectifications", body)
        assert answer.status_code == 201, answer.text
        assert [(one["code"], one["entry"]) for one in answer.json()["steps"]] == [("entry_corrected", entry)]
        timeline = office.get("lena", f"{case}/timeline").json()["entries"]
        assert timeline[entry - 1]["amended_by"] == timeline[-1]["version"]

    def test_a_correction_the_rules_refuse_leaves_no_step(self, office: Office) -> None:
        path = registered(office, kind="rectification")
        body = {"entry": 99, "reason": "wrong_value", "changes": {"channel": "sms"}}
        assert problem(office.post("berit", f"{path}/rectifications", body)) == "refused"
        assert office.get("berit", path).json()["steps"] == []

    def test_a_field_of_the_register_s_is_flagged_and_somebody_is_to_tell_the_register(self, office: Office) -> None:
        path = registered(office, kind="rectification")
        answer = office.post("berit", f"{path}/contested-fields", {"field": "address"})
        assert answer.status_code == 201
        message = f"/source-messages/{answer.json()['number']}"
        [waiting] = office.get("rut", "/source-messages").json()["rows"]
        assert (waiting["field"], waiting["case_id"], waiting["sent_at"]) == (
            "address",
            str(office.case_of("ber-ada")),
            None,
        )
        assert [one["code"] for one in office.get("berit", path).json()["steps"]] == ["source_contested"]
        assert office.post("rut", f"{message}/answers", {"answer": "corrected"}).json()["rule"] == "message_not_sent"
        assert office.post("rut", f"{message}/sending").json()["sent_by"] == "rut"
        assert office.post("rut", f"{message}/answers", {"answer": "corrected"}).json()["answer"] == "corrected"
        assert office.get("rut", "/source-messages").json()["total"] == 0

    def test_messages_about_a_protected_identity_are_the_handlers_own(self, office: Office) -> None:
        path = registered(office, "hanna", "ber-pia", kind="rectification")
        message = office.post("hanna", f"{path}/contested-fields", {"field": "address"}).json()["number"]
        assert office.get("rut", "/source-messages").json()["rows"] == []
        missing = office.post("rut", "/source-messages/4711/sending")
        assert office.post("rut", f"/source-messages/{message}/sending").content == missing.content
        assert office.post("hanna", f"/source-messages/{message}/sending").status_code == 200
