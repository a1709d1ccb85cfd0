"""The process ends in the middle of a posting or an undoing, and the same again completes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from kaa_tracker.application.letters.posting import PostingLetters
from kaa_tracker.application.letters.runs import LetterRuns
from kaa_tracker.application.letters.undoing import UndoingLetters
from kaa_tracker.domain.access.roles import Posting, User
from kaa_tracker.domain.case.events import ContactAttempted, EntryVoided
from kaa_tracker.domain.case.refusal import Refusal
from tests.adapters.inbound.api.letters.acts import events, fates, path_of, posted, prepared, undone
from tests.adapters.inbound.api.letters.youths import WRITTEN_TO, left, marked
from tests.adapters.inbound.api.office import Office
from tests.application.interruptions import PowerCut, power_cut

LENA = User("lena", (Posting("local_coordinator", "globen"),))


class CutRuns:
    """``LetterRuns`` of a process that ends just before one of its writes."""

    def __init__(self, runs: LetterRuns, *cut: str) -> None:
        self._runs = runs
        self._cut = cut

    def __getattr__(self, name: str) -> Callable[..., Any]:
        write: Callable[..., Any] = getattr(self._runs, name)
        return (lambda *_: power_cut()) if name in self._cut else write


class CutHandler:
    """A handler of a process that ends before the attempts are written."""

    def handle(self, *_: Any) -> None:
        power_cut()


def cut_posting(office: Office, run: dict[str, Any], *, runs: Any = None, handler: Any = None) -> None:
    letters, now = office.system.letters, office.clock.now()
    posting = PostingLetters(runs or letters.kept, letters.judging, handler or office.system.handler)
    with pytest.raises(PowerCut):
        posting.post(LENA, UUID(run["run_id"]), now.date(), now)


def test_before_anything_was_written(office: Office) -> None:
    run = prepared(office, *WRITTEN_TO)
    cut_posting(office, run, handler=CutHandler())
    assert office.get("lena", path_of(run)).json()["state"] == "posting"
    assert fates(posted(office, run)) == {("written", None): 4}
    assert [len(events(office, name, ContactAttempted)) for name in WRITTEN_TO] == [1, 1, 1, 1]


def test_after_the_attempts_were_written(office: Office) -> None:
    run = prepared(office, *WRITTEN_TO)
    cut_posting(office, run, runs=CutRuns(office.system.letters.kept, "posted"))
    assert fates(office.get("lena", path_of(run)).json()) == {("ready", None): 4}
    assert fates(posted(office, run)) == {("written", None): 4}
    assert [len(events(office, name, ContactAttempted)) for name in WRITTEN_TO] == [1, 1, 1, 1]


def test_a_letter_that_was_written_is_so_whatever_happens_before_it_is_completed(office: Office) -> None:
    run = prepared(office, *WRITTEN_TO)
    cut_posting(office, run, runs=CutRuns(office.system.letters.kept, "posted"))
    office.feed(left("Ada"), marked("Bo"))
    assert fates(posted(office, run)) == {("written", None): 4}


def test_the_day_of_a_posting_that_was_begun_is_settled(office: Office) -> None:
    run = prepared(office, *WRITTEN_TO)
    cut_posting(office, run, runs=CutRuns(office.system.letters.kept, "posted"))
    office.days_pass(1)
    answer = office.post("lena", f"{path_of(run)}/posting")
    assert (answer.status_code, answer.json()["about"]) == (409, ["2022-03-29"])
    assert posted(office, run, on="2022-03-29")["state"] == "posted"


def test_a_posting_that_was_begun_is_completed_before_it_is_undone(office: Office) -> None:
    run = prepared(office, *WRITTEN_TO)
    cut_posting(office, run, runs=CutRuns(office.system.letters.kept, "posted"))
    assert office.post("lena", f"{path_of(run)}/undoing").json()["rule"] == "letter_run_not_posted"


def test_an_undoing_after_the_attempts_were_voided(office: Office) -> None:
    run = prepared(office, *WRITTEN_TO)
    posted(office, run)
    undoing = UndoingLetters(CutRuns(office.system.letters.kept, "undone"), office.system.handler)
    with pytest.raises(PowerCut):
        undoing.undo(LENA, UUID(run["run_id"]), office.clock.now())
    assert office.get("lena", path_of(run)).json()["state"] == "posted"
    assert fates(undone(office, run)) == {("voided", None): 4}
    assert [len(events(office, name, EntryVoided)) for name in WRITTEN_TO] == [1, 1, 1, 1]


class TwoPost:
    """``LetterRuns`` between whose reading and writing somebody else has posted the run."""

    def __init__(self, runs: LetterRuns, other: Callable[[], Any]) -> None:
        self._runs = runs
        self._other = other

    def begin_posting(self, *told: Any) -> Any:
        self._other()
        return self._runs.begin_posting(*told)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._runs, name)


def test_of_two_who_post_at_once_the_day_of_the_first_stands_and_the_other_is_told(office: Office) -> None:
    run = prepared(office, *WRITTEN_TO)
    office.days_pass(1)
    letters, now = office.system.letters, office.clock.now()
    runs = TwoPost(letters.kept, lambda: posted(office, run, on="2022-03-29"))
    told = PostingLetters(runs, letters.judging, office.system.handler).post(LENA, UUID(run["run_id"]), now.date(), now)
    assert told == Refusal("letter_run_posted", ("2022-03-29",))
    assert [len(events(office, name, ContactAttempted)) for name in WRITTEN_TO] == [1, 1, 1, 1]
