"""The schemas that others write by, and the document that says where to send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft7Validator, FormatChecker  # type: ignore[import-untyped]  # it ships no types

from kaa_tracker.adapters.inbound.messages.register.asyncapi import asyncapi_document
from kaa_tracker.adapters.inbound.messages.register.reading import FORMS
from kaa_tracker.adapters.inbound.messages.register.schemas import register_schema
from kaa_tracker.application.intake.rejected import Rejected
from tests.adapters.inbound.messages.examples import (
    ENTERED,
    LEFT,
    any_json,
    changed,
    extract,
    listed,
    message,
    page_examples,
    parse,
    places,
)

REFERENCE = Path(__file__).parents[4] / "docs" / "reference"
VALIDATORS = {name: Draft7Validator(register_schema(name), format_checker=FormatChecker(["date"])) for name in FORMS}


def valid(document: Any) -> bool:
    return bool(VALIDATORS[document["type"]].is_valid(document))


class TestSchemas:
    @pytest.mark.parametrize("name", FORMS)
    def test_each_is_a_schema(self, name: str) -> None:
        Draft7Validator.check_schema(register_schema(name))

    @pytest.mark.parametrize("example", page_examples())
    def test_each_example_of_the_documentation_is_valid(self, example: str) -> None:
        assert valid(json.loads(example))

    @pytest.mark.parametrize(
        ("document", "path", "value"),
        [
            (message(ENTERED), "$.specversion", "0.3"),
            (message(ENTERED), "$.type", "se.stockholm.ber.kaa.entered.v1.v1"),
            (message(ENTERED), "$.id", "a b"),
            (message(ENTERED), "$.subject", ...),
            (message(ENTERED), "$.time", "2022-03-14"),
            (message(ENTERED), "$.data.revision", 0),
            (message(ENTERED), "$.data.revision", "1"),
            (message(ENTERED), "$.data.entered_on", "14 March"),
            (message(ENTERED), "$.data.entered_on", "2022-02-30"),
            (message(ENTERED), "$.data.gender", "other"),
            (message(ENTERED), "$.data.district", None),
            (message(ENTERED), "$.data.person.birth_date", ...),
            (message(ENTERED), "$.data.person.given_name", " "),
            (message(ENTERED), "$.data.person.given_name", "A\tB"),
            (message(ENTERED), "$.data.person.identity_number", "20040517"),
            (message(ENTERED), "$.data.person.address.city", ...),
            (message(ENTERED), "$.data.person.phones", ["1"] * 21),
            (message(ENTERED, "entered.v2"), "$.data.person.contacts", [{"kind": "pigeon", "value": "1"}]),
            (message(ENTERED, "entered.v2"), "$.data.person.contacts", [{"kind": "phone", "value": "1"}] * 41),
            (message({"revision": 2, "effective_on": "2022-03-12"}, "changed.v1"), "$.data.effective_on", ...),
            (message({"revision": 2, "effective_on": "2022-03-12"}, "changed.v1"), "$.data.district", None),
            (message({"revision": 2, "effective_on": "2022-03-12"}, "changed.v2"), "$.data.person", None),
            (message(LEFT, "left.v1"), "$.data.reason", ...),
            (extract(), "$.data.part", 0),
            (extract(), "$.data.persons", ...),
            (extract(), "$.data.persons", [listed("p 1")]),
        ],
    )
    def test_what_a_schema_refuses_is_refused(self, document: Any, path: str, value: Any) -> None:
        bad = changed(path, value, document)
        assert valid(document)
        assert not VALIDATORS[document["type"]].is_valid(bad)
        assert isinstance(parse(bad), Rejected)

    @given(places, any_json)
    def test_whatever_is_taken_is_valid(self, path: str, value: Any) -> None:
        document = changed(path, value)
        assert isinstance(parse(document), Rejected) or valid(document)


def references(value: Any) -> Iterator[str]:
    match value:
        case {"$ref": reference}:
            yield reference
        case dict():
            for inner in value.values():
                yield from references(inner)
        case list():
            for inner in value:
                yield from references(inner)


def found_in(document: Any, pointer: str) -> Any:
    for step in pointer.removeprefix("#/").split("/"):
        document = document[step]
    return document


class TestDoors:
    DOCUMENT = asyncapi_document()

    def test_every_reference_leads_somewhere(self) -> None:
        for reference in references(self.DOCUMENT):
            assert (
                found_in(self.DOCUMENT, reference) if reference.startswith("#/") else (REFERENCE / reference).is_file()
            )

    def test_every_message_comes_through_every_door(self) -> None:
        for channel in self.DOCUMENT["channels"].values():
            assert list(channel["messages"]) == list(FORMS)
        for operation in self.DOCUMENT["operations"].values():
            assert len(operation["messages"]) == len(FORMS)

    @pytest.mark.parametrize("name", FORMS)
    def test_the_schema_of_each_message_is_its_own(self, name: str) -> None:
        payload = self.DOCUMENT["components"]["messages"][name]["payload"]["$ref"]
        assert json.loads((REFERENCE / payload).read_text("utf-8")) == register_schema(name)
