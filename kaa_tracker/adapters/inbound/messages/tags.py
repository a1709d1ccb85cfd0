"""Places as a sender knows them, where a form is told apart from others by a tag.

Pydantic puts the tag into the place, as if it were a field: ``draft.year`` for the ``year`` of what is a draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

Schema = Mapping[str, Any]


def without_tags(place: Sequence[str | int], form: type[BaseModel]) -> list[str | int]:
    """The same place within the form, by the names of fields only."""
    schema = _schema_of(form)
    return list(_fields(place, schema, schema.get("$defs", {})))


@cache
def _schema_of(form: type[BaseModel]) -> Schema:
    return form.model_json_schema()


def _fields(place: Sequence[str | int], schema: Schema, named: Mapping[str, Schema]) -> Iterator[str | int]:
    for step in place:
        schema = _meant(schema, named)
        if "discriminator" in schema:
            schema = {"$ref": schema["discriminator"]["mapping"][step]}
            continue
        yield step
        schema = schema.get("items", {}) if isinstance(step, int) else schema.get("properties", {}).get(step, {})


def _meant(schema: Schema, named: Mapping[str, Schema]) -> Schema:
    """What stands behind a name, or beside ``null``."""
    if "$ref" in schema:
        return _meant(named[schema["$ref"].rpartition("/")[2]], named)
    match [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]:
        case [only]:
            return _meant(only, named)
    return schema
