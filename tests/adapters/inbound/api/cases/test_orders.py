"""Orders by hand: an attempt in one request, safe to send again, and never on somebody else's case."""

from __future__ import annotations

from uuid import uuid4

import pytest

from kaa_tracker.adapters.inbound.api.cases.orders import ORDERS
from tests.adapters.inbound.api.intake.desk import problem
from tests.adapters.inbound.api.office import Office
from tests.application.told import ADA


@pytest.fixture
def path(office: Office) -> str:
    return f"/cases/{office.case_of(ADA)}"


def test_an_attempt_is_logged_in_one_request(office: Office, path: str) -> None:
    answer = office.post("lena", f"{path}/contact-attempts", {"channel": "phone"})
    assert answer.status_code == 201
    told = answer.json()
    assert told["version"] == 4
    assert told["position"] == office.system.store.last_position()
    entry = office.ask("lena", "GET", answer.headers["location"]).json()
    assert (entry["name"], entry["version"], entry["role"]) == ("contact-attempted.v1", 4, "local_coordinator")


def test_the_list_shows_ones_own_work_at_once(office: Office, path: str) -> None:
    before = office.get("lena", "/worklist").json()
    assert before["total"] == 1
    told = office.post("lena", f"{path}/contact-attempts", {"channel": "phone"}).json()
    after = office.get("lena", "/worklist", **{"after-position": told["position"]}).json()
    assert after["total"] == 0


def test_an_order_sent_again_has_no_second_effect(office: Office, path: str) -> None:
    key = {"Idempotency-Key": "monday-call-1"}
    first = office.post("lena", f"{path}/contact-attempts", {"channel": "phone"}, headers=key)
    again = office.post("lena", f"{path}/contact-attempts", {"channel": "phone"}, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.json()["version"], again.json()["repeated"]) == (first.json()["version"], True)
    assert office.get("lena", path).json()["version"] == first.json()["version"]


def test_an_order_sent_again_leads_to_its_own_entry_whatever_others_wrote_since(office: Office, path: str) -> None:
    key = {"Idempotency-Key": "monday-call-1"}
    first = office.post("lena", f"{path}/contact-attempts", {"channel": "phone"}, headers=key)
    office.post("berit", f"{path}/contact-attempts", {"channel": "sms"})
    again = office.post("lena", f"{path}/contact-attempts", {"channel": "phone"}, headers=key)
    assert [again.headers[name] for name in ("location", "etag")] == [
        first.headers[name] for name in ("location", "etag")
    ]


def test_the_key_of_one_is_not_the_key_of_another(office: Office, path: str) -> None:
    key = {"Idempotency-Key": "monday-call-1"}
    for who in ("lena", "berit"):
        answer = office.post(who, f"{path}/contact-attempts", {"channel": "sms"}, headers=key)
        assert answer.status_code == 201, answer.text


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(office: Office, path: str) -> None:
    seen = {"If-Match": office.get("lena", path).headers["etag"]}
    office.post("berit", f"{path}/contact-attempts", {"channel": "sms"})
    answer = office.post("lena", f"{path}/contact-attempts", {"channel": "phone"}, headers=seen)
    assert (answer.status_code, problem(answer)) == (412, "case_changed")


def test_a_refusal_names_the_rule_and_says_what_to_do(office: Office, path: str) -> None:
    answer = office.post("lena", f"{path}/contact-attempts", {"channel": "phone", "at": "2022-03-02T09:00:00Z"})
    assert (answer.status_code, problem(answer)) == (409, "refused")
    assert answer.json()["rule"] == "attempt_before_search"
    assert "Ange varför kontakten togs" in answer.json()["detail"]


@pytest.mark.parametrize("who", ["kim", "hanna"])
def test_a_case_of_others_is_answered_like_one_that_does_not_exist(office: Office, path: str, who: str) -> None:
    foreign = office.post(who, f"{path}/contact-attempts", {"channel": "phone"})
    missing = office.post(who, f"/cases/{uuid4()}/contact-attempts", {"channel": "phone"})
    assert (foreign.status_code, foreign.content) == (404, missing.content)


@pytest.mark.parametrize("who", ["stina", "axel", "dag", "cia"])
def test_a_role_that_makes_no_attempts_is_told_so_whatever_the_case(office: Office, path: str, who: str) -> None:
    for case in (path, f"/cases/{uuid4()}"):
        assert problem(office.post(who, f"{case}/contact-attempts", {"channel": "phone"})) == "not_allowed"


