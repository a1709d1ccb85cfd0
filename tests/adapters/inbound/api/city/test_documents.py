"""A report as a file: ordered by who may take figures out, made in the background, fetched once it is ready."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kaa_tracker.application.document_orders.orders import Wanted
from tests.adapters.inbound.api.office import Office

DRAFT = {"what": "draft", "year": 2022, "format": "json"}


def made(office: Office) -> None:
    while office.system.making_documents():
        pass


def test_a_draft_is_made_after_it_was_ordered_and_fetched_when_it_is_ready(office: Office) -> None:
    ordered = office.post("stina", "/documents", DRAFT)
    assert ordered.status_code == 202
    assert ordered.headers["location"] == ordered.json()["href"]
    number = ordered.json()["number"]
    assert (ordered.json()["state"], ordered.json()["file"]) == ("ordered", None)
    early = office.get("stina", f"/documents/{number}/file")
    assert (early.status_code, early.json()["type"]) == (409, "urn:problem-type:kaa:document_not_ready")
    made(office)
    ready = office.get("stina", f"/documents/{number}").json()
    assert (ready["state"], ready["done"]) == ("ready", ready["of"])
    file = office.get("stina", f"/documents/{number}/file")
    assert file.headers["content-disposition"] == 'attachment; filename="kaa-arsrapport-utkast-2022.json"'
    assert len(file.content) == ready["size"]
    assert json.loads(file.content)


def test_there_is_no_draft_of_a_year_that_has_not_begun(office: Office) -> None:
    refused = office.post("stina", "/documents", DRAFT | {"year": 2050})
    assert (refused.status_code, refused.json()["rule"]) == (409, "report_year_not_begun")
    assert office.get("stina", "/documents").json()["rows"] == []


def test_every_format_says_what_it_is(office: Office) -> None:
    for form, begins in {"pdf": b"%PDF-", "xlsx": b"PK", "html": b"<!doctype html>", "csv": b""}.items():
        number = office.post("berit", "/documents", DRAFT | {"format": form}).json()["number"]
        made(office)
        file = office.get("berit", f"/documents/{number}/file")
        assert file.status_code == 200
        assert file.content.removeprefix(b"\xef\xbb\xbf")[: len(begins)].lower() == begins.lower()


def test_who_took_what_out_stands_in_the_access_log(office: Office) -> None:
    number = office.post("stina", "/documents", DRAFT).json()["number"]
    made(office)
    assert office.system.access_log.of_user("stina", limit=10) == []
    office.get("stina", f"/documents/{number}/file")
    [logged] = office.system.access_log.of_user("stina", limit=10)
    assert (logged.access.act, logged.access.role) == ("export", "statistician")
    assert (logged.access.case_ids, logged.access.reason) == ((), "draft_2022_json")


def test_somebody_elses_document_is_not_there(office: Office) -> None:
    number = office.post("stina", "/documents", DRAFT).json()["number"]
    made(office)
    for path in (f"/documents/{number}", f"/documents/{number}/file"):
        assert office.get("berit", path).json()["type"] == "urn:problem-type:kaa:no_such_document"
    assert office.get("berit", "/documents").json()["rows"] == []
    assert [one["number"] for one in office.get("stina", "/documents").json()["rows"]] == [number]


def test_the_same_order_sent_again_is_one_document(office: Office) -> None:
    key = {"Idempotency-Key": "annual-2022-once"}
    first = office.post("stina", "/documents", DRAFT, headers=key).json()["number"]
    assert office.post("stina", "/documents", DRAFT, headers=key).json()["number"] == first
    assert office.post("stina", "/documents", DRAFT | {"year": 2021}, headers=key).json()["number"] != first


def test_a_report_that_is_not_there_cannot_be_made_a_document_of(office: Office) -> None:
    number = office.post("stina", "/documents", {"what": "frozen", "report": 99, "format": "pdf"}).json()["number"]
    made(office)
    found = office.get("stina", f"/documents/{number}").json()
    assert (found["state"], found["fault"], found["file"]) == ("failed", "no_such_report", None)


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ({}, {"$.what"}),
        ({"what": "letter"}, {"$.what"}),
        ({"what": "draft"}, {"$.year", "$.format"}),
        ({"what": "draft", "report": 3, "format": "pdf"}, {"$.year", "$"}),
        ({"what": "draft", "year": 1200, "format": "docx"}, {"$.year", "$.format"}),
        ({"what": "public", "report": "the last", "format": "pdf"}, {"$.report"}),
    ],
)
def test_what_is_not_a_document_is_refused_by_the_names_of_its_fields(
    office: Office, wanted: dict[str, Any], places: set[str]
) -> None:
    wrong = office.post("stina", "/documents", wanted)
    assert wrong.status_code == 422
    assert {one["path"] for one in wrong.json()["errors"]} == places


def test_no_file_name_tells_of_anything_but_the_report() -> None:
    assert Wanted("public", 3, "xlsx").file_name == "kaa-arsrapport-publicerad-3.xlsx"
