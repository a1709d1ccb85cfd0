"""Every route of the application, as its table has them, with something to ask each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from kaa_tracker.adapters.inbound.api.allowing import actions_of

NO_ACTION = {"/v1/register-messages", "/health/live", "/health/ready", "/metrics", "/api-info"}
"""What nobody signs in for: the feed has a token of its own, and how the program fares is for machines to ask."""

NAMES_A_CASE = ("into", "case_id", "case_ids")
"""Where a body names a case."""
NAMES_ANOTHER = "to"


class Route(NamedTuple):
    method: str
    path: str
    actions: tuple[str, ...]
    described: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_about_a_case(self) -> bool:
        return "{case_id}" in self.path

    @property
    def is_stream(self) -> bool:
        return "text/event-stream" in self.described.get("responses", {}).get("200", {}).get("content", {})

    def at(self, case_id: UUID) -> str:
        """The path, about a case if it is about one; of anything else the description's example."""
        path = self.path.replace("{case_id}", str(case_id))
        for parameter in self.described.get("parameters", ()):
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", _example(parameter))
        return path

    @property
    def query(self) -> dict[str, str]:
        """What cannot be left out."""
        asked = (one for one in self.described.get("parameters", ()) if one["in"] == "query" and one["required"])
        return {one["name"]: _example(one) for one in asked}

    def bodies(self, case_id: UUID, another: UUID) -> list[Any]:
        """The description's examples; the cases they name are these."""
        content = self.described.get("requestBody", {}).get("content", {})
        found = content.get("application/json", {})
        shown = [one["value"] for one in found.get("examples", {}).values()]
        return [_about(case_id, another, body) for body in shown] or [{}]


def every_route(app: FastAPI, document: Mapping[str, Any]) -> list[Route]:
    """A route that answers to several methods is as many."""
    return [
        Route(
            method, route.path, tuple(actions_of(route)), document["paths"].get(route.path, {}).get(method.lower(), {})
        )
        for route in _flat(app.routes)
        for method in sorted(route.methods or ())
    ]


def forgotten(routes: Iterable[Route]) -> list[Route]:
    """The routes that do not say which action they are."""
    return [route for route in routes if len(route.actions) != (0 if route.path in NO_ACTION else 1)]


def _flat(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            yield from _flat(route.original_router.routes)  # type: ignore[attr-defined]  # a router that was included


def _example(parameter: Mapping[str, Any]) -> str:
    schema = parameter["schema"]
    if "examples" in schema:
        return str(schema["examples"][0])
    return str(UUID(int=1)) if schema.get("format") == "uuid" else str(schema.get("maximum", "1"))


def _about(case_id: UUID, another: UUID, body: Mapping[str, Any]) -> dict[str, Any]:
    named = {key: [str(case_id)] if key == "case_ids" else str(case_id) for key in NAMES_A_CASE if key in body}
    return {**body, **named, **({NAMES_ANOTHER: str(another)} if NAMES_ANOTHER in body else {})}
