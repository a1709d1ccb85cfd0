"""What concerns two cases: both within reach, both or neither, and neither naming the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.adapters.inbound.api.cases.town import KISTA, Town, Youth
from tests.adapters.inbound.api.intake.desk import problem


def noted(town: Town, youth: Youth, path: str, body: dict[str, Any], who: str = "lena") -> int:
    """The number of an entry just made."""
    answer = town.post(who, f"{youth.path}/{path}", body)
    assert answer.status_code == 201, answer.text
    return int(answer.headers["location"].rpartition("/")[2])


def an_occupation(town: Town, youth: Youth, who: str = "lena") -> int:
    return noted(town, youth, "occupations", {"code": "work", "source": "youth"}, who)


def move(
    town: Town, here: Youth, entry: int, there: Youth | UUID, who: str = "lena", key: str | None = None
) -> httpx.Response:
    other = there if isinstance(there, UUID) else there.case_id
    headers = {"Idempotency-Key": key} if key else {}
    return town.post(who, f"{here.path}/moved-entries", {"entry": entry, "to": str(other)}, headers=headers)


class TestAnEntryOnTheWrongCase:
    @pytest.mark.parametrize(
        ("path", "body", "last"),
        [
            ("contact-attempts", {"channel": "phone", "early_reason": "school"}, "ContactAttempted"),
            ("planned-contacts", {"at": "2022-04-01T09:00:00Z", "channel": "phone"}, "ContactPlanned"),
            ("occupations", {"code": "work", "source": "youth"}, "OccupationRecorded"),
        ],
    )
    def test_is_voided_here_and_logged_there(self, town: Town, path: str, body: dict[str, Any], last: str) -> None:
        here, there = town.youth(), town.youth()
        answer = move(town, here, noted(town, here, path, body), there)
        assert answer.status_code == 201, answer.text
        assert answer.json()["case_id"] == str(there.case_id)
        assert (town.last(here), town.last(there)) == ("EntryVoided", last)

    def test_says_there_what_it_said_here(self, town: Town) -> None:
        here, there = town.youth(), town.youth()
        move(town, here, an_occupation(town, here), there)
        said, heard = town.history(here)[-2].event, town.history(there)[-1].event
        assert said == heard

    def test_says_there_what_it_was_corrected_to(self, town: Town) -> None:
        here, there = town.youth(), town.youth()
        entry = an_occupation(town, here)
        noted(town, here, "corrections", {"entry": entry, "reason": "wrong_value", "changes": {"code": "none"}})
        move(town, here, entry, there)
        assert town.history(there)[-1].event.code == "none"

    def test_leaves_no_trace_of_one_case_in_the_other(self, town: Town) -> None:
        here, there = town.youth(), town.youth()
        entry = noted(town, here, "contact-attempts", {"channel": "phone", "early_reason": "school"})
        move(town, here, entry, there)
        [voided, logged] = town.history(here)[-1], town.history(there)[-1]
        assert voided.cause != logged.cause
        assert str(logged.event.attempt_id) not in str(town.history(here))
        for one, other in ((here, there), (there, here)):
            assert str(other.case_id) not in str(town.history(one))

    def test_moved_again_with_the_same_key_has_no_second_effect(self, town: Town) -> None:
        here, there = town.youth(), town.youth()
        entry = an_occupation(town, here)
        statuses = [move(town, here, entry, there, key="wrong-case-1").status_code for _ in range(2)]
        assert statuses == [201, 200]
        assert [len(town.history(youth)) for youth in (here, there)] == [entry + 1, 3]

    def test_that_was_moved_is_not_moved_again(self, town: Town) -> None:
        here, there = town.youth(), town.youth()
        entry = an_occupation(town, here)
        move(town, here, entry, there)
        assert move(town, here, entry, town.youth()).json()["rule"] == "unknown_entry"

    def test_that_the_other_case_refuses_stays_where_it_is(self, town: Town) -> None:
        here, there = town.youth(), town.youth(on="2022-03-27")
        early = {"code": "work", "source": "youth", "on": "2022-03-10"}
        entry = noted(town, here, "occupations", early)
        before = town.history(here), town.history(there)
        answer = move(town, here, entry, there)
        assert problem(answer) == "refused", answer.text
        assert (town.history(here), town.history(there)) == before

    def test_that_others_rest_on_is_refused(self, town: Town) -> None:
        here, there = town.youth(), town.youth()
        attempt = {"channel": "phone", "early_reason": "school", "attempt_id": str(uuid4())}
        entry = noted(town, here, "contact-attempts", attempt)
        noted(town, here, "answers", {"attempt_id": attempt["attempt_id"]})
        assert move(town, here, entry, there).json()["rule"] == "dependents_exist"

    def test_of_another_kind_is_not_moved(self, town: Town) -> None:
        here, there = town.youth(), town.youth()
        assert move(town, here, 1, there).json()["rule"] == "entry_stays"
        assert move(town, here, 99, there).json()["rule"] == "unknown_entry"

    def test_is_not_moved_to_the_case_it_stands_in(self, town: Town) -> None:
        here = town.youth()
        answer = move(town, here, an_occupation(town, here), here)
        assert answer.json()["errors"] == [{"in": "body", "path": "$.to", "reason": "contradiction"}]


class TestMovingWithinReach:
    @pytest.mark.parametrize("relation", ["other unit", "protected", "missing"])
    def test_both_cases_have_to_be_there(self, town: Town, relation: str) -> None:
        here = town.youth()
        entry = an_occupation(town, here)
        kinds: dict[str, Callable[[], Youth | UUID]] = {
            "other unit": lambda: town.youth(KISTA),
            "protected": lambda: town.youth(protected=True),
            "missing": uuid4,
        }
        out_of_reach = kinds[relation]()
        before = town.history(here)
        there = move(town, here, entry, out_of_reach)
        missing = town.post("lena", f"/cases/{uuid4()}/moved-entries", {"entry": 1, "to": str(here.case_id)})
        assert (there.status_code, there.content) == (404, missing.content)
        assert town.history(here) == before
        if isinstance(out_of_reach, Youth):
            assert town.last(out_of_reach) not in ("OccupationRecorded", "EntryVoided")
            back = move(town, out_of_reach, 1, here)
            assert (back.status_code, back.content) == (404, missing.content)

    def test_a_broken_glass_opens_no_case_to_move_from_or_to(self, town: Town) -> None:
        here, there = town.youth(), town.youth(KISTA)
        entry = an_occupation(town, here)
        town.post("lena", f"{there.path}/glass", {"reason": "acute"})
        assert problem(move(town, there, 1, here)) == problem(move(town, here, entry, there)) == "no_such_case"

    def test_a_central_coordinator_moves_between_units_after_any_time(self, town: Town) -> None:
        here, there = town.youth(), town.youth(KISTA)
        entry = an_occupation(town, here)
        town.office.clock.at += timedelta(days=20)
        try:
            assert move(town, here, entry, there).json()["rule"] == "not_in_own_days"
            assert move(town, here, entry, there, "berit").status_code == 201
        finally:
            town.office.clock.at -= timedelta(days=20)

    def test_a_coach_and_a_register_coordinator_log_no_contact(self, town: Town) -> None:
        here, there = town.youth(), town.youth()
        entry = an_occupation(town, here)
        for who in ("cia", "rut"):
            assert problem(move(town, here, entry, there, who)) == "no_such_case"
        assert town.last(here) == "OccupationRecorded"

    @pytest.mark.parametrize("who", ["stina", "axel", "dag"])
    def test_others_are_told_that_they_move_nothing(self, town: Town, who: str) -> None:
        here = town.youth()
        assert problem(move(town, here, 1, town.youth(), who)) == "not_allowed"


def merge(
    town: Town, gone: Youth | UUID, into: Youth | UUID, who: str = "berit", key: str | None = None
) -> httpx.Response:
    one, other = (case if isinstance(case, UUID) else case.case_id for case in (gone, into))
    headers = {"Idempotency-Key": key} if key else {}
    return town.post(who, f"/cases/{one}/mergers", {"into": str(other), "reason": "same_person"}, headers=headers)


class TestMerging:
    def opened(self, town: Town) -> UUID:
        number, born = town.unknown()
        who = {"birth_date": born.isoformat(), "given_name": "Ada", "family_name": "Ek"}
        told = {"basis": "drop_in", "district": "farsta", "identity_number": number} | who
        return UUID(town.post("lena", "/cases", told).json()["case_id"])

    def test_moves_what_one_says_to_the_other(self, town: Town) -> None:
        gone, stays = self.opened(town), town.youth()
        answer = merge(town, gone, stays)
        assert answer.status_code == 201, answer.text
        assert answer.json()["case_id"] == str(stays.case_id)
        assert town.last(gone) == "CasesMerged"
        assert "CaseOpenedByHand" in [type(entry.event).__name__ for entry in town.history(stays)]
        assert problem(town.get("berit", f"/cases/{gone}")) == "no_such_case"

    def test_again_with_the_same_key_has_no_second_effect(self, town: Town) -> None:
        gone, stays = self.opened(town), town.youth()
        statuses = [merge(town, gone, stays, key="same-person-1").status_code for _ in range(2)]
        assert statuses == [201, 200]
        assert problem(merge(town, gone, stays)) == "no_such_case"

    def test_is_not_of_a_case_with_itself(self, town: Town) -> None:
        youth = town.youth()
        assert problem(merge(town, youth, youth)) == "invalid"

    @pytest.mark.parametrize("who", ["berit", "rut"])
    def test_takes_two_cases_that_are_there(self, town: Town, who: str) -> None:
        youth, hidden = town.youth(), town.youth(protected=True)
        missing = merge(town, uuid4(), youth, who)
        assert missing.status_code == 404
        for gone, into in ((youth, uuid4()), (youth, hidden), (hidden, youth)):
            answer = merge(town, gone, into, who)
            assert (answer.status_code, answer.content) == (404, missing.content)
        assert "CasesMerged" not in (town.last(youth), town.last(hidden))

    def test_takes_no_protected_one_even_by_whoever_is_named_on_it(self, town: Town) -> None:
        youth, hidden = town.youth(), town.youth(protected=True)
        town.named("berit", hidden)
        assert problem(merge(town, youth, hidden)) == problem(merge(town, hidden, youth)) == "no_such_case"

    @pytest.mark.parametrize("who", ["lena", "cia", "hanna", "stina", "axel", "dag"])
    def test_is_not_for_others(self, town: Town, who: str) -> None:
        assert problem(merge(town, town.youth(), town.youth(), who)) == "not_allowed"
