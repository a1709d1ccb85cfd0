"""Letter runs, as the doors work with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.application.letters.addressing import Addressing
from kaa_tracker.application.letters.judging import Judging
from kaa_tracker.application.letters.posting import PostingLetters
from kaa_tracker.application.letters.preparing import Preparing
from kaa_tracker.application.letters.reach import may_see, units_of
from kaa_tracker.application.letters.runs import Fate, LetterRun, LetterRuns, Recipient, Turn
from kaa_tracker.application.letters.undoing import UndoingLetters
from kaa_tracker.domain.access.roles import User


class Letters(NamedTuple):
    """What is done with runs; and runs and letters for whoever may see them."""

    kept: LetterRuns
    judging: Judging
    preparing: Preparing
    addressing: Addressing
    posting: PostingLetters
    undoing: UndoingLetters

    def run(self, user: User, run_id: UUID) -> LetterRun | None:
        """``None``: there is no such run for the user."""
        run = self.kept.run(run_id)
        return run if run is not None and may_see(user, run) else None

    def runs(self, user: User, *, limit: int, page: int) -> tuple[Sequence[LetterRun], int]:
        """Those of the user's units, or all; the latest first, and how many there are."""
        return self.kept.runs(units_of(user), limit=limit, page=page)

    def tally(self, run: LetterRun) -> Mapping[Turn, int]:
        """How many letters came to what, and why; of every letter, whoever may see the case now."""
        return self.kept.tally(run.run_id)

    def recipients(
        self, user: User, run: LetterRun, fates: Collection[Fate], now: datetime, *, limit: int, page: int
    ) -> Sequence[Recipient]:
        """A page of the letters, less those whose cases the user may not see now."""
        recipients = self.kept.recipients(run.run_id, fates, limit=limit, page=page)
        within = self.judging.within(user, [one.case_id for one in recipients], now)
        return [one for one in recipients if one.case_id in within]
