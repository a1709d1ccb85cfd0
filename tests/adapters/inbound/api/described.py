"""Whether an answer is one that the description of the API allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

LARGE = 100_000
"""Bytes of an answer that would take long to check."""


HEADERS = {"location", "etag", "retry-after", "www-authenticate", "content-disposition"}
"""Of an answer those that say something of it; the others are the same at every one."""


def check(document: Mapping[str, Any], answer: httpx.Response) -> None:
    """Raises unless status, headers, media type and content are described, of a route that is."""
    operation = _operation(document, answer.request)
    if operation is None:
        assert answer.status_code in (404, 405)
        return
    told = operation["responses"][str(answer.status_code)]
    assert {name.lower() for name in told.get("headers", {})} == HEADERS & answer.headers.keys(), (
        answer.request.url.path
    )
    schema = told["content"][answer.headers["content-type"]]["schema"]
    if "json" in answer.headers["content-type"] and len(answer.content) < LARGE:
        Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json())


def untraced(answer: httpx.Response) -> dict[str, str]:
    """The headers that two answers to the same question have in common."""
    return {name: value for name, value in answer.headers.items() if name != "traceparent"}


def _operation(document: Mapping[str, Any], request: httpx.Request) -> Any | None:
    for path, operations in document["paths"].items():
        method = request.method.lower()
        if method in operations and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.url.path):
            return operations[method]
    return None
