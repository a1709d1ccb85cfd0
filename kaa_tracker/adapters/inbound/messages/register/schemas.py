"""The formats of BER's messages as JSON Schemas, for those who write them.

A schema says what can be said in it: what it refuses, we refuse. Whether a code exists, a date is in
the calendar or a check digit is right, only reading tells.
"""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from kaa_tracker.adapters.inbound.messages.register.reading import FORMS

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The one that AsyncAPI 3.0 understands without being told."""


class _Plain(GenerateJsonSchema):
    """Without titles that repeat the names, and without defaults that stand for a field left out."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        if isinstance(schema.get("default"), str):
            return super().default_schema(schema)
        return self.generate_inner(schema["schema"])


def register_schema(type_name: str) -> dict[str, Any]:
    """The JSON Schema of the message of that type and version, envelope included. Raises ``KeyError``."""
    schema = FORMS[type_name].model_json_schema(schema_generator=_Plain, ref_template="#/definitions/{model}")
    schema["properties"]["type"] = {"const": type_name, "type": "string"}
    definitions = schema.pop("$defs")
    return {"$schema": DIALECT, **schema, "title": type_name, "definitions": definitions}


def schema_file(type_name: str) -> str:
    """Where the reference keeps it, seen from its root."""
    return f"schemas/{type_name}.json"
