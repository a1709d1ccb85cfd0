"""A parameter that a route does not have, or has once and is given twice, is refused: a slip of the pen must not
pass for another question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from fastapi.dependencies.models import Dependant
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.problems import Problem, error


async def only_known_parameters(request: Request) -> None:
    """A dependency of every route. Raises the ``Problem`` that names the parameters there are, or those repeated."""
    if not request.scope["query_string"]:
        return
    asked = dict(_forms(request.scope["route"].dependant))
    if not asked.keys() >= request.query_params.keys():
        raise Problem("invalid", errors=[error(("query",), "unknown_parameter")], known=sorted(asked))
    given = Counter(name for name, _ in request.query_params.multi_items())
    repeated = [name for name, times in given.items() if times > 1 and not _is_list(asked[name])]
    if repeated:
        raise Problem("invalid", errors=[error(("query", name), "repeated") for name in repeated])


def _forms(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    for parameter in dependant.query_params:
        yield parameter.alias, parameter.field_info.annotation
    for below in dependant.dependencies:
        yield from _forms(below)


def _is_list(form: Any) -> bool:
    return any(get_origin(one) is list for one in (form, *get_args(form)))
