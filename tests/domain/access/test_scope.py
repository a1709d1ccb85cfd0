"""Who may do what: a protected identity is its handlers' only, and what the table does not say is not allowed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.domain.access.actions import ACTION_OF, OF_THE_SYSTEM, action_of
from kaa_tracker.domain.access.roles import ROLES, WORKS_AT_A_UNIT, Posting, Role, User
from kaa_tracker.domain.access.scope import Standing, may, scope
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.access.table import ACTIONS, TABLE, Action
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import CaseAccessGranted
from tests.domain.case.facts import assigned, closed, enrolled, entered, on
from tests.domain.case.story import HANDLER, told
from tests.domain.case.story import given as story

TODAY = date(2022, 6, 1)
UNITS = ["globen", "kista", "aim"]

users = st.builds(
    User,
    st.sampled_from(["lena", "mia"]),
    st.lists(st.builds(Posting, st.sampled_from(ROLES), st.sampled_from(["", *UNITS])), max_size=3).map(tuple),
)
named = st.dictionaries(
    st.sampled_from(["lena", "mia"]), st.sampled_from([TODAY - timedelta(1), TODAY, TODAY + timedelta(9)])
)
standings = st.builds(
    Standing, st.booleans(), st.sampled_from(["", *UNITS]), st.frozensets(st.sampled_from(UNITS)), named
)


def somebody(role: Role, unit: str = "") -> User:
    return User("lena", (Posting(role, unit),))


def case(unit: str = "globen", *, protected: bool = False, supported_at: str = "", **named: str) -> Standing:
    supporting = frozenset([supported_at]) if supported_at else frozenset()
    return Standing(protected, unit, supporting, {user: on(day) for user, day in named.items()})


def role_for(user: User, action: Action, about: Standing, *, opened: bool = False) -> Role | None:
    posting = scope(user, action).posting_for(about, TODAY, opened=opened)
    return posting.role if posting else None


@given(users, standings, st.sampled_from(ACTIONS), st.booleans())
def test_a_protected_identity_is_reached_by_its_handlers_and_those_they_named_only(
    user: User, about: Standing, action: Action, opened: bool
) -> None:
    about = about._replace(protected=True)
    if role_for(user, action, about, opened=opened) is not None:
        assert "protected_case_handler" in user.roles or about.named[user.name] >= TODAY


@given(users, standings, st.sampled_from(ACTIONS), st.booleans())
def test_whoever_may_is_somebody_the_table_says_it_of(
    user: User, about: Standing, action: Action, opened: bool
) -> None:
    role = role_for(user, action, about, opened=opened)
    if role is not None:
        assert role in user.roles
        assert TABLE[role][action] - {"no_case"}
        assert may(user, action)


@given(standings, st.sampled_from(ACTIONS))
def test_without_a_posting_there_is_no_case(about: Standing, action: Action) -> None:
    assert role_for(User("lena", ()), action, about, opened=True) is None
    assert not may(User("lena", ()), action)


@given(users, standings)
def test_whoever_may_do_something_with_a_case_may_see_it(user: User, about: Standing) -> None:
    for action in set(ACTIONS) - {"break_glass", "answer_persons", "dispose", "open_cells"}:
        if role_for(user, action, about) is not None:
            assert role_for(user, "see", about) is not None


class TestALocalCoordinator:
    def test_works_the_cases_of_the_own_unit(self) -> None:
        assert role_for(somebody("local_coordinator", "globen"), "contact", case("globen")) == "local_coordinator"
        assert role_for(somebody("local_coordinator", "kista"), "contact", case("globen")) is None

    def test_and_those_supported_there_wherever_they_are_assigned(self) -> None:
        assert role_for(somebody("local_coordinator", "kista"), "see", case("globen", supported_at="kista"))

    def test_without_a_unit_has_no_case_and_none_that_is_unassigned(self) -> None:
        assert role_for(somebody("local_coordinator"), "see", case("")) is None

    def test_sees_a_case_that_was_opened_for_a_time_but_does_not_work_it(self) -> None:
        lena = somebody("local_coordinator", "kista")
        assert role_for(lena, "see", case("globen"), opened=True) == "local_coordinator"
        assert role_for(lena, "contact", case("globen"), opened=True) is None


class TestACoach:
    def test_sees_those_with_an_open_service_or_enrolment_there(self) -> None:
        assert role_for(somebody("coach", "aim"), "see", case("globen", supported_at="aim")) == "coach"
        assert role_for(somebody("coach", "globen"), "see", case("globen")) is None

    def test_makes_no_contact_attempts(self) -> None:
        assert role_for(somebody("coach", "aim"), "contact", case("globen", supported_at="aim")) is None


class TestWhoeverIsNamed:
    def test_may_through_the_day(self) -> None:
        lena = somebody("local_coordinator", "kista")
        assert role_for(lena, "contact", case(protected=True, lena="2022-06-01")) == "local_coordinator"
        assert role_for(lena, "contact", case(protected=True, lena="2022-05-31")) is None
        assert role_for(lena, "contact", case(protected=True, mia="2022-06-01")) is None

    def test_has_no_more_than_the_own_role(self) -> None:
        assert role_for(somebody("statistician"), "see", case(protected=True, lena="2022-06-01")) is None
        assert role_for(somebody("coach", "aim"), "contact", case(protected=True, lena="2022-06-01")) is None


def test_only_those_who_work_at_a_unit_reach_cases_by_it() -> None:
    by_unit = {
        role for role, row in TABLE.items() if any({"own_unit", "supported_here"} & set(r) for r in row.values())
    }
    assert by_unit == WORKS_AT_A_UNIT


def test_every_role_has_a_row_and_every_action_is_somebodys() -> None:
    assert set(TABLE) == set(ROLES)
    assert {action for row in TABLE.values() for action in row} == set(ACTIONS)


@pytest.mark.parametrize("command", get_args(c.Command), ids=lambda command: command.__name__)
def test_every_order_is_an_action_unless_the_system_gives_it(command: type) -> None:
    assert (command in ACTION_OF) != (command in OF_THE_SYSTEM)


def test_to_hand_a_case_to_another_unit_is_more_than_to_assign_it() -> None:
    assert (
        action_of(c.AssignCase(on=TODAY, unit="globen", reason="distributed", user="mia"), case("globen")) == "assign"
    )
    assert action_of(c.AssignCase(on=TODAY, unit="kista", reason="distributed"), case("globen")) == "transfer"


class TestWhatACaseSays:
    def test_the_unit_of_the_latest_assignment_and_those_that_support(self) -> None:
        life = story(
            entered("2022-03-01"), enrolled("2022-04-01", unit="skarholmen"), assigned("2022-04-02", "kista")
        ).life
        assert standing(life) == Standing(False, "kista", frozenset(["skarholmen"]), {})

    def test_support_that_is_over_opens_nothing(self) -> None:
        life = story(entered("2022-03-01"), enrolled("2022-04-01"), closed("2022-05-01")).life
        assert standing(life).supported_at == frozenset()

    def test_whoever_is_named_through_the_day_that_was_said_last(self) -> None:
        named = [
            CaseAccessGranted(user="lena", until=on(day), reason="stands_in") for day in ("2022-07-01", "2022-06-15")
        ]
        life = story(entered("2022-03-01", protection="protected_registration"), told(*named, by=HANDLER)).life
        assert (standing(life).protected, standing(life).named) == (True, {"lena": on("2022-06-15")})
