"""The door for people: who they are by their token, and who that is here by the directory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.problems import Problem
from kaa_tracker.adapters.inbound.api.signing_in.form import NotVerified
from kaa_tracker.adapters.inbound.api.signing_in.kept_keys import KeysUnknown
from kaa_tracker.application.access.directory import Directory
from kaa_tracker.application.access.tokens import Identity
from kaa_tracker.application.ports import Clock
from kaa_tracker.domain.access.roles import User

Verifier: TypeAlias = Callable[[str], Identity]
"""Raises ``NotVerified`` or ``KeysUnknown``."""


class SignIn:
    """Asked before anything else of a request is read; see ``guarding``."""

    def __init__(self, verifier: Verifier, directory: Directory, clock: Clock) -> None:
        self._verifier = verifier
        self._directory = directory
        self._clock = clock
        self._seen: dict[str, date] = {}

    async def check(self, request: Request) -> None:
        """Keep with the request who asks, for ``signed_in``.

        Raises the same ``Problem`` for every token that proves nothing and for whoever is not in the directory,
        and another only while no key of the issuer is known.
        """
        presented = request.headers.getlist("authorization")
        request.state.user = await run_in_threadpool(self.user, presented)

    def user(self, presented: Sequence[str]) -> User:
        """Who that is today, by all headers ``Authorization`` of a request. Raises ``Problem``; blocks."""
        scheme, _, token = presented[0].partition(" ") if len(presented) == 1 else ("", "", "")
        try:
            if scheme.lower() != "bearer":
                raise NotVerified
            name, today = self._verifier(token).name, self._clock.today()
            user = self._directory.user(name, today)
            if user is None:
                raise NotVerified
        except NotVerified:
            raise Problem("unauthenticated", {"WWW-Authenticate": "Bearer"}) from None
        except KeysUnknown:
            raise Problem("unavailable") from None
        self._note(name, today)
        return user

    def _note(self, name: str, today: date) -> None:
        """Once a day in this process; the directory itself sees to the rest."""
        if self._seen.get(name) != today:
            self._directory.seen(name, today)
            self._seen[name] = today


def signed_in(request: Request) -> User:
    """The dependency of a route behind ``SignIn.check``: who asks."""
    user: User = request.state.user
    return user
