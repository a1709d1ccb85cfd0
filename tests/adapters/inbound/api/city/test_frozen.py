"""Frozen reports over HTTP: who may make, approve and let out, and what is told of each."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from kaa_tracker.adapters.outbound.database import Database, open_engine
from kaa_tracker.bootstrap import EMBEDDED
from tests.adapters.inbound.api.city.youths import a_city, marked
from tests.adapters.inbound.api.intake.desk import problem
from tests.adapters.inbound.api.office import Office
from tests.application.told import ADA, BO

FROZEN = "/reports/frozen"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with a_city(tmp_path) as opened:
        yield opened


def freeze(office: Office, who: str = "stina", **said: Any) -> int:
    answer = office.post(who, FROZEN, {"year": 2022, **said})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["number"])


def tried(office: Office, key: str) -> None:
    answer = office.post("berit", f"/cases/{office.case_of(key)}/contact-attempts", {"channel": "phone"})
    assert answer.status_code == 201, answer.text


def test_a_report_is_frozen_by_one_and_approved_by_another(office: Office) -> None:
    answer = office.post("berit", FROZEN, {"year": 2022, "diary_number": "AMN 2022/0123"})
    told = answer.json()
    assert (told["state"], told["frozen_by"], told["diary_number"]) == ("frozen", "berit", "AMN 2022/0123")
    assert told["position"] == office.system.store.last_position()
    assert office.ask("stina", "GET", answer.headers["location"]).json() == told
    own = office.post("berit", f"{FROZEN}/1/approvals")
    assert (own.status_code, own.json()["rule"]) == (409, "report_needs_other_approver")
    freeze(office)
    approved = office.post("berit", f"{FROZEN}/2/approvals").json()
    assert (approved["state"], approved["approved_by"], approved["follows"]) == ("approved", "berit", 1)
    assert [row["state"] for row in office.get("axel", FROZEN).json()["rows"]] == ["frozen", "approved"]


def test_the_hash_is_of_the_bytes_that_are_told(office: Office) -> None:
    told = office.get("stina", f"{FROZEN}/{freeze(office)}").json()
    figures = office.get("stina", f"{FROZEN}/1/figures")
    assert sha256(figures.content).hexdigest() == told["sha256"]
    assert figures.json() == office.get("stina", "/reports/annual/2022").json()


def test_the_same_sent_again_is_one_report(office: Office) -> None:
    key = {"Idempotency-Key": "annual-report-2022"}
    first = office.post("stina", "/reports/frozen", {"year": 2022}, headers=key)
    again = office.post("stina", "/reports/frozen", {"year": 2022}, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert office.post("stina", "/reports/frozen", {"year": 2022}).json()["number"] == 2


@pytest.mark.parametrize("who", ["lena", "cia", "rut", "hanna", "axel", "dag"])
def test_only_those_of_the_whole_citys_figures_freeze(office: Office, who: str) -> None:
    assert problem(office.post(who, FROZEN, {"year": 2022})) == "not_allowed"


@pytest.mark.parametrize("who", ["lena", "cia", "rut", "hanna", "stina", "axel", "dag"])
def test_only_central_coordinators_approve_and_publish(office: Office, who: str) -> None:
    number = freeze(office)
    for act in ("approvals", "publications"):
        assert problem(office.post(who, f"{FROZEN}/{number}/{act}")) == "not_allowed"


@pytest.mark.parametrize("who", ["lena", "cia", "rut", "hanna", "dag"])
def test_whoever_sees_no_statistics_sees_no_frozen_report(office: Office, who: str) -> None:
    number = freeze(office)
    for place in ("", "/figures", "/publication", "/differences", "/behind", "/late-registrations"):
        assert problem(office.get(who, f"{FROZEN}/{number}{place}")) == "not_allowed"
    assert problem(office.get(who, FROZEN)) == "not_allowed"


def test_differences_are_told_to_all_and_who_is_behind_to_those_who_open_cells(office: Office) -> None:
    freeze(office)
    for key in (ADA, BO):
        tried(office, key)
    office.feed(marked(BO))
    second = freeze(office)
    cells = office.get("stina", f"{FROZEN}/{second}/differences").json()["cells"]
    [attempts] = [c for c in cells if (c["table"], c["row"], c["column"]) == ("attempts", "total", "attempts")]
    assert (attempts["before"]["value"], attempts["after"]["value"]) == (0, 2)
    for who, named, others in (("berit", {ADA}, 1), ("stina", set(), 2)):
        figures = office.get(who, f"{FROZEN}/{second}/behind").json()["figures"]
        [one] = [f for f in figures if (f["measure"], f["where"], f["period"]) == ("attempts", {}, "year")]
        assert {moved["case_id"] for moved in one["moved"]} == {str(office.case_of(key)) for key in named}
        assert (one["not_shown"], one["unexplained"]) == (others, 0)


def test_what_was_told_late_is_listed_within_the_reach(office: Office) -> None:
    number = freeze(office)
    tried(office, ADA)
    late = office.get("berit", f"{FROZEN}/{number}/late-registrations").json()
    assert [(row["case_id"], row["event"]["kind"]) for row in late["rows"]] == [
        (str(office.case_of(ADA)), "contact-attempted")
    ]
    assert office.get("stina", f"{FROZEN}/{number}/late-registrations").json() == {"not_shown": 1, "rows": []}


def test_what_cannot_be_compared_says_so(office: Office) -> None:
    first = freeze(office)
    alone = office.get("stina", f"{FROZEN}/{first}/differences")
    assert alone.json()["rule"] == "report_follows_none"
    other = freeze(office, year=2021)
    of_two_years = office.get("stina", f"{FROZEN}/{first}/differences", to=other)
    assert of_two_years.json()["rule"] == "report_of_another_year"
    assert problem(office.get("stina", f"{FROZEN}/99/differences")) == "no_such_report"


@pytest.mark.parametrize("number", ["Ada Ek", "2004-05-06", "20040506-2384", "040506-2384", "AMN 1", "AMN 2022/0123 "])
def test_a_diary_number_has_no_room_for_a_person(office: Office, number: str) -> None:
    answer = office.post("stina", FROZEN, {"year": 2022, "diary_number": number})
    assert problem(answer) == "invalid"
    assert number not in answer.text


def test_a_year_that_has_not_begun_is_not_frozen(office: Office) -> None:
    assert office.post("stina", FROZEN, {"year": 2024}).json()["rule"] == "report_year_not_begun"


def test_a_report_that_was_altered_where_it_is_kept_is_not_told(office: Office, tmp_path: Path) -> None:
    number = freeze(office)
    engine = open_engine(Database.embedded(tmp_path / EMBEDDED))
    with engine.begin() as connection:
        connection.execute(text("UPDATE report_content SET content = '{}'"))
    engine.dispose()
    assert problem(office.get("stina", f"{FROZEN}/{number}/figures")) == "altered_report"