class TestABadBody:
    @pytest.mark.parametrize(
        ("body", "path_at_fault", "reason"),
        [
            ({}, "$.channel", "missing_field"),
            ({"channel": 7}, "$.channel", "wrong_type"),
            ({"channel": "phone", "at": "2022-02-30T09:00:00Z"}, "$.at", "impossible_date"),
            ({"channel": "phone", "20040506-2387": "x"}, "$", "unexpected_field"),
        ],
    )
    def test_is_told_by_its_place(
        self, office: Office, path: str, body: dict[str, object], path_at_fault: str, reason: str
    ) -> None:
        answer = office.post("lena", f"{path}/contact-attempts", body)
        assert (answer.status_code, problem(answer)) == (422, "invalid")
        assert answer.json()["errors"] == [{"in": "body", "path": path_at_fault, "reason": reason}]

    def test_is_never_repeated_in_the_answer(self, office: Office, path: str) -> None:
        answer = office.post("lena", f"{path}/contact-details", {"field": "phone", "source": 1, "value": "070-1740605"})
        assert "1740605" not in answer.text

    @pytest.mark.parametrize("raw", [b"", b"{", b'{"channel": "phone", "channel": "sms"}', b"[1]", b"\xff", b"null"])
    def test_that_is_no_such_json_is_refused(self, office: Office, path: str, raw: bytes) -> None:
        answer = office.ask(
            "lena",
            "POST",
            f"/v1{path}/contact-attempts",
            content=raw,
            headers={"Content-Type": "application/json"},
        )
        assert (answer.status_code, problem(answer)) == (422, "invalid")


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.path)
def test_every_order_s_example_can_be_read(office: Office, path: str, order: object) -> None:
    body = dict(order.example)  # type: ignore[attr-defined]
    answer = office.post("berit", f"{path}/{order.path}", body)  # type: ignore[attr-defined]
    assert answer.status_code in (201, 403, 404, 409), answer.text


def test_a_contact_detail_goes_to_the_vault_and_not_into_the_case(office: Office, path: str) -> None:
    body = {"field": "phone", "source": "youth", "value": "070-1740605"}
    assert office.post("lena", f"{path}/contact-details", body).status_code == 201
    assert office.get("lena", path).json()["person"]["phones"] == ["070-1740605"]
    assert "1740605" not in office.get("lena", f"{path}/timeline").text


def test_a_second_phone_of_the_same_day_is_kept_beside_the_first(office: Office, path: str) -> None:
    for value in ("070-1740605", "070-1740606"):
        body = {"field": "phone", "source": "youth", "value": value}
        assert office.post("lena", f"{path}/contact-details", body).status_code == 201
    assert office.get("lena", path).json()["person"]["phones"] == ["070-1740605", "070-1740606"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "ring mamma"),
        ("email", "ring mamma"),
        ("phone", "a@example.org"),
        ("email", "@"),
        ("phone", "200013320000"),
    ],
)
def test_what_is_no_way_of_contact_is_no_contact_detail(office: Office, path: str, field: str, value: str) -> None:
    answer = office.post("lena", f"{path}/contact-details", {"field": field, "source": "youth", "value": value})
    assert answer.json()["errors"] == [{"in": "body", "path": "$.value", "reason": "wrong_format"}]


def test_a_field_that_holds_no_contact_detail_is_refused(office: Office, path: str) -> None:
    answer = office.post("lena", f"{path}/contact-details", {"field": "address", "source": "youth", "value": "x"})
    assert (answer.status_code, problem(answer)) == (422, "invalid")


def test_a_key_used_again_for_something_else_is_no_repeat(office: Office, path: str) -> None:
    key = {"Idempotency-Key": "monday-call-1"}
    for channel in ("phone", "sms"):
        answer = office.post("lena", f"{path}/contact-attempts", {"channel": channel}, headers=key)
        assert answer.status_code == 201


def test_whoever_works_at_a_unit_logs_for_that_unit(office: Office, path: str) -> None:
    answer = office.post("lena", f"{path}/contact-attempts", {"channel": "phone", "unit": "kista"})
    assert answer.json()["errors"] == [{"in": "body", "path": "$.unit", "reason": "other_unit"}]


@pytest.mark.parametrize("order", ["contact-attempts", "enrolments"])
def test_nobody_gives_what_they_noted_to_another_unit_by_correcting_it(office: Office, path: str, order: str) -> None:
    body = {"channel": "phone"} if order == "contact-attempts" else {}
    noted = office.post("lena", f"{path}/{order}", body)
    assert noted.status_code == 201, noted.text
    change = {"entry": noted.json()["version"], "reason": "wrong_value", "changes": {"unit": "kista"}}
    answer = office.post("lena", f"{path}/corrections", change)
    assert answer.json()["errors"] == [{"in": "body", "path": "$.changes.unit", "reason": "other_unit"}]
    assert office.post("berit", f"{path}/corrections", change).status_code == 201


def test_nobody_is_named_who_is_not_in_the_directory(office: Office, path: str) -> None:
    order = {"unit": "globen", "reason": "distributed", "user": "nobody.here"}
    answer = office.post("berit", f"{path}/assignments", order)
    assert answer.json()["errors"] == [{"in": "body", "path": "$.user", "reason": "unknown_user"}]


@pytest.mark.parametrize("who", ["kim", "hanna", "stina"])
def test_a_case_is_given_to_nobody_who_does_not_work_with_the_cases_of_its_unit(
    office: Office, path: str, who: str
) -> None:
    order = {"unit": "globen", "reason": "distributed", "user": who}
    elsewhere = {"in": "body", "path": "$.user", "reason": "works_elsewhere"}
    assert office.post("berit", f"{path}/assignments", order).json()["errors"] == [elsewhere]
    many = {"case_ids": [path.rpartition("/")[2]], **order}
    assert office.post("berit", "/bulk-assignments", many).json()["errors"] == [elsewhere]
