"""The door for people: who they are by their token, and who that is here by the directory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kaa_tracker.adapters.inbound.api.problems import Problem
from kaa_tracker.adapters.inbound.api.signing_in.form import NotVerified
from kaa_tracker.adapters.inbound.api.signing_in.kept_keys import KeysUnknown
from kaa_tracker.application.access.directory import Directory
from kaa_tracker.application.access.tokens import Identity
from kaa_tracker.application.ports import Clock
from kaa_tracker.application.together import Together
from kaa_tracker.domain.access.roles import User


class Verifier(Protocol):
    """Tells who it is by a token. Raises ``NotVerified`` or ``KeysUnknown``."""

    def __call__(self, token: str) -> Identity:
        """Blocks where a key has to be asked for."""
        ...

    def at_once(self, token: str) -> Identity | None:
        """The same without blocking; ``None`` where that cannot be."""
        ...


class SignIn:
    """Asked before anything else of a request is read; see ``guarding``."""

    def __init__(self, verifier: Verifier, directory: Directory, clock: Clock) -> None:
        self._verifier = verifier
        self._directory = directory
        self._clock = clock
        self._seen: dict[str, date] = {}
        self._users = Together(self._look_up)

    async def check(self, request: Request) -> None:
        """Keep with the request who asks, for ``signed_in``.

        Raises the same ``Problem`` for every token that proves nothing and for whoever is not in the directory,
        and another only while no key of the issuer is known.
        """
        try:
            identity = await self._identity(request.headers.getlist("authorization"))
            user = await self._users.ask(identity.name)
            if user is None:
                raise NotVerified
        except NotVerified:
            raise Problem("unauthenticated", {"WWW-Authenticate": "Bearer"}) from None
        except KeysUnknown:
            raise Problem("unavailable") from None
        request.state.user = user

    async def _identity(self, presented: Sequence[str]) -> Identity:
        """By all headers ``Authorization`` of a request."""
        scheme, _, token = presented[0].partition(" ") if len(presented) == 1 else ("", "", "")
        if scheme.lower() != "bearer":
            raise NotVerified
        identity = self._verifier.at_once(token)
        return await run_in_threadpool(self._verifier, token) if identity is None else identity

    def _look_up(self, names: Sequence[str]) -> list[User | None]:
        """Who they are today, as the directory stands now."""
        today = self._clock.today()
        users = self._directory.users(set(names), today)
        for name in users:
            self._note(name, today)
        return [users.get(name) for name in names]

    def _note(self, name: str, today: date) -> None:
        """Once a day in this process; the directory itself sees to the rest."""
        if self._seen.get(name) != today:
            self._directory.seen(name, today)
            self._seen[name] = today


def signed_in(request: Request) -> User:
    """The dependency of a route behind ``SignIn.check``: who asks."""
    user: User = request.state.user
    return user
