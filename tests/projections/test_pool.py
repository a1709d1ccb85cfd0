"""The pool is asked within a reach: a protected identity that lies there is seen by its handlers only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import Connection, create_engine, insert

from kaa_tracker.domain.access.roles import Posting, Role, User
from kaa_tracker.domain.access.scope import scope
from kaa_tracker.projections.access import Reach
from kaa_tracker.projections.contract import read_model
from kaa_tracker.projections.pool import pooled
from kaa_tracker.projections.worklist import worklist

TODAY = date(2022, 6, 1)
FIRST, SECOND, PROTECTED, ELSEWHERE = (UUID(int=n) for n in range(1, 5))
WAITING = {
    FIRST: ("pool", 3, False),
    SECOND: ("", 5, False),
    PROTECTED: ("pool", 1, True),
    ELSEWHERE: ("kista", 1, False),
}


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as opened:
        read_model.create_all(opened)
        for case_id, (unit, since, protected) in WAITING.items():
            told = {"unit": unit, "since": date(2022, 3, since), "protected": protected, "case_id": case_id}
            opened.execute(insert(worklist).values(district="no_district", why="search", attempts=0, **told))
        yield opened
    engine.dispose()


def seen_by(connection: Connection, role: Role, limit: int = 20, page: int = 1) -> tuple[list[UUID], int]:
    reach = Reach(scope(User("somebody", (Posting(role),)), "see"))
    found = pooled(connection, reach, TODAY, "pool", limit=limit, page=page)
    return [row.case_id for row in found.rows], found.total


def test_it_holds_what_no_unit_has_who_has_waited_longest_first(connection: Connection) -> None:
    assert seen_by(connection, "central_coordinator") == ([FIRST, SECOND], 2)
    assert seen_by(connection, "central_coordinator", limit=1, page=2) == ([SECOND], 2)


def test_a_protected_identity_in_it_is_its_handlers_only(connection: Connection) -> None:
    assert seen_by(connection, "protected_case_handler") == ([PROTECTED], 1)


def test_whoever_reaches_no_case_sees_none(connection: Connection) -> None:
    assert seen_by(connection, "statistician") == ([], 0)
