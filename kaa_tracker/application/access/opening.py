"""A case opened by hand: no second one by accident, and no sign of a protected one.

A number that is known is told of as known, with its case for whoever may see it. A protected identity is
opened a case of its own, as any number nobody has: every other answer would be one that only a protected
identity gets. What stands in it the youth has just told whoever opened it; the handlers are told at once, and
unconfirmed by the register it is disposed of like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.application.access.finding import Finding, FoundCase
from kaa_tracker.application.access.questions import Question, Questions
from kaa_tracker.application.access.revealing import Reader
from kaa_tracker.application.casework import Casework, Order
from kaa_tracker.application.handling import Result
from kaa_tracker.application.ports import CaseIds
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import Standing, scope
from kaa_tracker.domain.case.commands import OpenCaseByHand, Request
from kaa_tracker.domain.case.events import Actor, CaseAssigned
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.person import Person


class Known(NamedTuple):
    """The number has a case; ``case_id`` for whoever may see it."""

    case_id: UUID | None


class Opened(NamedTuple):
    """How the order to open it went, and with which unit the case began; empty where nobody has it, or had."""

    case_id: UUID
    result: Result
    unit: str = ""

    def is_within_reach_of(self, user: User, now: datetime) -> bool:
        """Whether they could see the case as it began: what became of it since is not told."""
        began = Standing(protected=False, unit=self.unit, supported_at=frozenset(), named={})
        return scope(user, "see").posting_for(began, local_day(now)) is not None


class OpeningByHand:
    def __init__(self, finding: Finding, questions: Questions, casework: Casework, new_case_id: CaseIds) -> None:
        self._finding = finding
        self._questions = questions
        self._casework = casework
        self._new_case_id = new_case_id
        self._one_at_a_time = Lock()

    def open(
        self, user: User, reader: Reader, command_id: str, command: OpenCaseByHand, person: Person, now: datetime
    ) -> Opened | Known:
        """``person`` has an identity number. The same order again answers for the case it opened."""
        request = Request(command_id=command_id, actor=Actor(user.name, reader.role), recorded_at=now, command=command)
        with self._one_at_a_time:
            found = self._finding.of_number(person.identity_number or "")
            seen = self._finding.seen_by(user, found, now)
            own = next((one for one in found if command_id in one.life.case.made_by), None)
            if own is None:
                if known := self._known(found, seen):
                    return known
                self._questions.write(_question(now, user, reader, command, found))
            case_id = own.case_id if own else self._new_case_id()
            [result] = self._casework.take([Order(case_id, request, person, user=None if own else user)])
        return Opened(case_id, result, self._unit_at_first(case_id, command_id))

    def _unit_at_first(self, case_id: UUID, command_id: str) -> str:
        found = self._finding.of_case(case_id)
        if found is None:
            return ""
        at_first = found.life.case.made_by.get(command_id, ())
        return next((one.event.unit for one in found.life.case.all(CaseAssigned) if one.version in at_first), "")

    def _known(self, found: Sequence[FoundCase], seen: Sequence[FoundCase]) -> Known | None:
        if seen:
            return Known(seen[0].case_id)
        return Known(None) if any(not one.life.is_protected for one in found) else None


def _question(
    now: datetime, user: User, reader: Reader, command: OpenCaseByHand, found: Sequence[FoundCase]
) -> Question:
    protected = found[0].case_id if found else None
    return Question(now, user.name, reader.unit, "opening", command.basis, protected=protected)
