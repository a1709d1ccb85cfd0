"""The description of the interface made whole: all schemas in one place, and an example wherever one can stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_BY_FORMAT = {
    "date": "2022-03-15",
    "date-time": "2022-03-15T09:00:00Z",
    "uuid": "0190f1e2-5c7a-7b3c-8d4e-5f6071829304",
}
_BY_TYPE: Mapping[str, Any] = {"string": "text", "number": 1.5, "boolean": False, "null": None}
_SCHEMAS = "#/components/schemas/"


def with_all_schemas(document: dict[str, Any]) -> dict[str, Any]:
    """The same OpenAPI document; what a body is made of, which its form brings along, is among its schemas now."""
    for operation in _operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            document["components"]["schemas"] |= content["schema"].pop("$defs", {})
    return document


def with_examples(document: dict[str, Any]) -> dict[str, Any]:
    """The same OpenAPI document; every parameter, body and good answer that shows no example has one now."""
    schemas = document["components"]["schemas"]
    for operation in _operations(document):
        for place in _places(operation):
            schema = place.get("schema")
            if schema and not {"example", "examples"} & place.keys():
                place["example"] = example_of(schema, schemas)
    return document


def _operations(document: Schema) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


def _places(operation: Schema) -> Iterator[dict[str, Any]]:
    yield from operation.get("parameters", ())
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            yield from answer.get("content", {}).values()


def example_of(schema: Schema, schemas: Mapping[str, Schema]) -> Any:
    """Something the schema allows, as it is written in the fields' own examples where they have any."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].removeprefix(_SCHEMAS)], schemas)
    if "examples" in schema:
        return schema["examples"][0]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return example_of(options[0], schemas)
    return _of_type(schema, schemas)


def _of_type(schema: Schema, schemas: Mapping[str, Schema]) -> Any:
    match schema.get("type"):
        case "object":
            return {name: example_of(field, schemas) for name, field in schema.get("properties", {}).items()}
        case "array":
            return [example_of(schema["items"], schemas)] if schema.get("items") else []
        case "integer":
            return max(1, schema.get("minimum", 1))
        case "string" if schema.get("format") in _BY_FORMAT:
            return _BY_FORMAT[schema["format"]]
        case kind:
            return _BY_TYPE.get(str(kind))
