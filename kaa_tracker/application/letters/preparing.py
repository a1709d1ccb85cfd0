"""A run is prepared: whom the letters can go to is decided as it will be when they are posted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from kaa_tracker.application.letters.judging import Handlers, Judging, Writing
from kaa_tracker.application.letters.reach import WRITE_LETTERS
from kaa_tracker.application.letters.runs import MOST, LetterRun, LetterRuns, Recipient
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import may
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import local_day


class Preparing:
    def __init__(self, runs: LetterRuns, judging: Judging, rehearse: Handlers) -> None:
        self._runs = runs
        self._judging = judging
        self._rehearse = rehearse

    def prepare(self, user: User, run_id: UUID, chosen: Iterable[UUID], now: datetime) -> LetterRun | Refusal:
        """The run, under the user's posting, with every letter ``ready`` or ``refused``. Under an id that is there
        already, that run.

        What the user may not see is not in it, and counted like what is not there. Raises ``VersionConflict``.
        """
        posting = may(user, WRITE_LETTERS)
        if posting is None:
            return Refusal("letter_run_empty")
        case_ids = list(dict.fromkeys(chosen))
        if len(case_ids) > MOST:
            return Refusal("letter_run_too_large", (str(MOST),))
        run = LetterRun(run_id, posting.role, posting.unit, user.name, now, missing=0)
        writing = Writing(run, user, local_day(now), now)
        seen = self._judging.seen(writing, case_ids)
        found = [case_id for case_id in case_ids if case_id in seen]
        if not found:
            return Refusal("letter_run_empty")
        recipients = [
            Recipient(place, case_id, seen[case_id].unit, seen[case_id].address_id)
            for place, case_id in enumerate(found, 1)
        ]
        why = self._judging.outcomes(writing, recipients, self._rehearse, seen)
        judged = [_judged(recipient, why[recipient.place]) for recipient in recipients]
        return self._runs.add(run._replace(missing=len(case_ids) - len(found)), judged)


def _judged(recipient: Recipient, why: Refusal | None) -> Recipient:
    return recipient if why is None else recipient._replace(fate="refused", why=why)
