"""The youth is here: what is told of another unit's youth, and what may be done about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import Engine, event

from kaa_tracker.application.access.finding import Finding
from kaa_tracker.domain.case.events import History
from tests.adapters.inbound.api.cases.town import KISTA, Town, Youth
from tests.adapters.inbound.api.intake.desk import problem
from tests.application.told import leaving


def ask(town: Town, number: str, who: str = "lena", purpose: str = "is_here") -> httpx.Response:
    return town.post(who, "/coverage-questions", {"identity_number": number, "purpose": purpose})


def presence(town: Town, youth: Youth, who: str = "lena") -> str:
    """Where what may be done about the youth is done."""
    path: str = ask(town, youth.number, who).json()["presence"]["own_contact"]
    return path.removeprefix("/v1").removesuffix("/own-contact")


@contextmanager
def later(town: Town, **after: float) -> Iterator[None]:
    town.office.clock.at += timedelta(**after)
    try:
        yield
    finally:
        town.office.clock.at -= timedelta(**after)


NOTHING = {"covered": False, "unit": None, "unit_label": None, "href": None, "presence": None}


class TestTheAnswer:
    def test_about_another_unit_s_youth_is_covered_where_and_no_more(self, town: Town) -> None:
        youth = town.youth(KISTA)
        answer = ask(town, youth.number)
        told = answer.json()
        assert (told["covered"], told["unit"], told["unit_label"], told["href"]) == (True, "kista", "Kista", None)
        assert str(youth.case_id) not in answer.text
        assert "Ek" not in answer.text

    def test_about_the_own_unit_s_youth_leads_to_the_case(self, town: Town) -> None:
        youth = town.youth()
        told = ask(town, youth.number).json()
        assert (told["covered"], told["href"], told["presence"]) == (True, f"/v1{youth.path}", None)

    def test_about_a_protected_identity_is_that_about_nobody(self, town: Town) -> None:
        protected, missing = ask(town, town.youth(protected=True).number), ask(town, town.unknown_number())
        assert protected.json() == NOTHING
        assert (protected.status_code, protected.content) == (missing.status_code, missing.content)
        assert [dict(answer.headers) | {"traceparent": ""} for answer in (protected, missing)] == [
            dict(missing.headers) | {"traceparent": ""}
        ] * 2

    def test_about_a_case_opened_for_a_protected_identity_is_as_if_there_were_that_one_only(self, town: Town) -> None:
        hidden = town.youth(protected=True)
        body = {"basis": "drop_in", "district": KISTA, "identity_number": hidden.number}
        who = {"birth_date": hidden.born.isoformat(), "given_name": "Ada", "family_name": "Ek"}
        assert town.post("kim", "/cases", body | who).status_code == 201
        told = ask(town, hidden.number).json()
        assert (told["covered"], told["unit"]) == (True, "kista")

    def test_about_a_youth_who_is_covered_no_more_is_that_about_nobody(self, town: Town) -> None:
        youth = town.youth(KISTA)
        town.office.feed(leaving(youth.register_key, on="2022-03-20", district=KISTA))
        assert ask(town, youth.number).json() == NOTHING

    def test_to_whoever_sees_the_protected_case_leads_to_it(self, town: Town) -> None:
        youth = town.youth(protected=True)
        town.named("lena", youth)
        assert ask(town, youth.number).json()["href"] == f"/v1{youth.path}"

    def test_to_a_central_coordinator_leads_to_the_case(self, town: Town) -> None:
        youth = town.youth(KISTA)
        assert ask(town, youth.number, "berit").json()["href"] == f"/v1{youth.path}"

    @pytest.mark.parametrize("who", ["cia", "rut", "hanna", "stina", "axel", "dag"])
    def test_is_not_for_others(self, town: Town, who: str) -> None:
        assert problem(ask(town, town.youth().number, who)) == "not_allowed"

    def test_needs_a_purpose_of_the_list(self, town: Town) -> None:
        answer = ask(town, town.youth(KISTA).number, purpose="curious")
        assert (problem(answer), answer.json()["rule"]) == ("refused", "unknown_code")


class TestTheWork:
    def test_is_the_same_for_a_protected_identity_as_for_nobody(self, town: Town) -> None:
        """As far as it can be counted: the statements to the vault, the log and the questions."""
        numbers = town.youth(protected=True).number, town.unknown_number()
        ask(town, town.unknown_number())
        protected, missing = (statements(town, number) for number in numbers)
        assert protected == missing
        assert any("INSERT INTO question" in statement for statement in protected)

    def test_reads_one_history_for_a_number_nobody_has_as_for_one_that_somebody_has(self, town: Town) -> None:
        office, read = town.office, []

        class Noting:
            """The log, which says how many histories were asked for each time."""

            def histories(self, case_ids: Collection[UUID], **upto: Any) -> dict[UUID, History]:
                read.append(len(case_ids))
                return office.system.store.histories(case_ids, **upto)

        system = office.system
        log: Any = Noting()
        finding = Finding(log, system.vault, office.door.seeing, system.new_case_id, system.reference.rules)
        assert len(finding.of_number(town.youth(protected=True).number)) == 1
        assert finding.of_number(town.unknown_number()) == []
        assert read == [1, 1]


def statements(town: Town, number: str) -> list[str]:
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        ask(town, number)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return [statement for statement in said if "case_overview" not in statement]


class TestTheLog:
    def test_says_of_whom_it_was_told_and_why(self, town: Town) -> None:
        youth = town.youth(KISTA)
        ask(town, youth.number, purpose="called_in")
        access = town.last_access("lena")
        assert (access.act, access.case_ids, access.reason) == ("ask_if_covered", (youth.case_id,), "called_in")

    def test_names_nobody_where_nothing_was_told(self, town: Town) -> None:
        for number in (town.youth(protected=True).number, town.unknown_number()):
            ask(town, number)
            access = town.last_access("lena")
            assert (access.act, access.case_ids) == ("ask_if_covered", ())


class TestTheHandlers:
    def test_are_told_of_a_protected_identity_that_was_asked_for(self, town: Town) -> None:
        youth = town.youth(protected=True)
        ask(town, youth.number, "kim")
        [alert] = town.get("hugo", "/protected-alerts", limit=1).json()["rows"]
        said = {name: alert[name] for name in ("user", "unit", "kind", "reason", "case_id")}
        assert said == {
            "user": "kim",
            "unit": "kista",
            "kind": "presence",
            "reason": "is_here",
            "case_id": str(youth.case_id),
        }

    def test_are_told_of_nobody_else(self, town: Town) -> None:
        before = town.get("hanna", "/protected-alerts", limit=100).json()
        for number in (town.youth().number, town.youth(KISTA).number, town.unknown_number()):
            ask(town, number)
        assert town.get("hanna", "/protected-alerts", limit=100).json() == before

    @pytest.mark.parametrize("who", ["lena", "cia", "berit", "rut", "stina", "axel", "dag"])
    def test_are_the_only_ones_to_be_told(self, town: Town, who: str) -> None:
        assert problem(town.get(who, "/protected-alerts")) == "not_allowed"

    def test_page_through_the_alerts(self, town: Town) -> None:
        for _ in range(3):
            ask(town, town.youth(protected=True).number)
        first = town.get("hanna", "/protected-alerts", limit=2).json()["rows"]
        rest = town.get("hanna", "/protected-alerts", limit=2, before=first[-1]["number"]).json()["rows"]
        assert first[-1]["number"] > rest[0]["number"]


class TestTheOwnContact:
    def test_is_noted_in_the_other_unit_s_case_without_opening_it(self, town: Town) -> None:
        youth = town.youth(KISTA)
        path = presence(town, youth)
        answer = town.post("lena", f"{path}/own-contact", {"via": "drop_in"})
        assert (answer.status_code, answer.json()) == (201, {"repeated": False})
        assert "SelfContactMade" in [type(entry.event).__name__ for entry in town.history(youth)]
        assert town.history(youth)[-1].actor.user == "lena"
        assert problem(town.get("lena", youth.path)) == "no_such_case"

    def test_is_noted_once(self, town: Town) -> None:
        youth = town.youth(KISTA)
        path = presence(town, youth)
        town.post("lena", f"{path}/own-contact", {"via": "drop_in"})
        before = town.history(youth)
        again = town.post("lena", f"{path}/own-contact", {"via": "phone"})
        assert (again.status_code, again.json()) == (200, {"repeated": True})
        assert town.history(youth) == before

    def test_of_one_user_is_not_another_s_to_note(self, town: Town) -> None:
        path = presence(town, town.youth(KISTA))
        for who in ("kim", "berit"):
            assert problem(town.post(who, f"{path}/own-contact", {"via": "drop_in"})) == "no_such_presence"

    def test_is_too_late_after_an_hour(self, town: Town) -> None:
        youth = town.youth(KISTA)
        path, before = presence(town, youth), town.history(youth)
        with later(town, minutes=60):
            for what, body in (("own-contact", {"via": "drop_in"}), ("transfer-request", {})):
                assert problem(town.post("lena", f"{path}/{what}", body)) == "no_such_presence"
        assert town.history(youth) == before

    def test_is_no_more_once_the_identity_is_protected(self, town: Town) -> None:
        youth = town.youth(KISTA)
        path = presence(town, youth)
        town.mark(youth)
        before = town.history(youth)
        missing = town.post("lena", f"/presences/{uuid4()}/own-contact", {"via": "drop_in"})
        for what, body in (("own-contact", {"via": "drop_in"}), ("transfer-request", {})):
            answer = town.post("lena", f"{path}/{what}", body)
            assert (answer.status_code, answer.content) == (404, missing.content)
        assert town.history(youth) == before

    def test_that_a_rule_refuses_says_which(self, town: Town) -> None:
        path = presence(town, town.youth(KISTA))
        answer = town.post("lena", f"{path}/own-contact", {"via": "pigeon"})
        assert (problem(answer), answer.json()["rule"]) == ("refused", "unknown_code")

    def test_in_a_code_that_there_is_not_tells_nothing_of_the_case(self, town: Town) -> None:
        there, hidden = town.youth(KISTA), town.youth(KISTA)
        paths = [presence(town, there), presence(town, hidden), f"/presences/{uuid4()}"]
        town.mark(hidden)
        answers = [town.post("lena", f"{path}/own-contact", {"via": "pigeon"}) for path in paths]
        assert [answer.status_code for answer in answers] == [409] * 3
        assert len({answer.content for answer in answers}) == 1


class TestTheTransferRequest:
    def test_is_seen_by_the_unit_that_has_the_case_and_by_central_coordinators(self, town: Town) -> None:
        youth = town.youth(KISTA, family_name="Flyttfors")
        path = presence(town, youth)
        assert town.post("lena", f"{path}/transfer-request").status_code == 201
        for who in ("kim", "berit"):
            [row] = requests(town, youth, who)
            assert (row["asked_by"], row["for_unit"], row["unit"]) == ("lena", "globen", "kista")
            assert row["family_name"] == "Flyttfors"
            assert town.last_access(who).act == "list_page"
        for who in ("lena", "hanna"):
            assert requests(town, youth, who) == []

    def test_is_made_once_a_question(self, town: Town) -> None:
        youth = town.youth(KISTA)
        path = presence(town, youth)
        statuses = [town.post("lena", f"{path}/transfer-request").status_code for _ in range(2)]
        assert statuses == [201, 200]
        assert len(requests(town, youth, "berit")) == 1

    def test_is_gone_when_the_case_was_assigned_to_whoever_asked(self, town: Town) -> None:
        youth = town.youth(KISTA)
        town.post("lena", f"{presence(town, youth)}/transfer-request")
        [row] = requests(town, youth, "berit")
        accepted = town.post("berit", row["accept"].removeprefix("/v1"), {"unit": "globen", "reason": "transferred"})
        assert accepted.status_code == 201
        assert requests(town, youth, "berit") == requests(town, youth, "lena") == []
        assert town.get("lena", youth.path).status_code == 200

    def test_is_gone_when_the_identity_is_protected(self, town: Town) -> None:
        youth = town.youth(KISTA)
        town.post("lena", f"{presence(town, youth)}/transfer-request")
        town.mark(youth)
        for who in ("kim", "berit", "hanna"):
            assert requests(town, youth, who) == []

    @pytest.mark.parametrize("who", ["cia", "rut", "stina", "axel", "dag"])
    def test_is_not_for_whoever_assigns_no_case(self, town: Town, who: str) -> None:
        assert problem(town.get(who, "/transfer-requests")) == "not_allowed"


def requests(town: Town, youth: Youth, who: str) -> list[dict[str, Any]]:
    rows = town.get(who, "/transfer-requests").json()["rows"]
    return [row for row in rows if row["case_id"] == str(youth.case_id)]
