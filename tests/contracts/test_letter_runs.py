"""Letter runs on both engines, and the stand-in for them: whatever is repeated has no second effect."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from kaa_tracker.adapters.outbound.letters import SqlLetterRuns, create_letter_runs
from kaa_tracker.adapters.outbound.letters.tables import letter_metadata
from kaa_tracker.application.letters.runs import FORGOTTEN, READY, LetterRun, LetterRuns, Recipient, Turn
from kaa_tracker.domain.case.refusal import Refusal
from tests.letter_runs_in_memory import LetterRunsInMemory
from tests.read_models import EmptyDatabase

AT = datetime(2026, 11, 20, 9, 30, 0, 250, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)
RUN, OTHER_RUN = UUID(int=1), UUID(int=2)
ADA, BO, EVA = UUID(int=11), UUID(int=12), UUID(int=13)
HOME = UUID(int=21)
WAITS = Refusal("attempt_before_search")
RESTS = Refusal("dependents_exist", ("7", "9"))


def a_run(run_id: UUID = RUN, unit: str = "globen", at: datetime = AT) -> LetterRun:
    return LetterRun(run_id, "local_coordinator", unit, "line.ek", at, missing=2)


LETTERS = (
    Recipient(1, ADA, "globen", HOME),
    Recipient(2, BO, "globen", None, "refused", WAITS),
    Recipient(3, EVA, "kista", HOME),
)


class LetterRunsContract:
    @pytest.fixture
    def runs(self, empty: LetterRuns) -> LetterRuns:
        empty.add(a_run(), LETTERS)
        return empty

    def fates(self, runs: LetterRuns) -> list[Turn]:
        return [Turn(one.fate, one.why) for one in runs.recipients(RUN)]

    def test_a_run_is_kept_as_it_was_prepared(self, runs: LetterRuns) -> None:
        assert runs.run(RUN) == a_run()
        assert list(runs.recipients(RUN)) == list(LETTERS)
        assert a_run().state == "prepared"

    def test_there_is_no_other_run(self, runs: LetterRuns) -> None:
        assert runs.run(OTHER_RUN) is None
        assert list(runs.recipients(OTHER_RUN)) == []
        assert dict(runs.tally(OTHER_RUN)) == {}

    def test_a_run_that_is_there_stays_as_it_is(self, runs: LetterRuns) -> None:
        again = runs.add(a_run(at=LATER), LETTERS[:1])
        assert again == runs.run(RUN) == a_run()
        assert list(runs.recipients(RUN)) == list(LETTERS)

    def test_letters_are_told_a_page_at_a_time_by_what_became_of_them(self, runs: LetterRuns) -> None:
        assert [one.case_id for one in runs.recipients(RUN, READY, limit=1, page=2)] == [EVA]
        assert [one.case_id for one in runs.recipients(RUN, ("refused", "written"))] == [BO]
        assert list(runs.recipients(RUN, limit=2, page=3)) == []

    def test_letters_are_counted_by_what_became_of_them(self, runs: LetterRuns) -> None:
        assert dict(runs.tally(RUN)) == {Turn("ready"): 2, Turn("refused", WAITS): 1}

    def test_runs_are_told_the_latest_first_by_unit(self, runs: LetterRuns) -> None:
        runs.add(a_run(OTHER_RUN, "kista", LATER), LETTERS[:1])
        assert [run.run_id for run in runs.runs(None, limit=9)[0]] == [OTHER_RUN, RUN]
        assert runs.runs(None, limit=1, page=2) == ([a_run()], 2)
        assert runs.runs({"globen"}, limit=9) == ([a_run()], 1)
        assert runs.runs((), limit=9) == ([], 0)

    def test_the_day_of_posting_is_the_first_that_was_said(self, runs: LetterRuns) -> None:
        begun = runs.begin_posting(RUN, TODAY, "line.ek")
        assert (begun.state, begun.posted_on, begun.posted_by) == ("posting", TODAY, "line.ek")
        assert runs.begin_posting(RUN, TOMORROW, "berit.blom") == begun

    def test_what_was_posted_is_written_and_what_lapsed_says_why(self, runs: LetterRuns) -> None:
        runs.begin_posting(RUN, TODAY, "line.ek")
        run = runs.posted(RUN, {1: Turn("written"), 3: Turn("lapsed", WAITS)}, LATER)
        assert (run.state, run.posted_at) == ("posted", LATER)
        assert self.fates(runs) == [Turn("written"), Turn("refused", WAITS), Turn("lapsed", WAITS)]

    def test_what_is_posted_again_stays(self, runs: LetterRuns) -> None:
        runs.begin_posting(RUN, TODAY, "line.ek")
        first = runs.posted(RUN, {1: Turn("written")}, LATER)
        assert runs.posted(RUN, {1: Turn("lapsed", WAITS)}, LATER + timedelta(hours=1)) == first
        assert self.fates(runs)[0] == Turn("written")

    def test_of_two_who_post_at_once_the_one_who_wrote_is_right(self, runs: LetterRuns) -> None:
        runs.turn(RUN, {1: Turn("lapsed", WAITS)})
        runs.turn(RUN, {1: Turn("written"), 2: Turn("written")})
        assert self.fates(runs)[:2] == [Turn("written"), Turn("refused", WAITS)]

    def test_what_is_undone_is_voided_or_kept(self, runs: LetterRuns) -> None:
        runs.posted(RUN, {1: Turn("written"), 3: Turn("written")}, AT)
        run = runs.undone(RUN, {1: Turn("voided"), 2: Turn("voided"), 3: Turn("kept", RESTS)}, "line.ek", LATER)
        assert (run.state, run.undone_by, run.undone_at) == ("undone", "line.ek", LATER)
        assert self.fates(runs) == [Turn("voided"), Turn("refused", WAITS), Turn("kept", RESTS)]

    def test_what_is_undone_again_stays_undone_by_the_first(self, runs: LetterRuns) -> None:
        runs.posted(RUN, {1: Turn("written"), 3: Turn("written")}, AT)
        first = runs.undone(RUN, {1: Turn("voided"), 3: Turn("kept", RESTS)}, "line.ek", LATER)
        again = runs.undone(RUN, {1: Turn("kept", RESTS), 3: Turn("voided")}, "berit.blom", LATER + timedelta(days=1))
        assert again == first
        assert [one.fate for one in self.fates(runs)] == ["voided", "refused", "voided"]

    def test_a_case_that_was_disposed_of_is_named_nowhere_and_still_counted(self, runs: LetterRuns) -> None:
        before = runs.tally(RUN)
        assert runs.forget_case(ADA) == 1
        assert runs.forget_case(ADA) == 0
        assert runs.recipients(RUN)[0] == Recipient(1, FORGOTTEN, "globen", None)
        assert runs.tally(RUN) == before

    def test_letters_of_old_runs_are_forgotten_and_the_runs_stay(self, runs: LetterRuns) -> None:
        runs.add(a_run(OTHER_RUN, at=LATER), LETTERS[:1])
        assert runs.forget_before(LATER) == 3
        assert runs.forget_before(LATER) == 0
        assert list(runs.recipients(RUN)) == []
        assert runs.run(RUN) == a_run()
        assert len(runs.recipients(OTHER_RUN)) == 1


class TestInMemory(LetterRunsContract):
    @pytest.fixture
    def empty(self) -> LetterRuns:
        return LetterRunsInMemory()


class TestOnADatabase(LetterRunsContract):
    @pytest.fixture
    def engine(self, empty_database: EmptyDatabase) -> Engine:
        engine = empty_database()
        create_letter_runs(engine)
        create_letter_runs(engine)
        return engine

    @pytest.fixture
    def empty(self, engine: Engine) -> LetterRuns:
        return SqlLetterRuns(engine)

    def test_no_row_holds_the_id_of_a_forgotten_case(self, engine: Engine, runs: LetterRuns) -> None:
        runs.forget_case(ADA)
        with engine.connect() as connection:
            rows = [row for table in letter_metadata.tables.values() for row in connection.execute(select(table))]
        assert rows
        assert ADA not in {value for row in rows for value in row}

    def test_what_eight_prepare_at_once_is_one_run(self, empty: LetterRuns) -> None:
        with ThreadPoolExecutor(8) as several:
            added = list(several.map(lambda turn: empty.add(a_run()._replace(missing=turn), LETTERS), range(8)))
        assert len(set(added)) == 1
        assert list(empty.recipients(RUN)) == list(LETTERS)

    def test_of_eight_who_post_on_days_of_their_own_one_settles_it(self, runs: LetterRuns) -> None:
        days = [TODAY + timedelta(days=n) for n in range(8)]
        with ThreadPoolExecutor(8) as several:
            begun = set(several.map(lambda day: runs.begin_posting(RUN, day, f"user{day.day}"), days))
        [run] = begun
        assert run.posted_by == f"user{run.posted_on.day if run.posted_on else ''}"
