"""Each route says which action of the table it is, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.problems import Problem
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import signed_in
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import may
from kaa_tracker.domain.access.table import Action


class Allowed:
    """The dependency of a route: who asks, if the table knows the action for them at all.

    Whether they may do it with a case is for the case to say, and looks like no case at all.
    """

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(self, request: Request) -> User:
        """Raises ``Problem``. Nothing here blocks: the framework would call what may in a thread."""
        user = signed_in(request)
        if may(user, self.action) is None:
            raise Problem("not_allowed")
        return user


Sees = Annotated[User, Depends(Allowed("see"))]


def actions_of(route: APIRoute) -> list[Action]:
    """Which actions the route says it is: one, unless it has been forgotten."""
    return [found.action for found in _calls(route.dependant) if isinstance(found, Allowed)]


def _calls(dependant: Dependant) -> Iterator[object]:
    for below in dependant.dependencies:
        yield below.call
        yield from _calls(below)
