"""An office with its people, its youths, and the application in front of them, on a database of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from kaa_tracker.adapters.inbound.api.app import create_app, openapi
from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.adapters.inbound.api.city.live import Live
from kaa_tracker.adapters.inbound.api.signing_in.form import NotVerified
from kaa_tracker.adapters.inbound.api.signing_in.sign_in import SignIn
from kaa_tracker.adapters.inbound.observing.operations import Looking
from kaa_tracker.application.access.seeing import Seeing
from kaa_tracker.application.access.tokens import Identity
from kaa_tracker.application.casework import Casework
from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.access.roles import Posting
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.adapters.inbound.api.described import check
from tests.adapters.inbound.api.intake.desk import Desk

MONDAY = datetime(2022, 3, 28, 7, 0, tzinfo=UTC)

PEOPLE = {
    "lena": Posting("local_coordinator", "globen"),
    "kim": Posting("local_coordinator", "kista"),
    "cia": Posting("coach", "aim"),
    "berit": Posting("central_coordinator"),
    "rut": Posting("register_coordinator"),
    "hanna": Posting("protected_case_handler"),
    "hugo": Posting("protected_case_handler"),
    "stina": Posting("statistician"),
    "axel": Posting("auditor"),
    "dag": Posting("data_protection_officer"),
}
"""One of each role; the token of each is the name."""


NAMED = ("lena.lind", "mia.moe")
"""Colleagues whom the examples of the description name."""


class Hands:
    """A clock that stands where it was set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()


class Office:
    def __init__(self, system: System, clock: Hands) -> None:
        self.system, self.clock = system, clock
        for name, posting in PEOPLE.items():
            system.directory.add(name, "system", clock.now())
            system.directory.grant(name, posting, date(clock.today().year + 1, 12, 31), "system", clock.now())
        for name in NAMED:
            system.directory.add(name, "system", clock.now())
            system.directory.grant(name, PEOPLE["lena"], date(clock.today().year + 1, 12, 31), "system", clock.now())
        self.door = case_door(system, self.sign_in)
        self.app = create_app(Desk(sign_in=self.sign_in).door, self.door)
        self.document = _described(self.app)

    @property
    def sign_in(self) -> SignIn:
        return SignIn(ByName(), self.system.directory, self.clock)

    def feed(self, *messages: RegisterMessage) -> None:
        """The register tells of youths."""
        self.system.register_intake().take(messages)
        self.system.runner.catch_up()

    def case_of(self, register_key: str) -> UUID:
        return self.system.vault.cases_of_register_keys([register_key])[register_key]

    def ask(self, who: str, method: str, path: str, **more: Any) -> httpx.Response:
        """As somebody; ``json`` is the body."""
        headers = {"Authorization": f"Bearer {who}", **more.pop("headers", {})}

        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, headers=headers, **more)

        answer = asyncio.run(once())
        check(self.document, answer)
        self.system.runner.catch_up()
        return answer

    def get(self, who: str, path: str, **query: Any) -> httpx.Response:
        return self.ask(who, "GET", f"/v1{path}", params=query)

    def post(self, who: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return self.ask(who, "POST", f"/v1{path}", json=body or {}, **more)

    def days_pass(self, days: int) -> None:
        """And the clock goes its round each of them."""
        for _ in range(days):
            self.clock.at += timedelta(days=1)
            self.system.daily_round.run(self.clock.today(), self.clock.now())
            self.system.runner.catch_up()


def case_door(system: System, sign_in: SignIn) -> CaseDoor:
    def has_reached(position: int) -> bool:
        system.runner.catch_up()
        return system.runner.position() >= position

    return CaseDoor(
        sign_in=sign_in,
        clock=system.clock,
        reference=system.reference,
        sentences=system.sentences,
        seeing=Seeing(system.store, system.directory, system.reference.rules),
        revealing=system.revealing,
        access_log=system.access_log,
        casework=Casework(system.handler, system.vault),
        reading=system.reading,
        letters=system.letters,
        youths=system.youths,
        rights=system.rights,
        reports=system.reports,
        half_year=system.half_year,
        vault=system.vault,
        new_case_id=system.new_case_id,
        live=Live(
            changes=system.store.changes,
            projected=system.runner.position,
            at_most=2,
            every_seconds=0.01,
            heartbeat_seconds=0.1,
            caught_up=20,
        ),
        last_position=system.store.last_position,
        wake=lambda: None,
        has_reached=has_reached,
        documents=system.document_orders,
        wake_documents=lambda: None,
        operations=Looking(system, lambda: ""),
    )


_documents: list[dict[str, Any]] = []


def _described(app: FastAPI) -> dict[str, Any]:
    """The description of the API, which is the same for every office and takes a second to work out."""
    if not _documents:
        _documents.append(openapi(app))
    return _documents[0]


class ByName:
    """A verifier to whom the name of a person is their token."""

    def __call__(self, token: str) -> Identity:
        if token not in PEOPLE:
            raise NotVerified
        return Identity(token, token, datetime.max.replace(tzinfo=UTC))

    at_once = __call__


@contextmanager
def an_office(folder: Path, **settings: Any) -> Iterator[Office]:
    with open_system(Settings(folder=folder, **settings)) as opened:
        clock = Hands(MONDAY)
        yield Office(replace(opened, clock=clock), clock)
