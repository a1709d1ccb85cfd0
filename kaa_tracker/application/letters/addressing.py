"""The names and addresses that are printed on the letters.

The file is made when it is read and kept nowhere. Whoever is not in it gets no letter: theirs lapses, so that
what is posted was printed, to an address that is the same still.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.application.access.revealing import Field, Reader, Revealed, Revealing
from kaa_tracker.application.letters.judging import Handlers, Judging, Writing
from kaa_tracker.application.letters.reach import may_see
from kaa_tracker.application.letters.runs import READY, LetterRun, LetterRuns, Recipient, Turn
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import local_day

PRINTED: tuple[Field, ...] = ("given_name", "family_name", "address")


class Printed(NamedTuple):
    """One letter's name and address."""

    name: str
    street: str
    postal_code: str
    city: str

    def __repr__(self) -> str:
        return "Printed(…)"


class Addressing:
    def __init__(
        self, runs: LetterRuns, judging: Judging, rehearse: Handlers, revealing: Revealing, kept_for: timedelta
    ) -> None:
        self._runs = runs
        self._judging = judging
        self._rehearse = rehearse
        self._revealing = revealing
        self._kept_for = kept_for

    def addresses(self, user: User, reader: Reader, run_id: UUID, now: datetime) -> list[Printed] | Refusal | None:
        """In the order of the run; in the access log before they are shown, all in one entry.

        ``None``: there is no such run for the user. Raises ``VersionConflict``.
        """
        run = self._runs.run(run_id)
        if run is None or not may_see(user, run):
            return None
        if run.state != "prepared" or now >= self.readable_until(run):
            return Refusal("letter_file_over")
        writing = Writing(run, user, local_day(now), now)
        ready = self._runs.recipients(run_id, READY)
        why = self._judging.outcomes(writing, ready, self._rehearse)
        self._runs.turn(run_id, {place: Turn("lapsed", refusal) for place, refusal in why.items() if refusal})
        return self._shown(reader, [one for one in ready if why[one.place] is None], now)

    def readable_until(self, run: LetterRun) -> datetime:
        return run.prepared_at + self._kept_for

    def _shown(self, reader: Reader, going: list[Recipient], now: datetime) -> list[Printed]:
        case_ids = [one.case_id for one in going]
        shown = self._revealing.persons(reader, "letter_file", case_ids, now, fields=PRINTED) if going else {}
        return [_printed(shown[case_id]) for case_id in case_ids if case_id in shown]


def _printed(person: Revealed) -> Printed:
    values = person.values
    address = values["address"]
    return Printed(f"{values['given_name']} {values['family_name']}", address.street, address.postal_code, address.city)
