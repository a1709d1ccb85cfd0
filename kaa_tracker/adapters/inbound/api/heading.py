"""The headers that answers come with, as the OpenAPI document describes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kaa_tracker.adapters.inbound.api.cases.address_file import CSV
from kaa_tracker.adapters.inbound.api.linking import THINGS

_ENTRY = "/v1/cases/0190f1e2-5c7a-7b3c-8d4e-5f6071829304/entries/13"


def _header(description: str, example: str) -> dict[str, Any]:
    return {"required": True, "description": description, "schema": {"type": "string"}, "example": example}


_LOCATION = {"Location": _header("Where what was written can be read.", _ENTRY)}
_ETAG = {"ETag": _header("How many entries the case has: what `If-Match` of an order is compared with.", '"13"')}
_FILE = {"Content-Disposition": _header("A name for the file.", 'attachment; filename="report.csv"')}

OF_STATUS: Mapping[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": _header("How to sign in.", "Bearer")},
    "503": {"Retry-After": _header("Seconds after which to ask again.", "5")},
}
OF_FORM: Mapping[str, dict[str, Any]] = {"Receipt": _ETAG, "OpenedReceipt": _ETAG, "CasePage": _ETAG}


def with_headers(document: dict[str, Any]) -> dict[str, Any]:
    """The same OpenAPI document; every answer says which headers it comes with."""
    for methods in document["paths"].values():
        for method, operation in methods.items():
            creates = method != "get" and bool({"201", "202"} & operation["responses"].keys())
            for status, answer in operation["responses"].items():
                headers = OF_STATUS.get(status, {}) | (_of_good(answer, creates) if status.startswith("2") else {})
                answer.update({"headers": headers} if headers else {})
    return document


def _of_good(answer: Mapping[str, Any], creates: bool) -> dict[str, Any]:
    headers: dict[str, Any] = _FILE if CSV in answer.get("content", {}) else {}
    for form in _forms(answer):
        headers = headers | OF_FORM.get(form, {}) | (_LOCATION if creates and form in THINGS else {})
    return headers


def _forms(answer: Mapping[str, Any]) -> Iterator[str]:
    for content in answer.get("content", {}).values():
        yield content.get("schema", {}).get("$ref", "").rpartition("/")[2]
