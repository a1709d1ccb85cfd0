"""Who may answer whose requests: what is asked about a case is seen by whoever answers for it, and by nobody else.

Decided on the cases as the log has them, so that a marking of a protected identity holds for the lists at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from kaa_tracker.application.ports import EventStore
from kaa_tracker.application.rights.person_requests import (
    Filed,
    PersonRequest,
    PersonRequests,
    Received,
    Step,
    Written,
)
from kaa_tracker.application.rights.source_messages import SourceMessage, SourceMessages
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import scope
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.access.table import Action
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.case.unreadable import UnreadableHistory, read_all_readable
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Rules

T = TypeVar("T", PersonRequest, SourceMessage)


class Answering:
    """What a user sees of requests and of messages to the source, and writes about them.

    Where there is none for the user, whatever the reason, the answer is ``None``, and nothing is written. Writing
    raises ``RightsRefused``.
    """

    def __init__(self, store: EventStore, requests: PersonRequests, messages: SourceMessages, rules: Rules) -> None:
        self._store = store
        self._requests = requests
        self._messages = messages
        self._rules = rules

    def requests(
        self, user: User, now: datetime, *, open_only: bool = True, case_id: UUID | None = None
    ) -> list[PersonRequest]:
        """What is due first stands first."""
        return self._seen(user, now, self._requests.listed(open_only=open_only, case_id=case_id))

    def request(self, user: User, number: int, now: datetime) -> PersonRequest | None:
        found = self._requests.get(number)
        return next(iter(self._seen(user, now, [found] if found else [])), None)

    def messages(self, user: User, now: datetime, *, open_only: bool = True) -> list[SourceMessage]:
        """The oldest first."""
        return self._seen(user, now, self._messages.messages(open_only=open_only))

    def message(self, user: User, number: int, now: datetime) -> SourceMessage | None:
        found = self._messages.message(number)
        return next(iter(self._seen(user, now, [found] if found else [])), None)

    def register(self, user: User, received: Received, written: Written) -> Filed | None:
        if not self.within(user, "answer_persons", [received.case_id], written.at):
            return None
        return self._requests.register(received, written)

    def add(self, user: User, number: int, step: Step, command_id: str) -> Filed | None:
        if self.request(user, number, step.at) is None:
            return None
        return self._requests.add(number, step, command_id)

    def contest(self, user: User, number: int, field: str, written: Written) -> Filed | None:
        """Flag a field of the register's, and leave a message for whoever tells the register."""
        if self.request(user, number, written.at) is None:
            return None
        filed = self._messages.contest(number, field, *written)
        step = Step("noted", "source_contested", written.by, written.at)
        self._requests.add(number, step, written.command_id)
        return filed

    def sent(self, user: User, number: int, now: datetime) -> SourceMessage | None:
        if self.message(user, number, now) is None:
            return None
        self._messages.sent(number, user.name, now)
        return self._messages.message(number)

    def answered(self, user: User, number: int, answer: str, now: datetime) -> SourceMessage | None:
        if self.message(user, number, now) is None:
            return None
        self._messages.answered(number, answer, user.name, now)
        return self._messages.message(number)

    def within(self, user: User, action: Action, case_ids: Collection[UUID], now: datetime) -> frozenset[UUID]:
        """Those of the cases that the user may do it with. A case that cannot be read is nobody's."""
        reach, today = scope(user, action), local_day(now)
        found = read_all_readable(lambda wanted: self._store.histories(wanted), case_ids).items()
        lives = (
            (case_id, Life(replay(history), self._rules))
            for case_id, history in found
            if not isinstance(history, UnreadableHistory)
        )
        return frozenset(case_id for case_id, life in lives if reach.posting_for(standing(life), today))

    def _seen(self, user: User, now: datetime, found: Iterable[T]) -> list[T]:
        """What is asked about a case that was disposed of says nothing of anybody, and is open to all who answer."""
        asked = list(found)
        case_ids = {one.case_id for one in asked if one.case_id is not None}
        allowed = self.within(user, "answer_persons", case_ids, now)
        return [one for one in asked if one.case_id is None or one.case_id in allowed]
