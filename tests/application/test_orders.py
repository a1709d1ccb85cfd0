"""What somebody of the directory orders stands under the table of who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from kaa_tracker.application.handling import CASE_CHANGED, UNKNOWN_CASE, Asked, Recorded, Result, Unchanged
from kaa_tracker.bootstrap import open_system
from kaa_tracker.domain.access.roles import Posting, Role, User
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import Actor
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.settings import Settings
from kaa_tracker.system import System
from tests.application.told import ADA, attempt, change, entry

AT = datetime(2022, 3, 20, 9, 0, tzinfo=UTC)
NOBODY = Actor("", "")


def somebody(role: Role, unit: str = "") -> User:
    return User("lena", (Posting(role, unit),))


LENA = somebody("local_coordinator", "globen")


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    with open_system(Settings(folder=tmp_path)) as opened:
        opened.register_intake().take([entry()])
        yield opened


@pytest.fixture
def ada(system: System) -> UUID:
    return system.vault.cases_of_register_keys([ADA])[ADA]


def ordered(
    system: System, case_id: UUID, command: c.Command, user: User = LENA, key: str = "1", at_version: int | None = None
) -> Result:
    request = c.Request(command_id=key, actor=NOBODY, recorded_at=AT, command=command)
    [result] = system.handler.handle([Asked(case_id, request, user=user, at_version=at_version)])
    return result


TRIED = attempt("2022-03-20")


def test_a_coordinator_of_the_unit_gives_the_order_in_that_role(system: System, ada: UUID) -> None:
    assert isinstance(ordered(system, ada, TRIED), Recorded)
    assert system.store.histories([ada])[ada][-1].actor == Actor("lena", "local_coordinator")


@pytest.mark.parametrize(
    "user",
    [
        User("lena", ()),
        somebody("local_coordinator", "kista"),
        somebody("coach", "globen"),
        somebody("protected_case_handler"),
        somebody("statistician"),
        somebody("auditor"),
    ],
    ids=str,
)
def test_to_anybody_else_there_is_no_such_case(system: System, ada: UUID, user: User) -> None:
    before = system.store.last_position()
    assert ordered(system, ada, TRIED, user) == UNKNOWN_CASE
    assert system.store.last_position() == before


def test_once_the_identity_is_protected_only_its_handlers_give_orders(system: System, ada: UUID) -> None:
    marked = c.RecordRegisterChange(effective_on=date(2022, 3, 5), revision=2, protection="confidentiality_marked")
    system.register_intake().take([change()._replace(command=marked, person={})])
    assert ordered(system, ada, TRIED) == UNKNOWN_CASE
    assert isinstance(ordered(system, ada, TRIED, somebody("protected_case_handler")), Recorded)


def test_of_several_postings_the_one_that_may_is_written_down(system: System, ada: UUID) -> None:
    both = User("lena", (Posting("statistician"), Posting("central_coordinator")))
    assert isinstance(ordered(system, ada, TRIED, both), Recorded)
    assert system.store.histories([ada])[ada][-1].actor.role == "central_coordinator"


def test_to_hand_a_case_to_another_unit_is_for_those_who_see_both(system: System, ada: UUID) -> None:
    to_kista = c.AssignCase(on=AT.date(), unit="kista", reason="transferred")
    assert ordered(system, ada, to_kista) == UNKNOWN_CASE
    assert isinstance(ordered(system, ada, to_kista, somebody("central_coordinator")), Recorded)


def test_whoever_saw_an_older_version_is_told_so(system: System, ada: UUID) -> None:
    seen = len(system.store.histories([ada])[ada])
    assert isinstance(ordered(system, ada, TRIED, at_version=seen), Recorded)
    assert ordered(system, ada, attempt("2022-03-19", "another"), key="2", at_version=seen) == CASE_CHANGED


def test_an_order_sent_again_is_a_repeat_whatever_happened_since(system: System, ada: UUID) -> None:
    seen = len(system.store.histories([ada])[ada])
    ordered(system, ada, TRIED, at_version=seen)
    again = ordered(system, ada, TRIED, at_version=seen)
    assert isinstance(again, Unchanged)
    assert again.because == "repeated"


def test_the_answer_names_the_place_in_the_log(system: System, ada: UUID) -> None:
    result = ordered(system, ada, TRIED)
    assert isinstance(result, Recorded)
    assert result.position == system.store.last_position()


def test_a_rule_refuses_with_its_code_once_the_case_may_be_known(system: System, ada: UUID) -> None:
    too_early = replace(attempt("2022-03-02"), early_reason=None)
    assert ordered(system, ada, too_early) == Refusal("attempt_before_search")
    assert ordered(system, ada, too_early, somebody("statistician")) == UNKNOWN_CASE
