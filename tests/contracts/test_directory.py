"""The directory on both engines, and the stand-in for it: in force at once, and nothing of the past is lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

from kaa_tracker.adapters.outbound.directory import SqlDirectory, create_directory
from kaa_tracker.adapters.outbound.directory.tables import (
    directory_metadata,
    directory_opening,
    directory_posting,
    directory_user,
)
from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.application.access.directory import Directory, DirectoryRefused, Opening, OpeningKind
from kaa_tracker.application.access.handlers import too_few_handlers
from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.access.scope import scope
from tests.directory_in_memory import DirectoryInMemory
from tests.read_models import EmptyDatabase

REFERENCE = load_reference()
AT = datetime(2026, 3, 4, 12, 30, 0, 250, tzinfo=UTC)
TODAY = AT.date()
TOMORROW = TODAY + timedelta(days=1)
LATER = AT + timedelta(hours=1)
NEW_YEARS_EVE = date(2027, 12, 31)
KISTA = Posting("local_coordinator", "kista")
GLOBEN = Posting("local_coordinator", "globen")
HANDLER = Posting("protected_case_handler")
CASE = UUID("01920000-0000-7000-8000-000000000007")
OTHER_CASE = UUID("01920000-0000-7000-8000-000000000008")


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(DirectoryRefused) as found:
        yield
    assert found.value.refusal.code == code


def opening(user: str = "line.ek", case_id: UUID = CASE, kind: OpeningKind = "broken_glass") -> Opening:
    reason = "acute" if kind == "broken_glass" else "internal_control"
    return Opening(0, kind, user, case_id, reason, AT, AT + timedelta(hours=4), None, None)


class DirectoryContract:
    @pytest.fixture
    def directory(self, empty: Directory) -> Directory:
        empty.add("line.ek", "berit.blom", AT)
        empty.add("anna.ask", "berit.blom", AT)
        return empty

    def test_nobody_is_in_an_empty_directory(self, empty: Directory) -> None:
        assert empty.user("line.ek", TODAY) is None
        assert list(empty.colleagues(TODAY)) == []
        assert not empty.holders("coach", TODAY)

    def test_whoever_was_let_in_holds_nothing_yet(self, directory: Directory) -> None:
        assert directory.user("line.ek", TODAY) == User("line.ek", ())
        assert directory.user("LINE.EK", TODAY) is None

    def test_a_name_is_let_in_once(self, directory: Directory) -> None:
        with refused("user_already_in"):
            directory.add("line.ek", "berit.blom", LATER)

    @pytest.mark.parametrize("name", ["", "x", "1ek", "200201012382", "line ek", "line\nek", "länk", "a" * 65])
    def test_what_is_no_user_name_is_not_let_in_and_decides_nothing(self, directory: Directory, name: str) -> None:
        with refused("bad_user_name"):
            directory.add(name, "berit.blom", AT)
        with refused("bad_user_name"):
            directory.grant("line.ek", KISTA, TOMORROW, name, AT)
        with refused("bad_user_name"):
            directory.remove("line.ek", name, AT)

    def test_what_is_granted_holds_at_once_and_through_its_last_day(self, directory: Directory) -> None:
        directory.grant("line.ek", KISTA, TOMORROW, "berit.blom", AT)
        assert directory.user("line.ek", TODAY) == User("line.ek", (KISTA,))
        assert directory.user("line.ek", TOMORROW) == User("line.ek", (KISTA,))
        assert directory.user("line.ek", TOMORROW + timedelta(days=1)) == User("line.ek", ())
        assert directory.user("line.ek", TODAY - timedelta(days=1)) == User("line.ek", ())

    def test_the_day_of_a_grant_is_the_swedish_one(self, directory: Directory) -> None:
        directory.grant("line.ek", KISTA, date(2026, 7, 2), "berit.blom", datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
        [line] = [one for one in directory.colleagues(date(2026, 7, 1)) if one.name == "line.ek"]
        assert line.postings[0].since == date(2026, 7, 1)

    def test_somebody_may_hold_several_roles_at_several_units(self, directory: Directory) -> None:
        for posting in (KISTA, GLOBEN, HANDLER):
            directory.grant("line.ek", posting, TOMORROW, "berit.blom", AT)
        assert directory.user("line.ek", TODAY) == User("line.ek", (KISTA, GLOBEN, HANDLER))

    def test_granting_again_replaces_the_last_day(self, directory: Directory) -> None:
        first = directory.grant("line.ek", KISTA, TODAY, "berit.blom", AT)
        again = directory.grant("line.ek", KISTA, NEW_YEARS_EVE, "anna.ask", LATER)
        assert again > first
        assert directory.user("line.ek", NEW_YEARS_EVE) == User("line.ek", (KISTA,))
        [line] = [one for one in directory.colleagues(TODAY) if one.name == "line.ek"]
        assert [(held.number, held.until, held.granted_by) for held in line.postings] == [
            (again, NEW_YEARS_EVE, "anna.ask")
        ]

    @pytest.mark.parametrize(
        ("posting", "until", "code"),
        [
            (Posting("coach"), TOMORROW, "unit_needed"),
            (Posting("local_coordinator"), TOMORROW, "unit_needed"),
            (Posting("statistician", "kista"), TOMORROW, "role_without_unit"),
            (Posting("coach", "atlantis"), TOMORROW, "unknown_unit"),
            (Posting("coach", "city"), TOMORROW, "unknown_unit"),
            (Posting("coach", "ungvux"), TOMORROW, "other_branch"),
            (KISTA, TODAY - timedelta(days=1), "posting_already_over"),
            (KISTA, NEW_YEARS_EVE + timedelta(days=1), "posting_too_long"),
        ],
    )
    def test_what_cannot_be_granted_is_refused(
        self, directory: Directory, posting: Posting, until: date, code: str
    ) -> None:
        with refused(code):
            directory.grant("line.ek", posting, until, "berit.blom", AT)
        assert directory.user("line.ek", TODAY) == User("line.ek", ())

    def test_a_coach_at_aim_belongs_to_the_branch(self, directory: Directory) -> None:
        directory.grant("line.ek", Posting("coach", "aim"), NEW_YEARS_EVE, "berit.blom", AT)
        assert directory.user("line.ek", TODAY) == User("line.ek", (Posting("coach", "aim"),))

    def test_nothing_is_done_with_whoever_is_not_in(self, directory: Directory) -> None:
        for act in (
            lambda: directory.grant("nobody", KISTA, TOMORROW, "berit.blom", AT),
            lambda: directory.revoke("nobody", KISTA, "berit.blom", AT),
            lambda: directory.remove("nobody", "berit.blom", AT),
            lambda: directory.review("nobody", "berit.blom", AT),
            lambda: directory.open(opening("nobody")),
        ):
            with refused("unknown_user"):
                act()

    def test_what_is_revoked_is_gone_at_once_and_the_rest_stays(self, directory: Directory) -> None:
        directory.grant("line.ek", KISTA, TOMORROW, "berit.blom", AT)
        directory.grant("line.ek", GLOBEN, TOMORROW, "berit.blom", AT)
        directory.revoke("line.ek", KISTA, "berit.blom", LATER)
        user = directory.user("line.ek", TODAY)
        assert user == User("line.ek", (GLOBEN,))
        assert [grip.posting for grip in scope(user, "see").grips] == [GLOBEN] * 3

    def test_what_is_not_held_cannot_be_revoked(self, directory: Directory) -> None:
        directory.grant("line.ek", KISTA, TODAY, "berit.blom", AT)
        for posting, at in ((GLOBEN, AT), (KISTA, AT + timedelta(days=1))):
            with refused("posting_not_held"):
                directory.revoke("line.ek", posting, "berit.blom", at)

    def test_whoever_is_removed_is_nobody(self, directory: Directory) -> None:
        directory.grant("line.ek", HANDLER, TOMORROW, "berit.blom", AT)
        directory.open(opening())
        directory.remove("line.ek", "berit.blom", LATER)
        assert directory.user("line.ek", TODAY) is None
        assert not directory.holders("protected_case_handler", TODAY)
        assert directory.opened_to("line.ek", LATER) == frozenset()
        assert [one.name for one in directory.colleagues(TODAY)] == ["anna.ask"]

    def test_whoever_comes_back_begins_anew(self, directory: Directory) -> None:
        directory.grant("line.ek", KISTA, TOMORROW, "berit.blom", AT)
        directory.open(opening())
        directory.seen("line.ek", TODAY)
        directory.remove("line.ek", "berit.blom", AT)
        directory.add("line.ek", "berit.blom", AT)
        assert directory.user("line.ek", TODAY) == User("line.ek", ())
        assert directory.opened_to("line.ek", LATER) == frozenset()
        [line] = [one for one in directory.colleagues(TODAY) if one.name == "line.ek"]
        assert (line.postings, line.seen_on) == ((), None)

    def test_everybody_is_told_by_name_with_what_they_hold_today_and_after(self, directory: Directory) -> None:
        number = directory.grant("line.ek", KISTA, TOMORROW, "berit.blom", AT)
        directory.grant("anna.ask", GLOBEN, TODAY, "berit.blom", AT)
        anna, line = directory.colleagues(TOMORROW)
        assert (anna.name, anna.postings, anna.added_on) == ("anna.ask", (), TODAY)
        assert (line.name, line.seen_on, line.reviewed_on, line.reviewed_by) == ("line.ek", None, None, None)
        [held] = line.postings
        assert held == (number, KISTA, TODAY, TOMORROW, "berit.blom")

    def test_the_last_day_somebody_was_seen_only_moves_on(self, directory: Directory) -> None:
        for day in (TODAY, TOMORROW, TODAY):
            directory.seen("line.ek", day)
        directory.seen("nobody", TODAY)
        assert [one.seen_on for one in directory.colleagues(TODAY)] == [None, TOMORROW]

    def test_the_latest_review_is_told(self, directory: Directory) -> None:
        directory.review("line.ek", "berit.blom", AT)
        directory.review("line.ek", "anna.ask", AT + timedelta(days=1))
        line = directory.colleagues(TODAY)[1]
        assert (line.reviewed_on, line.reviewed_by) == (TOMORROW, "anna.ask")

    def test_nobody_reviews_what_they_hold_themselves(self, directory: Directory) -> None:
        with refused("own_review"):
            directory.review("line.ek", "line.ek", AT)

    def test_the_holders_of_a_role_are_those_of_the_day(self, directory: Directory) -> None:
        directory.grant("line.ek", HANDLER, TODAY, "berit.blom", AT)
        directory.grant("anna.ask", HANDLER, TOMORROW, "berit.blom", AT)
        assert set(directory.holders("protected_case_handler", TODAY)) == {"line.ek", "anna.ask"}
        assert set(directory.holders("protected_case_handler", TOMORROW)) == {"anna.ask"}
        assert not too_few_handlers(directory, TODAY)
        assert too_few_handlers(directory, TOMORROW)

    def test_a_case_is_open_to_one_user_until_its_moment(self, directory: Directory) -> None:
        directory.open(opening())
        assert directory.opened_to("line.ek", AT) == {CASE}
        assert directory.opened_to("line.ek", AT + timedelta(hours=4)) == frozenset()
        assert directory.opened_to("line.ek", AT - timedelta(seconds=1)) == frozenset()
        assert directory.opened_to("anna.ask", AT) == frozenset()

    def test_an_opening_needs_a_reason_of_its_kind(self, directory: Directory) -> None:
        for wrong in ("because", "internal_control"):
            with refused("unknown_code"):
                directory.open(opening()._replace(reason=wrong))
        assert directory.opened_to("line.ek", AT) == frozenset()

    def test_openings_are_told_the_latest_first_a_page_at_a_time(self, directory: Directory) -> None:
        numbers = [directory.open(opening(case_id=UUID(int=n))) for n in range(1, 6)]
        told = directory.openings(unreviewed_only=False, limit=2)
        assert told == [opening(case_id=UUID(int=n))._replace(number=numbers[n - 1]) for n in (5, 4)]
        rest = directory.openings(unreviewed_only=False, limit=9, after=told[-1].number)
        assert [one.number for one in rest] == numbers[2::-1]

    def test_a_broken_glass_is_reviewed_by_somebody_else_and_once(self, directory: Directory) -> None:
        number = directory.open(opening())
        with refused("own_review"):
            directory.review_opening(number, "line.ek", LATER)
        directory.review_opening(number, "anna.ask", LATER)
        with refused("reviewed_before"):
            directory.review_opening(number, "berit.blom", LATER)
        [one] = directory.openings(unreviewed_only=False, limit=9)
        assert (one.reviewed_by, one.reviewed_at) == ("anna.ask", LATER)
        assert directory.openings(unreviewed_only=True, limit=9) == []

    def test_a_sample_waits_for_no_review(self, directory: Directory) -> None:
        glass, sample = directory.open(opening()), directory.open(opening(kind="sample"))
        assert [one.number for one in directory.openings(unreviewed_only=True, limit=9)] == [glass]
        for number in (sample, 0, 99):
            with refused("unknown_opening"):
                directory.review_opening(number, "anna.ask", LATER)

    def test_a_case_that_was_disposed_of_is_named_nowhere_and_still_answered_for(self, directory: Directory) -> None:
        directory.open(opening())
        directory.open(opening(case_id=OTHER_CASE))
        directory.forget_case(CASE)
        assert directory.opened_to("line.ek", AT) == {OTHER_CASE}
        told = directory.openings(unreviewed_only=True, limit=9)
        assert [one.case_id for one in told] == [OTHER_CASE, None]


class TestInMemory(DirectoryContract):
    @pytest.fixture
    def empty(self) -> Directory:
        return DirectoryInMemory(REFERENCE)


class TestOnADatabase(DirectoryContract):
    @pytest.fixture
    def engine(self, empty_database: EmptyDatabase) -> Engine:
        engine = empty_database()
        create_directory(engine)
        create_directory(engine)
        return engine

    @pytest.fixture
    def empty(self, engine: Engine) -> Directory:
        return SqlDirectory(engine, REFERENCE)

    def test_what_has_ended_is_still_on_record(self, engine: Engine, directory: Directory) -> None:
        directory.grant("line.ek", KISTA, TODAY, "berit.blom", AT)
        directory.grant("line.ek", KISTA, TOMORROW, "anna.ask", AT)
        directory.revoke("line.ek", KISTA, "berit.blom", LATER)
        directory.grant("line.ek", GLOBEN, TOMORROW, "berit.blom", AT)
        directory.remove("line.ek", "anna.ask", LATER)
        with engine.connect() as connection:
            ended = select(directory_posting.c.granted_by, directory_posting.c.revoked_by)
            postings = connection.execute(ended.order_by(directory_posting.c.number)).all()
            removed_by = connection.scalars(select(directory_user.c.removed_by).order_by(directory_user.c.number))
            by = [("berit.blom", "anna.ask"), ("anna.ask", "berit.blom"), ("berit.blom", "anna.ask")]
            assert postings == by
            assert removed_by.all() == ["anna.ask", None]

    def test_no_row_holds_the_id_of_a_forgotten_case(self, engine: Engine, directory: Directory) -> None:
        directory.open(opening())
        directory.forget_case(CASE)
        with engine.connect() as connection:
            rows = [row for table in directory_metadata.tables.values() for row in connection.execute(select(table))]
        assert CASE not in {value for row in rows for value in row}
        assert rows

    def test_a_name_let_in_by_eight_at_once_is_there_once(self, engine: Engine, empty: Directory) -> None:
        def let_in(_turn: int) -> bool:
            try:
                empty.add("line.ek", "berit.blom", AT)
            except DirectoryRefused:
                return False
            return True

        with ThreadPoolExecutor(8) as several:
            assert sum(several.map(let_in, range(8))) == 1

    def test_what_eight_grant_at_once_is_held_once(self, engine: Engine, directory: Directory) -> None:
        with ThreadPoolExecutor(8) as several:
            list(several.map(lambda _: directory.grant("line.ek", KISTA, TOMORROW, "berit.blom", AT), range(8)))
        assert directory.user("line.ek", TODAY) == User("line.ek", (KISTA,))
        with engine.connect() as connection:
            assert connection.scalar(select(func.count()).select_from(directory_posting)) == 8

    def test_a_review_by_eight_at_once_is_the_first_ones(self, engine: Engine, directory: Directory) -> None:
        number = directory.open(opening())

        def review(turn: int) -> bool:
            try:
                directory.review_opening(number, f"reviewer{turn}", LATER)
            except DirectoryRefused:
                return False
            return True

        with ThreadPoolExecutor(8) as several:
            done = list(several.map(review, range(8)))
        with engine.connect() as connection:
            by = connection.scalar(select(directory_opening.c.reviewed_by))
        assert [f"reviewer{turn}" for turn, did in enumerate(done) if did] == [by]
