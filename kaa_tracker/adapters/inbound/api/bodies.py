"""The bodies of requests, read as strictly as messages are: every fault by its place, never by what stands there."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.problems import Problem
from kaa_tracker.adapters.inbound.messages.rejection import all_rejected
from kaa_tracker.adapters.inbound.messages.strict_json import read_json
from kaa_tracker.application.intake.rejected import Rejected

M = TypeVar("M", bound=BaseModel)

JSON = "application/json"


def described(form: type[BaseModel], **examples: dict[str, Any]) -> dict[str, Any]:
    """How a route that reads the form itself describes its body."""
    shown = {name: {"value": value} for name, value in examples.items()}
    content: dict[str, Any] = {"schema": form.model_json_schema(ref_template="#/components/schemas/{model}")}
    if shown:
        content["examples"] = shown
    return {"requestBody": {"required": True, "content": {JSON: content}}}


async def body_of(request: Request, form: type[M], today: date) -> M:
    """The body in its form. Raises the ``Problem`` that says where it is wrong."""
    if plain_type(request) != JSON:
        raise Problem("not_json")
    raw = await request.body()
    document = read_json(raw)
    if isinstance(document, Rejected):
        raise Problem("invalid", errors=[_in_body(document)])
    try:
        return form.model_validate_json(raw, extra="forbid", context={"today": today})
    except ValidationError as wrong:
        raise Problem("invalid", errors=[_in_body(one) for one in all_rejected(wrong, form)]) from None


def plain_type(request: Request) -> str:
    """The media type of the body; empty for one that is compressed, or written otherwise than in UTF-8."""
    kind, *parameters = request.headers.get("content-type", "").lower().split(";")
    named = [(name.strip(), value.strip(' "')) for name, _, value in (one.partition("=") for one in parameters)]
    charsets = {value for name, value in named if name == "charset"}
    is_plain = charsets <= {"utf-8"} and set(request.headers.getlist("content-encoding")) <= {"identity"}
    return kind.strip() if is_plain else ""


def _in_body(rejected: Rejected) -> dict[str, Any]:
    return {"in": "body", "path": rejected.path, "reason": rejected.reason}
