"""A query within a scope finds exactly the cases that the scope, asked about each, lets the user see."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, Table, select

from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.access.scope import Scope, scope
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.access.table import ACTIONS, Action
from kaa_tracker.domain.case.events import CaseAccessGranted
from kaa_tracker.projections.access import Reach, within
from kaa_tracker.projections.overview import case_overview
from kaa_tracker.projections.worklist import worklist
from tests.domain.access.test_scope import users
from tests.domain.case.facts import assigned, closed, enrolled, entered, on, search_started, service_started
from tests.domain.case.story import HANDLER, Story, taken_in, told
from tests.domain.case.story import given as told_of
from tests.histories import case_id
from tests.projections.city import City, number_of
from tests.read_models import EmptyDatabase

TODAY = date(2022, 6, 1)


def named(user: str, until: str) -> CaseAccessGranted:
    return CaseAccessGranted(user=user, until=on(until), reason="stands_in")


STORIES: list[Story] = [
    told_of(taken_in("2022-03-01"), search_started("2022-03-15")),
    told_of(taken_in("2022-03-01", "rinkeby_kista"), search_started("2022-03-15")),
    told_of(taken_in("2022-03-01"), enrolled("2022-04-01", unit="kista")),
    told_of(taken_in("2022-03-01"), enrolled("2022-04-01", unit="kista"), closed("2022-05-01")),
    told_of(taken_in("2022-03-01"), enrolled("2022-04-01"), service_started("2022-04-02", unit="aim")),
    told_of(entered("2022-03-01")),
    told_of(
        entered("2022-03-01", protection="protected_registration"),
        assigned("2022-03-01", "protected_case_handlers", "protection"),
    ),
    told_of(
        entered("2022-03-01", protection="protected_registration"),
        enrolled("2022-04-01", unit="kista"),
        told(named("lena", "2022-06-01"), named("mia", "2022-05-31"), by=HANDLER),
    ),
]


def found(engine: Engine, chosen: Scope, table: Table, opened: list[int]) -> list[int]:
    cases = [case_id(number) for number in opened]
    with engine.connect() as connection:
        query = select(table.c.case_id).where(within(Reach(chosen, frozenset(cases)), TODAY, table))
        return sorted(number_of(case) for case in connection.execute(query).scalars())


def seen(chosen: Scope, opened: list[int]) -> list[int]:
    return [
        number
        for number, story in enumerate(STORIES)
        if chosen.posting_for(standing(story.life), TODAY, opened=number in opened)
    ]


def test_a_query_and_a_question_about_one_case_agree(empty_database: EmptyDatabase) -> None:
    engine = empty_database()
    City(engine).of(*(story.history for story in STORIES))
    listed = found(engine, scope(User("b", (Posting("central_coordinator"),)), "see"), worklist, [])
    assert listed

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(users, st.sampled_from(ACTIONS), st.lists(st.sampled_from(range(len(STORIES))), max_size=2))
    def agree(user: User, action: Action, opened: list[int]) -> None:
        chosen = scope(user, action)
        assert found(engine, chosen, case_overview, opened) == seen(chosen, opened)

    agree()


def test_a_list_of_the_work_shows_none_beyond_the_scope(empty_database: EmptyDatabase) -> None:
    engine = empty_database()
    City(engine).of(*(story.history for story in STORIES))
    globen = scope(User("lena", (Posting("local_coordinator", "globen"),)), "see")
    assert set(found(engine, globen, worklist, [])) <= set(seen(globen, []))
