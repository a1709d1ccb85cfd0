"""The youth is here: whether somebody is covered, and by which unit, without the case being opened.

A protected identity is answered like a number nobody has, by the same questions and the same writing; its
handlers are told. What another unit covers can be worked with for a while: one contact of the youth's own,
and one request to take the case over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.application.access.access_log import Access, AccessLog
from kaa_tracker.application.access.finding import Finding, FoundCase
from kaa_tracker.application.access.questions import Question, Questions
from kaa_tracker.application.access.revealing import Reader
from kaa_tracker.application.casework import Casework, Order
from kaa_tracker.application.handling import CASE_CHANGED, TRIES, Result
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.case.commands import LogSelfContact, Request
from kaa_tracker.domain.case.events import Actor
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.periods import local_day


class Foreign(NamedTuple):
    """Another unit's case: what may be done with it, under a reference, until a moment."""

    reference: UUID
    until: datetime


class PresenceAnswer(NamedTuple):
    """``case_id``: the case, for whoever may see it; ``foreign``: for whoever may not."""

    covered: bool
    unit: str | None = None
    case_id: UUID | None = None
    foreign: Foreign | None = None


class Presence:
    def __init__(
        self,
        finding: Finding,
        questions: Questions,
        log: AccessLog,
        casework: Casework,
        *,
        lasts: timedelta,
    ) -> None:
        self._finding = finding
        self._questions = questions
        self._log = log
        self._casework = casework
        self._lasts = lasts

    def ask(self, user: User, reader: Reader, number: str, purpose: str, now: datetime) -> PresenceAnswer:
        """``number`` in canonical form. Nothing is answered that is not in the access log."""
        today = local_day(now)
        found = self._finding.of_number(number)
        seen = self._finding.seen_by(user, found, now)
        protected = next((one for one in found if one.life.is_protected and one not in seen), None)
        foreign = next((one for one in found if one not in seen and _may_be_told(one.life, today)), None)
        shown = next(iter(seen), foreign)
        until = now + self._lasts
        self._log.write(Access(now, *reader, "ask_if_covered", (shown.case_id,) if shown else (), reason=purpose))
        reference = self._questions.write(
            Question(
                now,
                user.name,
                reader.unit,
                "presence",
                purpose,
                case_id=foreign.case_id if foreign and not seen else None,
                protected=protected.case_id if protected else None,
                until=until,
            )
        )
        if seen:
            return _seen(seen, today)
        return _told(foreign.life, Foreign(reference, until)) if foreign else PresenceAnswer(covered=False)

    def contact(
        self, user: User, reader: Reader, reference: UUID, contact: LogSelfContact, now: datetime
    ) -> Result | None:
        """The youth's own contact is written in the other unit's case; told again it has no second effect.

        ``None`` where the reference is none of theirs, is over, or the case is no longer to be told of.
        """
        actor = Actor(user.name, reader.role)
        request = Request(command_id=f"presence:{reference}", actor=actor, recorded_at=now, command=contact)
        result: Result = CASE_CHANGED
        for _ in range(TRIES):
            found = self.case_of(user, reference, now)
            if found is None:
                return None
            # At the version looked at: a marking that comes in between is looked at anew.
            [result] = self._casework.take([Order(found.case_id, request, at_version=found.life.case.version)])
            if result != CASE_CHANGED:
                break
        return result

    def request_transfer(self, user: User, reader: Reader, reference: UUID, now: datetime) -> bool | None:
        """Whether this was the first time it was asked for; ``None`` as for a contact."""
        found = self.case_of(user, reference, now)
        if found is None:
            return None
        return self._questions.request_transfer(reference, found.case_id, user.name, reader.unit, now)

    def case_of(self, user: User, reference: UUID, now: datetime) -> FoundCase | None:
        """The case behind a reference of theirs, as long as it may be told of."""
        case_id = self._questions.open_to(reference, user.name, now)
        found = self._finding.of_case(case_id) if case_id else None
        return found if found and not found.life.is_protected else None


def _may_be_told(life: Life, today: date) -> bool:
    return not life.is_protected and _is_covered(life, today)


def _is_covered(life: Life, today: date) -> bool:
    return life.in_register(today) or life.is_responsible(today) or life.is_enrolled(today)


def _seen(seen: Sequence[FoundCase], today: date) -> PresenceAnswer:
    case_id, life = seen[0]
    return PresenceAnswer(_is_covered(life, today), standing(life).unit, case_id=case_id)


def _told(life: Life, foreign: Foreign) -> PresenceAnswer:
    return PresenceAnswer(True, standing(life).unit, foreign=foreign)
