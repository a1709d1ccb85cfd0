"""The read model follows the log: all or nothing, one case's fault is no other's, and a rebuild is not noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Column, Engine, String, event, inspect

from kaa_tracker.projections.deriving import Held
from tests.projections.following import Following, case, table_of_codes
from tests.read_models import EmptyDatabase


@pytest.fixture
def engine(empty_database: EmptyDatabase) -> Engine:
    return empty_database()


@pytest.fixture
def following(engine: Engine) -> Following:
    """A read model that has caught up with a log of two cases, and follows from there."""
    found = Following(engine)
    found.tell(1, "work")
    found.tell(2, "none")
    found.runner.catch_up()
    return found


class Crash(Exception):
    """Planted: the process dies here."""


def test_what_has_happened_is_seen_after_catching_up(following: Following) -> None:
    following.tell(1, "komvux")
    following.tell(3, "abroad")
    assert following.runner.catch_up() == 2
    assert following.all_codes() == [["work", "komvux"], ["none"], ["abroad"]]
    assert following.runner.position() == following.log.last_position()


def test_catching_up_with_nothing_new_does_nothing(following: Following) -> None:
    assert following.runner.catch_up() == 0


def test_positions_that_were_never_written_are_passed_over(following: Following) -> None:
    following.log.skip()
    following.tell(1, "komvux")
    following.log.skip()
    assert following.runner.catch_up() == 2
    assert following.runner.position() == following.log.last_position() == 4


def test_a_batch_shows_no_more_than_what_happened_up_to_its_end(following: Following) -> None:
    following.tell(1, "komvux", "abroad")
    following.log.end = 3
    following.runner.catch_up()
    assert (following.codes(1), following.runner.position()) == (["work", "komvux"], 3)


def test_a_crash_while_writing_leaves_neither_rows_nor_position(following: Following) -> None:
    following.tell(1, "komvux")
    with crash_at(following.engine, "UPDATE projection_position"), pytest.raises(Crash):
        following.runner.catch_up()
    assert (following.codes(1), following.runner.position()) == (["work"], 2)
    following.runner.catch_up()
    assert (following.codes(1), following.runner.position()) == (["work", "komvux"], 3)


class TestACaseThatCannotBeProjected:
    def test_keeps_its_rows_and_is_held_while_all_others_go_on(self, following: Following) -> None:
        following.faulty = {"komvux"}
        following.tell(1, "komvux")
        following.tell(2, "work")
        following.tell(3, "abroad")
        following.runner.catch_up()
        assert following.all_codes() == [["work"], ["none", "work"], ["abroad"]]
        assert following.held() == [Held(case(1), 3, "ZeroDivisionError")]
        assert following.runner.position() == following.log.last_position()

    def test_is_held_since_the_first_position_that_its_rows_do_not_show(self, following: Following) -> None:
        following.faulty = {"komvux"}
        following.tell(2, "work")
        following.tell(1, "komvux")
        following.tell(2, "abroad")
        following.runner.catch_up()
        following.tell(1, "work")
        following.runner.catch_up()
        assert following.held() == [Held(case(1), 4, "ZeroDivisionError")]

    def test_is_released_by_its_next_event_once_the_fault_is_mended(self, following: Following) -> None:
        following.faulty = {"komvux"}
        following.tell(1, "komvux")
        following.runner.catch_up()
        following.faulty = set()
        following.tell(1, "abroad")
        following.runner.catch_up()
        assert (following.codes(1), following.held()) == (["work", "komvux", "abroad"], [])

    def test_is_released_by_a_rebuild_once_the_fault_is_mended(self, following: Following) -> None:
        following.faulty = {"komvux"}
        following.tell(1, "komvux")
        following.runner.catch_up()
        following.faulty = set()
        following.runner.rebuild()
        assert (following.codes(1), following.held()) == (["work", "komvux"], [])

    def test_keeps_its_rows_and_since_when_through_a_rebuild(self, following: Following) -> None:
        following.faulty = {"komvux"}
        following.tell(1, "komvux")
        following.runner.catch_up()
        following.tell(2, "work")
        for _ in range(2):
            following.runner.rebuild()
            assert (following.codes(1), following.codes(2)) == (["work"], ["none", "work"])
            assert following.held() == [Held(case(1), 3, "ZeroDivisionError")]

    def test_found_by_a_rebuild_is_held_from_there(self, following: Following) -> None:
        following.faulty = {"work"}
        following.runner.rebuild()
        assert following.codes(1) == ["work"]
        assert following.held() == [Held(case(1), 2, "ZeroDivisionError")]

    def test_through_what_happens_during_a_rebuild_keeps_what_the_rebuild_made(self, following: Following) -> None:
        following.faulty = {"komvux"}
        following.while_folding = once(lambda: following.tell(1, "komvux"))
        following.runner.rebuild()
        assert following.codes(1) == ["work"]
        assert following.held() == [Held(case(1), 3, "ZeroDivisionError")]

    def test_stays_held_when_the_rebuild_that_would_have_released_it_fails(self, following: Following) -> None:
        following.faulty = {"komvux"}
        following.tell(1, "komvux")
        following.runner.catch_up()
        following.faulty = set()
        following.while_folding = once(lambda: following.tell(1, "abroad"))
        with crash_at(following.engine, "RENAME"), pytest.raises(Crash):
            following.runner.rebuild()
        assert following.codes(1) == ["work"]
        assert following.held() == [Held(case(1), 3, "ZeroDivisionError")]

    def test_has_no_rows_after_a_rebuild_into_rows_of_another_shape(self, following: Following) -> None:
        following.faulty = {"work"}
        following.use(version="2", table=table_of_codes(Column("more", String, nullable=False)))
        following.runner.catch_up()
        assert (following.codes(1), following.codes(2)) == ([], ["none"])
        assert following.held() == [Held(case(1), 2, "ZeroDivisionError")]

    def test_whose_history_cannot_be_read_is_held_by_following_and_by_rebuilding(self, following: Following) -> None:
        following.tell(1, "komvux")
        following.tell(2, "work")
        following.log.unreadable = {case(1)}
        following.runner.catch_up()
        assert (following.codes(1), following.codes(2)) == (["work"], ["none", "work"])
        assert following.held() == [Held(case(1), 3, "UnreadableHistory")]
        following.runner.rebuild()
        assert (following.codes(1), following.codes(2)) == (["work"], ["none", "work"])
        assert following.held() == [Held(case(1), 3, "UnreadableHistory")]


class TestARebuild:
    def test_leaves_the_old_rows_serving_until_it_is_done(self, following: Following) -> None:
        following.use(version="2")
        following.tell(1, "komvux")
        seen: list[tuple[list[str], int]] = []
        following.while_folding = lambda: seen.append((following.codes(1), following.runner.position()))
        following.runner.rebuild()
        assert seen == [(["work"], 2)] * 2
        assert (following.codes(1), following.runner.position()) == (["work", "komvux"], 3)

    def test_that_fails_leaves_the_old_rows_and_nothing_else(self, following: Following) -> None:
        before = set(inspect(following.engine).get_table_names())
        following.tell(1, "komvux")
        with crash_at(following.engine, "RENAME"), pytest.raises(Crash):
            following.runner.rebuild()
        assert (following.codes(1), following.runner.position()) == (["work"], 2)
        assert set(inspect(following.engine).get_table_names()) == before
        following.runner.rebuild()
        assert (following.codes(1), following.runner.position()) == (["work", "komvux"], 3)

    def test_takes_in_what_happens_meanwhile(self, following: Following) -> None:
        @once
        def meanwhile() -> None:
            following.tell(1, "komvux")
            following.tell(3, "abroad")

        following.while_folding = meanwhile
        following.runner.rebuild()
        assert following.all_codes() == [["work", "komvux"], ["none"], ["abroad"]]
        assert following.runner.position() == following.log.last_position() == 4

    def test_goes_over_what_a_crash_in_an_earlier_one_left_behind(self, following: Following) -> None:
        generation = following.tables.new_generation()
        generation.__enter__()  # and the process dies
        following.runner.rebuild()
        assert following.codes(1) == ["work"]

    def test_in_pieces_makes_the_same_rows(self, following: Following) -> None:
        following.tell(1, "komvux")
        following.tell(3, "abroad")
        done: list[int] = []
        following.cases_at_once = 1
        following.use()
        following.runner.rebuild(progress=done.append)
        assert done == [1, 1, 1]
        assert following.all_codes() == [["work", "komvux"], ["none"], ["abroad"]]


class TestCatchingUpRebuilds:
    def test_where_the_rows_were_made_by_other_rules(self, following: Following) -> None:
        following.use(version="2", table=table_of_codes(Column("more", String, nullable=False)))
        following.runner.catch_up()
        assert (following.codes(1), following.codes(2)) == (["work"], ["none"])
        assert following.tables.version() == "2"
        assert following.log.scans == 2

    def test_not_where_the_rules_are_the_same(self, following: Following) -> None:
        following.use(version="1")
        following.tell(1, "komvux")
        following.runner.catch_up()
        assert following.log.scans == 1

    def test_where_it_is_far_behind(self, following: Following) -> None:
        for n in range(3, 8):
            following.tell(n, "work")
        assert following.runner.catch_up(limit=4) == 5
        assert following.log.scans == 2
        assert following.runner.position() == following.log.last_position()

    def test_not_where_a_batch_is_enough(self, following: Following) -> None:
        for n in range(3, 8):
            following.tell(n, "work")
        assert following.runner.catch_up(limit=5) == 5
        assert following.log.scans == 1

    def test_not_where_little_is_missing_of_a_long_log(self, following: Following) -> None:
        following.tell(1, *(["work"] * 60))
        following.runner.rebuild()
        for n in range(3, 8):
            following.tell(n, "work")
        batches: list[int] = []
        assert following.runner.catch_up(limit=2, progress=batches.append) == 5
        assert batches == [2, 2, 1]
        assert following.log.scans == 2


def once(act: Callable[[], object]) -> Callable[[], None]:
    """Something that happens the first time only."""
    pending = [act]

    def happen() -> None:
        while pending:
            pending.pop()()

    return happen


@contextmanager
def crash_at(engine: Engine, words: str) -> Iterator[None]:
    """Die instead of carrying out a statement that holds these words."""

    def die(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if words in statement:
            raise Crash

    event.listen(engine, "before_cursor_execute", die)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", die)
