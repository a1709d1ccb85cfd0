"""What can be asked next about a thing that an answer tells of: the links of the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

THINGS: Mapping[str, str] = {
    "Receipt": "/v1/cases/{case_id}",
    "OpenedReceipt": "/v1/cases/{case_id}",
    "RunShown": "/v1/letter-runs/{run_id}",
    "RequestShown": "/v1/person-requests/{number}",
    "MessageShown": "/v1/source-messages/{number}",
    "IncidentShown": "/v1/incidents/{number}",
    "FrozenShown": "/v1/reports/frozen/{number}",
    "DocumentShown": "/v1/documents/{number}",
}
"""Where the thing is whose name an answer of that form holds."""


class _Operation(NamedTuple):
    method: str
    path: str
    told: dict[str, Any]

    def is_about(self, thing: str) -> bool:
        return self.path == thing or self.path.startswith(f"{thing}/")

    @property
    def asked_for(self) -> list[str]:
        """What stands in its path."""
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]


def with_links(document: dict[str, Any]) -> dict[str, Any]:
    """The same OpenAPI document; an answer to a write that names a thing links to what reads it, and one that told
    of it first to all that can be done with it."""
    operations = [
        _Operation(method, path, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]
    for operation in operations:
        if operation.method != "get":
            for answer, form in _forms(operation):
                links = dict(_links(operation, form, document["components"]["schemas"][form], operations))
                answer.update({"links": links} if links else {})
    return document


def _forms(operation: _Operation) -> Iterator[tuple[dict[str, Any], str]]:
    """The good answers whose form is that of a thing, with its name."""
    for status, answer in operation.told["responses"].items():
        for content in answer.get("content", {}).values() if status.startswith("2") else ():
            form = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
            if form in THINGS:
                yield answer, form


def _links(
    first: _Operation, form: str, schema: Mapping[str, Any], operations: list[_Operation]
) -> Iterator[tuple[str, dict[str, Any]]]:
    thing = THINGS[form]
    for then in operations:
        reads = then.method == "get" or not first.is_about(thing)
        if then.is_about(thing) and reads and schema["properties"].keys() >= set(then.asked_for):
            named = {name: f"$response.body#/{name}" for name in then.asked_for}
            yield then.told["operationId"], {"operationId": then.told["operationId"], "parameters": named}
