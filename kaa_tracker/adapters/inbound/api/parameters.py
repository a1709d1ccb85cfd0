"""A parameter that a route does not have is refused: a slip of the pen must not pass for a question without it."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.problems import Problem, error


async def only_known_parameters(request: Request) -> None:
    """A dependency of every route. Raises the ``Problem`` that names the parameters there are."""
    if not request.scope["query_string"]:
        return
    known = set(_named(request.scope["route"].dependant))
    if not known.issuperset(request.query_params):
        raise Problem("invalid", errors=[error(("query",), "unknown_parameter")], known=sorted(known))


def _named(dependant: Dependant) -> Iterator[str]:
    for parameter in dependant.query_params:
        yield parameter.alias
    for below in dependant.dependencies:
        yield from _named(below)
