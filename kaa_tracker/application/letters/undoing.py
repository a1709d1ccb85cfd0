"""A run is undone as one act: the letters never went."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kaa_tracker.application.handling import Asked, CommandHandler, Result
from kaa_tracker.application.letters.reach import may_see
from kaa_tracker.application.letters.runs import LetterRun, LetterRuns, Turn
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.commands import Request, VoidEntry
from kaa_tracker.domain.case.events import Actor
from kaa_tracker.domain.case.refusal import Refusal

DID_NOT_HAPPEN = "did_not_happen"
"""Of ``void_reasons``."""


class UndoingLetters:
    def __init__(self, runs: LetterRuns, handler: CommandHandler) -> None:
        self._runs = runs
        self._handler = handler

    def undo(self, user: User, run_id: UUID, now: datetime) -> LetterRun | Refusal | None:
        """The run, with every letter that was written ``voided``, or ``kept`` with the rule that keeps it:
        somebody has answered, or the case is no longer the user's.

        Done again it has no second effect, and takes what can be voided by then. ``None``: there is no such run
        for the user. Raises ``VersionConflict``.
        """
        run = self._runs.run(run_id)
        if run is None or not may_see(user, run):
            return None
        if run.posted_at is None:
            return Refusal("letter_run_not_posted")
        if not self._runs.tally(run_id):
            return Refusal("letter_run_over")
        written = self._runs.recipients(run_id, ("written", "kept"))
        results = self._handler.handle([_asked(run, user, one.case_id, now) for one in written])
        late = Refusal("not_in_own_days")
        if late in results and all(isinstance(result, Refusal) for result in results):
            return late
        turns = {one.place: _turn(result) for one, result in zip(written, results, strict=True)}
        return self._runs.undone(run_id, turns, user.name, now)


def _turn(result: Result) -> Turn:
    return Turn("kept", result) if isinstance(result, Refusal) else Turn("voided")


def _asked(run: LetterRun, user: User, case_id: UUID, now: datetime) -> Asked:
    void = VoidEntry(reason=DID_NOT_HAPPEN, made_by=run.cause)
    request = Request(command_id=f"{run.cause}:undone", actor=Actor(user.name, run.role), recorded_at=now, command=void)
    return Asked(case_id, request, user=user)
