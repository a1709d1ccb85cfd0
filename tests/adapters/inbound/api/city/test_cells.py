"""Behind a figure stand the cases that whoever asks may read, and the number of the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kaa_tracker.application.access.directory import Opening
from tests.adapters.inbound.api.city.youths import CEM, DINA, marked
from tests.adapters.inbound.api.office import Office
from tests.application.told import ADA, BO

SAMPLED = "internal_control"
COVERED = {"measure": "covered", "period": "operating-year/2022"}


def shown(office: Office, who: str, **query: Any) -> dict[str, Any]:
    answer = office.get(who, "/cells", **{**COVERED, **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_central_coordinator_sees_who_counts_but_no_protected_identity(office: Office) -> None:
    cell = shown(office, "berit")
    assert (cell["total"], cell["not_shown"], cell["lines"]) == (4, 1, 3)
    assert {one["case_id"] for one in cell["cases"]} == {str(office.case_of(key)) for key in (ADA, BO, CEM)}
    assert {one["given_name"] for one in cell["cases"]} == {"Ada", "Bo", "Cem"}
    assert str(office.case_of(DINA)) not in str(cell)


@pytest.mark.parametrize("who", ["stina", "axel"])
def test_whoever_only_counts_sees_how_many_and_nobody(office: Office, who: str) -> None:
    cell = shown(office, who)
    assert (cell["total"], cell["not_shown"], cell["lines"], cell["cases"]) == (4, 4, 0, [])


def test_a_case_that_becomes_protected_leaves_the_cell_and_not_the_figure(office: Office) -> None:
    office.feed(marked(ADA))
    cell = shown(office, "berit")
    assert (cell["total"], cell["not_shown"]) == (4, 2)
    assert "Ada" not in str(cell)


def test_being_named_on_a_case_opens_no_cell(office: Office) -> None:
    case = office.case_of(DINA)
    body = {"user": "berit", "until": "2022-12-31", "reason": "stands_in"}
    assert office.post("hanna", f"/cases/{case}/access-grants", body).status_code == 201
    assert str(case) not in str(shown(office, "berit"))


def test_a_case_in_a_sample_opens_no_cell(office: Office) -> None:
    now = office.clock.now()
    until = now + timedelta(days=1)
    office.system.directory.open(Opening(0, "sample", "axel", office.case_of(ADA), SAMPLED, now, until, None, None))
    assert office.get("axel", f"/cases/{office.case_of(ADA)}").status_code == 200
    assert shown(office, "axel")["cases"] == []


def test_a_page_at_a_time_shows_each_once(office: Office) -> None:
    pages = [shown(office, "berit", limit=2, page=page) for page in (1, 2, 3)]
    assert [len(page["cases"]) for page in pages] == [2, 1, 0]
    assert {page["lines"] for page in pages} == {3}
    assert len({one["case_id"] for page in pages for one in page["cases"]}) == 3


def test_a_cell_is_narrowed_as_its_figure(office: Office) -> None:
    cell = shown(office, "berit", where=["gender:man", "jobbtorg:kista"])
    assert [one["given_name"] for one in cell["cases"]] == ["Bo"]


def test_the_line_leads_to_the_case(office: Office) -> None:
    for one in shown(office, "berit")["cases"]:
        assert office.ask("berit", "GET", one["href"]).json()["case_id"] == one["case_id"]


def test_whoever_was_shown_a_name_is_in_the_log_with_the_page(office: Office) -> None:
    shown(office, "berit", limit=2)
    [latest, *_] = office.system.access_log.of_user("berit", limit=5)
    assert (latest.access.act, len(latest.access.case_ids)) == ("cell", 2)


def test_a_count_without_cases_is_no_entry_in_the_log(office: Office) -> None:
    shown(office, "stina")
    shown(office, "berit", page=9)
    assert not office.system.access_log.of_user("stina", limit=5)
    assert not office.system.access_log.of_user("berit", limit=5)


def test_a_measure_of_attempts_has_a_line_for_each(office: Office) -> None:
    path = f"/cases/{office.case_of(ADA)}/contact-attempts"
    for hour in ("08", "09"):
        office.post("lena", path, {"channel": "phone", "at": f"2022-03-29T{hour}:00:00Z"})
    office.clock.at = office.clock.at.replace(hour=12)
    for hour in ("08", "09"):
        office.post("lena", path, {"channel": "phone", "at": f"2022-03-29T{hour}:30:00Z"})
    cell = shown(office, "berit", measure="attempts")
    assert cell["total"] == cell["lines"] == len(cell["cases"])
    assert {one["case_id"] for one in cell["cases"]} == {str(office.case_of(ADA))}
