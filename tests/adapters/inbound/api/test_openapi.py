"""The description says what the program does, in examples too. Every answer in the other tests is held to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from kaa_tracker.adapters.inbound.api.problems import KINDS
from tests.adapters.inbound.api.intake.desk import DOCUMENT

OPERATIONS = [(path, operation) for path, methods in DOCUMENT["paths"].items() for operation in methods.values()]

BESIDE_ROUTES = {"not_found", "wrong_method"}
"""Told where there is no route, and so described at none."""


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


def validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]})


def test_it_is_openapi_3_1_without_a_reference_to_nothing() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    schemas = DOCUMENT["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    referred = {reference.removeprefix("#/components/schemas/") for _, reference in every("$ref", DOCUMENT)}
    assert referred <= schemas.keys()


def test_every_example_is_one_of_what_it_stands_at() -> None:
    examples = [
        (place, example) for place, found in every("examples", DOCUMENT) if isinstance(found, list) for example in found
    ]
    contents = [place for place, _ in every("schema", DOCUMENT["paths"])]
    examples += [(place["schema"], one["value"]) for place in contents for one in place.get("examples", {}).values()]
    examples += [(place["schema"], place["example"]) for place in contents if "example" in place]
    assert len(examples) > 50
    for schema, example in examples:
        validator(schema).validate(example)


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_every_route_tells_what_it_is_for_and_who_may_ask(path: str, operation: Mapping[str, Any]) -> None:
    assert operation["description"]
    assert operation.get("security", []) == (
        []
        if path.startswith("/health/")
        else [{"feed_token": []}]
        if path == "/v1/register-messages"
        else [{"access_token": []}]
    )


def test_every_problem_is_described_somewhere() -> None:
    described = {code for _, found in every("examples", DOCUMENT["paths"]) if isinstance(found, dict) for code in found}
    assert described == KINDS.keys() - BESIDE_ROUTES


def test_paths_are_lower_case_with_hyphens() -> None:
    for path, _ in OPERATIONS:
        assert path.replace("{number}", "") == path.replace("{number}", "").lower()
        assert "_" not in path
