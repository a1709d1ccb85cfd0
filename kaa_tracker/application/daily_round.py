"""The clock's part: what falls due, day after day, whenever the round is run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.application.handling import Asked, CommandHandler, Recorded
from kaa_tracker.application.ports import DueCases, PersonVault
from kaa_tracker.domain.case.commands import Request, RunDailyRound
from kaa_tracker.domain.case.events import Actor
from kaa_tracker.domain.periods import birthday
from kaa_tracker.domain.reference import Reference

CLOCK = Actor("clock", "system")
CASES_AT_ONCE = 2_000


class RoundDone(NamedTuple):
    """How many cases the round looked at, and in how many something had fallen due."""

    cases: int
    changed: int


class DailyRound:
    """Starts the searches whose wait is over, ends responsibility on 20th birthdays, and hands on the
    cases of a unit that has closed. Running it late, or twice, comes to the same."""

    def __init__(self, handler: CommandHandler, vault: PersonVault, due: DueCases, reference: Reference) -> None:
        self._handler = handler
        self._vault = vault
        self._due = due
        self._reference = reference

    def run(self, through: date, recorded_at: datetime) -> RoundDone:
        """Everything that has fallen due up to and including ``through``."""
        looked_at = changed = 0
        for cases in self._batches(through):
            looked_at += len(cases)
            asked = [self._asked(case_id, born, through, recorded_at) for case_id, born in cases]
            changed += sum(isinstance(result, Recorded) for result in self._handler.handle(asked))
        return RoundDone(looked_at, changed)

    def _asked(self, case_id: UUID, born: date | None, through: date, recorded_at: datetime) -> Asked:
        command = RunDailyRound(through=through, born=born)
        command_id = f"daily-round:{through.isoformat()}"
        request = Request(command_id=command_id, actor=CLOCK, recorded_at=recorded_at, command=command)
        return Asked(case_id, request)

    def _batches(self, through: date) -> Iterator[Sequence[tuple[UUID, date | None]]]:
        births = self._vault.births(self._due.may_turn_20(through))
        turned = {case_id for case_id, born in births.items() if birthday(born, 20) <= through}
        closed = {unit.code: unit.valid_to for unit in self._reference.units if unit.valid_to < through}
        found = {*self._due.searches_due(through), *turned, *self._due.in_closed_units(closed)}
        cases = [(case_id, births.get(case_id)) for case_id in sorted(found)]
        for start in range(0, len(cases), CASES_AT_ONCE):
            yield cases[start : start + CASES_AT_ONCE]
