"""A run is posted: an attempt in every case the letters went to, dated the day they went."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from kaa_tracker.application.handling import CommandHandler
from kaa_tracker.application.letters.judging import Judging, Writing
from kaa_tracker.application.letters.reach import may_see
from kaa_tracker.application.letters.runs import READY, LetterRun, LetterRuns, Turn
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import local_day


class PostingLetters:
    def __init__(self, runs: LetterRuns, judging: Judging, handler: CommandHandler) -> None:
        self._runs = runs
        self._judging = judging
        self._handler = handler

    def post(self, user: User, run_id: UUID, on: date, now: datetime) -> LetterRun | Refusal | None:
        """The run, with every letter that was ready ``written`` or ``lapsed``; all attempts at once, or none.

        The day is settled first. After a crash the same again completes it: an attempt that is written is known
        by the run's command. ``None``: there is no such run for the user. Raises ``VersionConflict``.
        """
        run = self._runs.run(run_id)
        if run is None or not may_see(user, run):
            return None
        refusal = _why_not(run, on, local_day(now)) or self._is_forgotten(run)
        if refusal is not None:
            return refusal
        run = self._runs.begin_posting(run_id, on, user.name)
        if run.posted_on != on or run.posted_at is not None:
            return _posted_on_another_day(run, on) or run
        ready = self._runs.recipients(run_id, READY)
        why = self._judging.outcomes(Writing(run, user, on, now), ready, lambda: self._handler)
        turns = {place: Turn("lapsed", found) if found else Turn("written") for place, found in why.items()}
        return self._runs.posted(run_id, turns, now)

    def _is_forgotten(self, run: LetterRun) -> Refusal | None:
        return None if run.posted_at or self._runs.tally(run.run_id) else Refusal("letter_run_over")


def _why_not(run: LetterRun, on: date, today: date) -> Refusal | None:
    if run.state == "undone":
        return Refusal("letter_run_undone")
    if on > today:
        return Refusal("date_in_future")
    if on < local_day(run.prepared_at):
        return Refusal("posted_before_prepared", (local_day(run.prepared_at).isoformat(),))
    return _posted_on_another_day(run, on)


def _posted_on_another_day(run: LetterRun, on: date) -> Refusal | None:
    if run.posted_on in (None, on):
        return None
    return Refusal("letter_run_posted", (str(run.posted_on),))
