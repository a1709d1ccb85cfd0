"""The access log holds what was written, names nobody who was disposed of, and notices what others do to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from kaa_tracker.adapters.outbound.access_log import SqlAccessLog, create_access_log
from kaa_tracker.application.access.access_log import Access, AccessLog, Act, Anomaly, ChainState, Logged, Tail
from tests.access_log_in_memory import AccessLogInMemory
from tests.read_models import EmptyDatabase

AT = datetime(2022, 3, 14, 8, 0, 0, 250, tzinfo=UTC)
DAY = date(2022, 3, 14)
ADA, BO, CY = UUID(int=1), UUID(int=2), UUID(int=3)
KEY = bytes(range(32))
DAYS_KEPT = timedelta(days=730)


def opened(engine: Engine, key: bytes = KEY) -> SqlAccessLog:
    create_access_log(engine)
    return SqlAccessLog(engine, key)


@pytest.fixture
def engine(empty_database: EmptyDatabase) -> Engine:
    return empty_database()


@pytest.fixture
def stored(engine: Engine) -> SqlAccessLog:
    opened(engine)
    return opened(engine)


@pytest.fixture(params=["stored", "memory"])
def log(request: pytest.FixtureRequest, stored: SqlAccessLog) -> AccessLog:
    """The log, and the stand-in that other tests use for it."""
    return stored if request.param == "stored" else AccessLogInMemory()


def access(
    *case_ids: UUID, user: str = "line.ek", act: Act = "case_page", at: datetime = AT, reason: str = ""
) -> Access:
    return Access(at, user, "local_coordinator", "globen", act, case_ids, ("family_name", "given_name"), reason)


def numbers(found: object) -> list[int]:
    assert isinstance(found, list)
    return [one.number for one in found]


class TestWhatIsWritten:
    def test_is_told_as_it_was(self, log: AccessLog) -> None:
        written = access(ADA, BO, act="glass_broken", reason="urgent")
        number = log.write(written)
        assert log.of_user("line.ek", limit=5) == [Logged(number, written, disposed=0, chained=False)]

    def test_may_be_about_no_case(self, log: AccessLog) -> None:
        log.write(access(act="search"))
        [found] = log.of_user("line.ek", limit=5)
        assert (found.access.case_ids, found.disposed) == ((), 0)

    def test_names_a_case_once_however_often_it_was_on_the_page(self, log: AccessLog) -> None:
        log.write(access(BO, ADA, BO))
        [found] = log.of_case(BO, limit=5)
        assert found.access.case_ids == (ADA, BO)

    def test_has_a_number_greater_than_all_before(self, log: AccessLog) -> None:
        given_out = [log.write(access(ADA)) for _ in range(5)]
        assert given_out == sorted(set(given_out))

    def test_is_found_by_case_and_by_user_the_latest_first(self, log: AccessLog) -> None:
        first, second = log.write(access(ADA, BO)), log.write(access(BO, user="anna.al"))
        assert numbers(log.of_case(BO, limit=5)) == [second, first]
        assert numbers(log.of_case(ADA, limit=5)) == [first]
        assert numbers(log.of_user("anna.al", limit=5)) == [second]
        assert numbers(log.of_case(CY, limit=5)) == []

    def test_is_read_a_page_at_a_time(self, log: AccessLog) -> None:
        first, second, third = (log.write(access(ADA)) for _ in range(3))
        assert numbers(log.of_case(ADA, limit=2)) == [third, second]
        assert numbers(log.of_case(ADA, limit=2, before=second)) == [first]
        assert numbers(log.of_user("line.ek", limit=1, before=third)) == [second]

    def test_may_be_a_letter_run_of_thousands(self, log: AccessLog) -> None:
        youths = tuple(UUID(int=n) for n in range(1, 5_001))
        log.write(access(*youths, act="letter_file"))
        [found] = log.of_case(youths[17], limit=1)
        assert found.access.case_ids == youths


class TestADisposedCase:
    def test_is_named_nowhere_and_still_counted(self, log: AccessLog) -> None:
        log.write(access(ADA, BO))
        log.write(access(ADA))
        assert log.forget_case(ADA) == 2
        assert numbers(log.of_case(ADA, limit=5)) == []
        assert [(one.access.case_ids, one.disposed) for one in log.of_user("line.ek", limit=5)] == [((), 1), ((BO,), 1)]

    def test_is_forgotten_once(self, log: AccessLog) -> None:
        log.write(access(ADA))
        assert (log.forget_case(ADA), log.forget_case(ADA), log.forget_case(BO)) == (1, 0, 0)

    def test_leaves_the_chain_valid(self, log: AccessLog) -> None:
        log.write(access(ADA, BO))
        log.chain()
        log.write(access(ADA, BO))
        log.forget_case(ADA)
        log.chain()
        assert log.verify() == ChainState(entries=2, chained=2, broken_at=None)

    def test_leaves_nothing_that_it_could_be_recognised_by(self, engine: Engine, stored: SqlAccessLog) -> None:
        stored.write(access(ADA))
        stored.forget_case(ADA)
        assert asked(engine, "SELECT case_id, salt FROM access_case") == [(None, None)]


class TestTheChain:
    def test_is_written_behind_and_what_is_not_in_it_is_told_as_such(self, log: AccessLog) -> None:
        for _ in range(3):
            log.write(access(ADA))
        assert log.verify() == ChainState(entries=3, chained=0, broken_at=None)
        assert (log.chain(limit=2), log.verify()) == (2, ChainState(entries=3, chained=2, broken_at=None))
        assert [one.chained for one in log.of_user("line.ek", limit=5)] == [False, True, True]
        assert (log.chain(), log.chain()) == (1, 0)

    def test_has_come_so_far_and_the_rest_is_counted_from_its_oldest_entry(self, log: AccessLog) -> None:
        assert log.tail() == Tail(0, None)
        for minutes in range(3):
            log.write(access(ADA, at=AT + timedelta(minutes=minutes)))
        log.chain(1)
        assert log.tail() == Tail(2, AT + timedelta(minutes=1))
        log.chain()
        assert log.tail() == Tail(0, None)

    def test_of_an_empty_log_is_whole(self, log: AccessLog) -> None:
        assert (log.chain(), log.verify()) == (0, ChainState(entries=0, chained=0, broken_at=None))


class TestRetention:
    def test_forgets_what_is_older_and_the_rest_still_verifies(self, log: AccessLog) -> None:
        for days in range(6):
            log.write(access(ADA, at=AT + timedelta(days=days)))
        assert log.forget_before(AT + timedelta(days=4)) == 4
        log.write(access(BO, at=AT + timedelta(days=9)))
        log.chain()
        assert log.verify() == ChainState(entries=3, chained=3, broken_at=None)
        assert len(log.of_case(ADA, limit=9)) == 2

    def test_takes_up_again_where_it_ended(self, log: AccessLog) -> None:
        for days in range(6):
            log.write(access(ADA, at=AT + timedelta(days=days)))
            log.chain()
        forgotten = [log.forget_before(AT + timedelta(days=days)) for days in (2, 2, 3, 99, 99)]
        assert forgotten == [2, 0, 1, 3, 0]
        log.write(access(BO))
        assert (log.chain(), log.verify()) == (1, ChainState(entries=1, chained=1, broken_at=None))

    def test_keeps_what_was_written_after_an_entry_that_is_kept(self, log: AccessLog) -> None:
        log.write(access(ADA, at=AT))
        log.write(access(BO, at=AT - timedelta(days=1)))
        assert log.forget_before(AT) == 0

    def test_does_not_give_a_number_out_again(self, log: AccessLog) -> None:
        last = [log.write(access(ADA)) for _ in range(3)][-1]
        assert log.forget_before(AT + DAYS_KEPT) == 3
        assert log.write(access(ADA)) > last


class TestWhatStandsOut:
    def test_is_nothing_on_an_ordinary_day(self, log: AccessLog) -> None:
        log.write(access(ADA, BO, act="list_page"))
        assert list(log.anomalies((DAY, DAY), many=2)) == []

    def test_is_somebody_with_more_cases_than_many_on_a_day(self, log: AccessLog) -> None:
        log.write(access(ADA, BO))
        log.write(access(ADA, CY))
        log.write(access(ADA, CY, user="anna.al"))
        assert log.anomalies((DAY, DAY), many=2) == [Anomaly("many_cases", DAY, "line.ek", 3)]

    def test_is_counted_by_the_swedish_day(self, log: AccessLog) -> None:
        midnight = datetime(2022, 3, 13, 23, tzinfo=UTC)
        log.write(access(ADA, at=midnight - timedelta(microseconds=1)))
        log.write(access(BO, CY, at=midnight))
        assert log.anomalies((DAY, DAY), many=1) == [Anomaly("many_cases", DAY, "line.ek", 2)]
        assert [one.day for one in log.anomalies((DAY - timedelta(days=1), DAY), many=0)] == [date(2022, 3, 13), DAY]

    def test_is_a_broken_glass_after_which_nothing_was_done(self, log: AccessLog) -> None:
        log.write(access(ADA, act="glass_broken", reason="urgent"))
        log.write(access(BO, act="glass_broken", reason="urgent"))
        log.write(access(ADA, act="order", at=AT + timedelta(days=7)))
        assert log.anomalies((DAY, DAY), many=9) == [
            Anomaly("no_action_followed", DAY, "line.ek", 1),
            Anomaly("outside_the_unit", DAY, "line.ek", 2),
        ]

    @pytest.mark.parametrize(
        "other",
        [
            access(ADA, act="order", user="anna.al"),
            access(BO, act="order"),
            access(ADA, act="order", at=AT - timedelta(minutes=1)),
            access(ADA, act="order", at=AT + timedelta(days=7, microseconds=1)),
            access(ADA, act="case_page", at=AT + timedelta(minutes=1)),
        ],
        ids=["by another", "on another case", "before", "too late", "a look"],
    )
    def test_is_not_put_right_by(self, log: AccessLog, other: Access) -> None:
        log.write(access(ADA, act="glass_broken", reason="urgent"))
        log.write(other)
        assert Anomaly("no_action_followed", DAY, "line.ek", 1) in log.anomalies((DAY, DAY), many=9)


def asked(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def unguarded(engine: Engine, *statements: str) -> None:
    """What somebody does who owns the tables."""
    tables = ("access_entry", "access_case", "access_link", "access_chain")
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for trigger in triggers:
                connection.execute(text(f"DROP TRIGGER {trigger}"))
        else:
            for table in tables:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture
def chained(stored: SqlAccessLog) -> SqlAccessLog:
    """Nine entries, of which seven are in the chain, in three blocks; the first is forgotten."""
    for n in range(9):
        stored.write(access(ADA, BO, at=AT + timedelta(days=n)))
    for limit in (3, 2, 2):
        stored.chain(limit)
    assert forget_the_first(stored) == 1
    return stored


def forget_the_first(stored: SqlAccessLog) -> int:
    """Without taking the last into the chain."""
    return stored._chain.start_after(AT + timedelta(days=1))


class TestTheGuard:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE access_entry SET reason = 'urgent' WHERE number = 4",
            "UPDATE access_entry SET at = at + 1 WHERE number = 9",
            "UPDATE access_case SET number = 5 WHERE number = 4",
            "UPDATE access_case SET salt = NULL WHERE number = 4",
            "UPDATE access_link SET digest = salt FROM access_case WHERE access_link.number = 4",
            "DELETE FROM access_entry WHERE number = 4",
            "DELETE FROM access_case WHERE number = 4",
            "DELETE FROM access_link WHERE number = 4",
            "DELETE FROM access_chain",
        ],
    )
    def test_refuses(self, engine: Engine, chained: SqlAccessLog, statement: str) -> None:
        with pytest.raises(DBAPIError, match="the access log is only added to"), engine.begin() as connection:
            connection.execute(text(statement))
        assert chained.verify() == ChainState(entries=8, chained=6, broken_at=None)


SWAPPED = tuple(
    f"UPDATE access_{table} SET number = {to} WHERE number = {number}"
    for number, to in ((4, 99), (5, 4), (99, 5))
    for table in ("entry", "case")
)
INSERTED = (
    'INSERT INTO access_entry SELECT {}, "transaction", at, "user", role, unit, act, fields, reason '
    "FROM access_entry WHERE number = 4"
)


class TestSomebodyWhoOwnsTheTables:
    @pytest.mark.parametrize(
        ("broken_at", "statements"),
        [
            *(
                (4, (f"UPDATE access_entry SET {column} = '' WHERE number = 4",))
                for column in ('"user"', "role", "unit")
            ),
            *(
                (4, (f"UPDATE access_entry SET {column} = 'x' WHERE number = 4",))
                for column in ("act", "fields", "reason")
            ),
            (4, ("UPDATE access_entry SET at = at + 1 WHERE number = 4",)),
            (4, ("DELETE FROM access_entry WHERE number = 4",)),
            (4, ("DELETE FROM access_case WHERE number = 4",)),
            (4, tuple(f"DELETE FROM access_{table} WHERE number = 4" for table in ("entry", "case"))),
            (5, tuple(f"DELETE FROM access_{table} WHERE number = 4" for table in ("entry", "case", "link"))),
            (8, ("UPDATE access_chain SET number = 8 WHERE place = 'head'",)),
            (7, tuple(f"DELETE FROM access_{table} WHERE number >= 7" for table in ("entry", "case", "link"))),
            (4, SWAPPED),
            (1, (INSERTED.format(1),)),
            (0, (INSERTED.format(0),)),
            (4, ("DELETE FROM access_link WHERE number = 4",)),
            (-1, ("UPDATE access_link SET number = -1 WHERE number = 5",)),
            (3, ("UPDATE access_chain SET number = 3 WHERE place = 'start'",)),
            (7, ("UPDATE access_chain SET seal = digest WHERE place = 'head'",)),
        ],
    )
    def test_is_noticed(
        self, engine: Engine, chained: SqlAccessLog, broken_at: int, statements: tuple[str, ...]
    ) -> None:
        unguarded(engine, *statements)
        assert chained.verify().broken_at == broken_at

    @pytest.mark.parametrize("table", ["link", "case"])
    def test_is_noticed_by_one_flipped_byte(self, engine: Engine, chained: SqlAccessLog, table: str) -> None:
        column = {"link": "digest", "case": "commitment"}[table]
        [(value,), *_] = asked(engine, f"SELECT {column} FROM access_{table} WHERE number = 4")
        assert isinstance(value, bytes)
        flipped = value[:9] + bytes([value[9] ^ 1]) + value[10:]
        literal = f"x'{flipped.hex()}'" if engine.dialect.name == "sqlite" else f"'\\x{flipped.hex()}'"
        old = f"x'{value.hex()}'" if engine.dialect.name == "sqlite" else f"'\\x{value.hex()}'"
        unguarded(engine, f"UPDATE access_{table} SET {column} = {literal} WHERE {column} = {old}")
        assert chained.verify().broken_at == 4

    def test_is_noticed_by_naming_another_case(self, engine: Engine, chained: SqlAccessLog) -> None:
        swapped = "UPDATE access_case SET case_id = (SELECT max(case_id::text)::uuid FROM access_case) WHERE number = 4"
        if engine.dialect.name == "sqlite":
            swapped = swapped.replace("::text", "").replace("::uuid", "")
        unguarded(engine, swapped)
        assert chained.verify().broken_at == 4

    def test_cannot_make_a_chain_without_the_key(self, engine: Engine, chained: SqlAccessLog) -> None:
        unguarded(
            engine,
            "UPDATE access_entry SET \"user\" = 'anna.al' WHERE number = 4",
            "DELETE FROM access_link WHERE number >= 4",
        )
        with engine.begin() as connection:
            connection.execute(
                text(
                    "UPDATE access_chain SET number = 3, digest = (SELECT digest FROM access_link WHERE number = 3) "
                    "WHERE place = 'head'"
                )
            )
        assert SqlAccessLog(engine, bytes(32)).chain() == 0
        assert chained.chain() == 0
        assert chained.verify().broken_at == 3

    def test_is_not_believed_by_starting_the_chain_later(self, engine: Engine, chained: SqlAccessLog) -> None:
        later = ", ".join(
            f"{column} = (SELECT {column} FROM access_link WHERE number = 4)" for column in ("number", "digest")
        )
        unguarded(
            engine,
            f"UPDATE access_chain SET {later} WHERE place = 'start'",
            *(f"DELETE FROM access_{table} WHERE number <= 4" for table in ("entry", "case", "link")),
        )
        assert chained.verify().broken_at == 4
        assert chained.forget_before(AT + timedelta(days=6)) == 0


def test_a_log_that_cannot_be_written_says_so(engine: Engine, stored: SqlAccessLog) -> None:
    unguarded(engine, "DROP TABLE access_case")
    with pytest.raises(DBAPIError):
        stored.write(access(ADA))
    assert asked(engine, "SELECT count(*) FROM access_entry") == [(0,)]


def test_no_entry_is_passed_over_by_the_chain_while_its_transaction_is_open(
    engine: Engine, stored: SqlAccessLog
) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("one writes at a time")
    stored.write(access(ADA))  # PostgreSQL gives a transaction its id with every 32nd number of a sequence by itself
    assert stored.chain() == 1
    values = "pg_current_xact_id()::text::bigint, 0, 'line.ek', '', '', 'search', '', ''"
    with engine.begin() as slow:
        number = slow.execute(text("SELECT next_access_number()")).scalar_one()
        stored.write(access(ADA))
        assert stored.chain() == 0
        slow.execute(text(f"INSERT INTO access_entry SELECT {number}, {values}"))
        assert stored.chain() == 0
    assert stored.chain() == 2
    assert stored.verify() == ChainState(entries=3, chained=3, broken_at=None)


def test_a_number_that_was_never_used_is_no_gap_in_the_chain(engine: Engine, stored: SqlAccessLog) -> None:
    if engine.dialect.name == "postgresql":
        with engine.connect() as given_up:
            given_up.execute(text("SELECT next_access_number()"))
    stored.write(access(ADA))
    assert (stored.chain(), stored.verify()) == (1, ChainState(entries=1, chained=1, broken_at=None))


def test_many_write_at_once_and_the_chain_takes_each_once(engine: Engine, stored: SqlAccessLog) -> None:
    def write() -> None:
        for _ in range(25):
            stored.write(access(ADA, BO))

    writers = [Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    taken = 0
    while any(writer.is_alive() for writer in writers):
        taken += stored.chain(limit=7)
    taken += stored.chain()
    assert taken == 100
    assert stored.verify() == ChainState(entries=100, chained=100, broken_at=None)


def test_two_who_lengthen_the_chain_at_once_take_each_entry_once(engine: Engine, stored: SqlAccessLog) -> None:
    for _ in range(60):
        stored.write(access(ADA))
    taken: list[int] = []

    def lengthen() -> None:
        log = SqlAccessLog(engine, KEY)
        while log.verify().chained < 60:
            taken.append(log.chain(limit=1))

    leaders = [Thread(target=lengthen) for _ in range(2)]
    for leader in leaders:
        leader.start()
    for leader in leaders:
        leader.join()
    assert sum(taken) == 60
    assert stored.verify() == ChainState(entries=60, chained=60, broken_at=None)


def test_a_chain_that_somebody_else_has_lengthened_is_gone_on_with(engine: Engine, stored: SqlAccessLog) -> None:
    for _ in range(4):
        stored.write(access(ADA))
    other = SqlAccessLog(engine, KEY)
    assert [stored.chain(1), other.chain(2), stored.chain(9)] == [1, 2, 1]
    assert stored.verify().broken_at is None
