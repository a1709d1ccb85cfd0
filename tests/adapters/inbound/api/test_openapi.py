"""The description says what the program does, in examples too. Every answer in the other tests is held to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from kaa_tracker.adapters.inbound.api.city.about import VERSION
from kaa_tracker.adapters.inbound.api.problems import KINDS, MEDIA_TYPE
from tests.adapters.inbound.api.office import an_office

BESIDE_ROUTES = {"not_found", "wrong_method", "busy", "stopping", "head_too_large", "two_lengths"}
"""Told where there is no route, or before one is looked for, and so described at none."""

FOR_NOBODY_IN_PARTICULAR = ("/health/", "/api-info")
"""Whoever can reach the server may ask."""

TOKENS = {"/v1/register-messages": "feed_token"}
"""What opens a route that is no person's."""


class Operation(NamedTuple):
    name: str
    path: str
    told: Mapping[str, Any]


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    folder: Path = tmp_path_factory.mktemp("described")
    with an_office(folder) as office:
        return office.document


@pytest.fixture(scope="module")
def operations(document: Mapping[str, Any]) -> list[Operation]:
    return [
        Operation(f"{method.upper()} {path}", path, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]


def every(key: str, part: Any) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Each place that has a value under the key."""
    if isinstance(part, Mapping):
        if key in part:
            yield part, part[key]
        for inner in part.values():
            yield from every(key, inner)
    elif isinstance(part, list):
        for inner in part:
            yield from every(key, inner)


def test_it_is_openapi_3_1_without_a_reference_to_nothing(document: Mapping[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert document["info"]["version"] == VERSION
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    referred = {reference.removeprefix("#/components/schemas/") for _, reference in every("$ref", document)}
    assert referred <= schemas.keys()
    assert [name for name in schemas if "__" in name] == [], "two of the same name"


def test_every_example_is_one_of_what_it_stands_at(document: Mapping[str, Any]) -> None:
    examples = [
        (place, example) for place, found in every("examples", document) if isinstance(found, list) for example in found
    ]
    contents = [place for place, _ in every("schema", document["paths"])]
    examples += [(place["schema"], one["value"]) for place in contents for one in place.get("examples", {}).values()]
    examples += [(place["schema"], place["example"]) for place in contents if "example" in place]
    assert len(examples) > 200
    for schema, example in examples:
        found = Draft202012Validator({**schema, "components": document["components"]}).iter_errors(example)
        assert [f"{example}: {error.message}" for error in found] == []


class TestEveryOperation:
    def test_tells_what_it_is_for(self, operations: list[Operation]) -> None:
        for told in ("summary", "description", "operationId", "tags"):
            assert [one.name for one in operations if not one.told.get(told)] == [], told

    def test_has_a_name_of_its_own(self, operations: list[Operation]) -> None:
        names = Counter(one.told["operationId"] for one in operations)
        assert [name for name, times in names.items() if times > 1] == []

    def test_tells_who_may_ask(self, operations: list[Operation]) -> None:
        for one in operations:
            free = one.path.startswith(FOR_NOBODY_IN_PARTICULAR)
            opened_by: list[Any] = [] if free else [{TOKENS.get(one.path, "access_token"): []}]
            assert one.told.get("security", []) == opened_by, one.name

    def test_shows_an_example_of_what_is_asked_and_answered(self, operations: list[Operation]) -> None:
        without = [f"{one.name}: {place}" for one in operations for place in _without_example(one.told)]
        assert without == []

    def test_tells_the_problems_it_can_answer_with(self, operations: list[Operation]) -> None:
        for one in operations:
            problems = {status: told for status, told in one.told["responses"].items() if status >= "4"}
            assert "500" in problems, one.name
            for status, told in problems.items():
                assert told["description"], f"{one.name} {status}"
                assert told["content"][MEDIA_TYPE]["examples"], f"{one.name} {status}"

    def test_has_a_path_in_lower_case_with_hyphens(self, operations: list[Operation]) -> None:
        for one in operations:
            assert re.fullmatch(r"(/(v1|[a-z]+(-[a-z]+)*|\{[a-z_]+\}))+", one.path), one.path

    def test_names_what_is_asked_for_in_lower_case_with_hyphens(self, operations: list[Operation]) -> None:
        for one in operations:
            for parameter in one.told.get("parameters", ()):
                if parameter["in"] == "query":
                    assert re.fullmatch(r"[a-z]+([-_][a-z]+)*", parameter["name"]), f"{one.name} {parameter['name']}"


class TestTheLinks:
    """From an answer to what can be asked next about what it tells of."""

    def test_go_to_operations_that_there_are_by_what_the_answer_holds(
        self, document: Mapping[str, Any], operations: list[Operation]
    ) -> None:
        by_name = {one.told["operationId"]: one for one in operations}
        found = [(one, answer, link) for one in operations for answer, link in _links(one)]
        assert len(found) > 100
        for one, answer, link in found:
            then = by_name[link["operationId"]]
            [content] = answer["content"].values()
            form = document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
            assert {f"{{{name}}}" for name in link["parameters"]} == set(re.findall(r"\{\w+\}", then.path)), one.name
            for name, expression in link["parameters"].items():
                assert expression == f"$response.body#/{name}"
                assert name in form["properties"]

    def test_lead_from_whatever_is_created_to_where_it_is(self, operations: list[Operation]) -> None:
        for path, things in {
            "/v1/cases": {"case_page", "case_entry", "LogContactAttempt", "CloseEnrolment"},
            "/v1/cases/{case_id}/contact-attempts": {"case_page", "case_timeline", "case_entry"},
            "/v1/letter-runs": {"letter_run", "post_letter_run", "undo_letter_run"},
            "/v1/person-requests": {"person_request", "add_person_request_step"},
            "/v1/person-requests/{number}/contested-fields": {"source_message_sent"},
            "/v1/incidents": {"incident", "add_incident_step"},
            "/v1/documents": {"document", "document_file"},
        }.items():
            [one] = [one for one in operations if one.name == f"POST {path}"]
            assert things <= {name for _, links in every("links", one.told) for name in links}, path


def _links(one: Operation) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for answer in one.told["responses"].values():
        for link in answer.get("links", {}).values():
            yield answer, link


def _without_example(told: Mapping[str, Any]) -> Iterator[str]:
    for parameter in told.get("parameters", ()):
        if not ({"example", "examples"} & parameter.keys() or parameter["schema"].get("examples")):
            yield parameter["name"]
    for media_type, body in told.get("requestBody", {}).get("content", {}).items():
        if not {"example", "examples"} & body.keys():
            yield f"body {media_type}"
    for status, answer in told["responses"].items():
        if status.startswith("2") and not all({"example", "examples"} & one.keys() for one in _contents(answer)):
            yield f"answer {status}"


def _contents(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(answer.get("content", {}).values())


def test_every_problem_is_described_somewhere(document: Mapping[str, Any]) -> None:
    described = {code for _, found in every("examples", document["paths"]) if isinstance(found, dict) for code in found}
    assert KINDS.keys() - BESIDE_ROUTES <= described
