"""A stand-in for the letter runs that keeps their whole contract, for as long as the object lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from kaa_tracker.application.letters.runs import (
    COMES_FROM,
    FORGOTTEN,
    MOST,
    Fate,
    LetterRun,
    Recipient,
    Turn,
    Turns,
)


class LetterRunsInMemory:
    """``LetterRuns``."""

    def __init__(self) -> None:
        self._runs: dict[UUID, LetterRun] = {}
        self._letters: dict[UUID, dict[int, Recipient]] = {}

    def add(self, run: LetterRun, recipients: Collection[Recipient]) -> LetterRun:
        if run.run_id not in self._runs:
            self._runs[run.run_id] = run
            self._letters[run.run_id] = {one.place: one for one in recipients}
        return self._runs[run.run_id]

    def run(self, run_id: UUID) -> LetterRun | None:
        return self._runs.get(run_id)

    def runs(self, units: Collection[str] | None, *, limit: int, page: int = 1) -> tuple[list[LetterRun], int]:
        mine = [run for run in self._runs.values() if units is None or run.unit in units]
        mine.sort(key=lambda run: (-run.prepared_at.timestamp(), run.run_id))
        return mine[limit * (page - 1) : limit * page], len(mine)

    def recipients(
        self, run_id: UUID, fates: Collection[Fate] = (), *, limit: int = MOST, page: int = 1
    ) -> list[Recipient]:
        letters = sorted(self._letters.get(run_id, {}).values())
        found = [one for one in letters if not fates or one.fate in fates]
        return found[limit * (page - 1) : limit * page]

    def tally(self, run_id: UUID) -> Counter[Turn]:
        return Counter(Turn(one.fate, one.why) for one in self._letters.get(run_id, {}).values())

    def begin_posting(self, run_id: UUID, on: date, by: str) -> LetterRun:
        run = self._runs[run_id]
        return self._changed(run._replace(posted_on=on, posted_by=by) if run.posted_on is None else run)

    def turn(self, run_id: UUID, turns: Turns) -> None:
        letters = self._letters[run_id]
        for place, turn in turns.items():
            letter = letters.get(place)
            if letter is not None and letter.fate in COMES_FROM[turn.fate]:
                letters[place] = letter._replace(**turn._asdict())

    def posted(self, run_id: UUID, turns: Turns, at: datetime) -> LetterRun:
        self.turn(run_id, turns)
        run = self._runs[run_id]
        return self._changed(run._replace(posted_at=at) if run.posted_at is None else run)

    def undone(self, run_id: UUID, turns: Turns, by: str, at: datetime) -> LetterRun:
        self.turn(run_id, turns)
        run = self._runs[run_id]
        return self._changed(run._replace(undone_by=by, undone_at=at) if run.undone_at is None else run)

    def forget_case(self, case_id: UUID) -> int:
        named = [
            (letters, one) for letters in self._letters.values() for one in letters.values() if one.case_id == case_id
        ]
        for letters, one in named:
            letters[one.place] = one._replace(case_id=FORGOTTEN, address_id=None)
        return len(named)

    def forget_before(self, moment: datetime) -> int:
        old = [run.run_id for run in self._runs.values() if run.prepared_at < moment]
        return sum(len(self._letters.pop(run_id, {})) for run_id in old)

    def _changed(self, run: LetterRun) -> LetterRun:
        self._runs[run.run_id] = run
        return run
