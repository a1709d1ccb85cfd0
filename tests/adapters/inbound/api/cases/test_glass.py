"""Breaking the glass: for a reason, for a day, never a protected identity's, and looked at by somebody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from kaa_tracker.domain.access.roles import Posting
from tests.adapters.inbound.api.cases.town import KISTA, Town, Youth
from tests.adapters.inbound.api.intake.desk import problem


def break_glass(town: Town, youth: Youth, who: str = "lena", reason: str = "acute") -> httpx.Response:
    return town.post(who, f"{youth.path}/glass", {"reason": reason})


def test_a_broken_glass_opens_another_unit_s_case(town: Town) -> None:
    youth = town.youth(KISTA)
    assert problem(town.get("lena", youth.path)) == "no_such_case"
    answer = break_glass(town, youth)
    assert (answer.status_code, answer.json()["href"]) == (201, f"/v1{youth.path}")
    assert town.get("lena", youth.path).json()["person"]["identity_number"] == youth.number


def test_it_opens_for_looking_and_not_for_writing(town: Town) -> None:
    youth = town.youth(KISTA)
    break_glass(town, youth)
    assert problem(town.post("lena", f"{youth.path}/own-contacts", {"via": "drop_in"})) == "no_such_case"


def test_it_opens_for_whoever_broke_it_alone(town: Town) -> None:
    youth = town.youth()
    break_glass(town, youth, "kim")
    assert town.get("kim", youth.path).status_code == 200
    assert problem(town.get("cia", youth.path)) == "no_such_case"


def test_it_closes_again_after_a_day(town: Town) -> None:
    youth = town.youth(KISTA)
    break_glass(town, youth)
    for after, status in ((timedelta(hours=23, minutes=59), 200), (timedelta(minutes=1), 404)):
        town.office.clock.at += after
        assert town.get("lena", youth.path).status_code == status
    town.office.clock.at -= timedelta(hours=24)


def test_a_protected_identity_is_no_case_to_break_the_glass_of(town: Town) -> None:
    hidden = town.youth(protected=True)
    before = town.accesses("lena")
    answer, missing = break_glass(town, hidden), town.post("lena", f"/cases/{uuid4()}/glass", {"reason": "acute"})
    assert (answer.status_code, answer.content) == (404, missing.content)
    assert town.accesses("lena") == before
    assert problem(town.get("lena", hidden.path)) == "no_such_case"


def test_what_was_opened_is_closed_the_moment_the_identity_is_protected(town: Town) -> None:
    youth = town.youth(KISTA)
    break_glass(town, youth)
    town.mark(youth)
    assert problem(town.get("lena", youth.path)) == "no_such_case"
    [row] = broken(town, "axel")[:1]
    assert (row["user"], row["case_id"]) == ("lena", None)


def test_it_is_in_the_log_with_its_reason(town: Town) -> None:
    youth = town.youth(KISTA)
    break_glass(town, youth, reason="called_in")
    access = town.last_access("lena")
    assert (access.act, access.case_ids, access.reason) == ("glass_broken", (youth.case_id,), "called_in")
    assert (access.role, access.unit) == ("local_coordinator", "globen")


def test_without_a_reason_of_the_list_nothing_opens_and_nothing_is_logged(town: Town) -> None:
    youth, before = town.youth(KISTA), town.accesses("lena")
    answer = break_glass(town, youth, reason="curious")
    assert (problem(answer), answer.json()["rule"]) == ("refused", "unknown_code")
    assert town.accesses("lena") == before
    assert problem(town.get("lena", youth.path)) == "no_such_case"


def test_without_a_reason_of_the_list_every_case_is_answered_alike_there_or_not(town: Town) -> None:
    there, hidden = town.youth(KISTA), town.youth(protected=True)
    answers = [break_glass(town, youth, reason="curious") for youth in (there, hidden)]
    answers.append(town.post("lena", f"/cases/{uuid4()}/glass", {"reason": "curious"}))
    assert [answer.status_code for answer in answers] == [409] * 3
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("who", ["cia", "berit", "rut", "hanna", "stina", "axel", "dag"])
def test_only_local_coordinators_break_it(town: Town, who: str) -> None:
    assert problem(break_glass(town, town.youth(KISTA), who)) == "not_allowed"


class TestTheReview:
    def test_lists_every_broken_glass_until_it_is_reviewed(self, town: Town) -> None:
        youth = town.youth(KISTA)
        number = break_glass(town, youth).json()["number"]
        assert [row["case_id"] for row in broken(town, "berit") if row["number"] == number] == [str(youth.case_id)]
        review = town.post("berit", f"/broken-glass/{number}/reviews")
        assert (review.status_code, review.json()) == (201, {"number": number, "reviewed_by": "berit"})
        assert number not in [row["number"] for row in broken(town, "berit")]
        assert [row["reviewed_by"] for row in broken(town, "dag", reviewed=True) if row["number"] == number] == [
            "berit"
        ]

    def test_is_by_somebody_else(self, town: Town) -> None:
        now = town.office.clock.now()
        town.office.system.directory.grant("kim", Posting("auditor"), now.date(), "system", now)
        number = break_glass(town, town.youth(), "kim").json()["number"]
        answer = town.post("kim", f"/broken-glass/{number}/reviews")
        assert (problem(answer), answer.json()["rule"]) == ("refused", "own_review")

    def test_is_done_once(self, town: Town) -> None:
        number = break_glass(town, town.youth(KISTA)).json()["number"]
        town.post("axel", f"/broken-glass/{number}/reviews")
        answer = town.post("berit", f"/broken-glass/{number}/reviews")
        assert (problem(answer), answer.json()["rule"]) == ("refused", "reviewed_before")

    def test_is_of_a_glass_that_was_broken(self, town: Town) -> None:
        assert problem(town.post("axel", "/broken-glass/999999/reviews")) == "no_such_opening"

    def test_goes_page_by_page(self, town: Town) -> None:
        numbers = [break_glass(town, town.youth(KISTA)).json()["number"] for _ in range(3)][::-1]
        first = [row["number"] for row in broken(town, "axel", limit=2)]
        rest = [row["number"] for row in broken(town, "axel", limit=2, before=first[-1])]
        assert [*first, rest[0]] == numbers

    @pytest.mark.parametrize("who", ["lena", "cia", "rut", "hanna", "stina"])
    def test_is_not_for_others(self, town: Town, who: str) -> None:
        assert problem(town.get(who, "/broken-glass")) == "not_allowed"
        assert problem(town.post(who, "/broken-glass/1/reviews")) == "not_allowed"


def broken(town: Town, who: str, **query: object) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = town.get(who, "/broken-glass", **query).json()["rows"]
    return rows
