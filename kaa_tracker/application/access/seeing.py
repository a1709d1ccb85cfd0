"""What a user may look into: cases one by one, and whatever a list may hold."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.application.access.directory import Directory
from kaa_tracker.application.access.revealing import Reader
from kaa_tracker.application.ports import EventStore
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import Standing, scope
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.access.table import Action
from kaa_tracker.domain.case.events import History
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.case.unreadable import UnreadableHistory, read_all_readable
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Rules


class SeenCase(NamedTuple):
    """A case that may be looked into, and as whom."""

    case_id: UUID
    history: History
    life: Life
    reader: Reader


class Seeing:
    """Decides on the case as the log has it: no read model that lags behind ever shows too much."""

    def __init__(self, store: EventStore, directory: Directory, rules: Rules) -> None:
        self._store = store
        self._directory = directory
        self._rules = rules

    def case(self, user: User, case_id: UUID, now: datetime, action: Action = "see") -> SeenCase | None:
        """``None`` where there is no such case for the user, whatever the reason; one that cannot be read does not
        say whose it is, and is there for nobody."""
        history = read_all_readable(self._store.histories, [case_id]).get(case_id)
        if not history or isinstance(history, UnreadableHistory):
            return None
        life = Life(replay(history), self._rules)
        if life.is_ended:
            return None
        opened = case_id in self.opened_to(user, now)
        posting = scope(user, action).posting_for(standing(life), local_day(now), opened=opened)
        return SeenCase(case_id, history, life, Reader(user.name, *posting)) if posting else None

    def is_somebody(self, name: str, today: date) -> bool:
        """Whether somebody of the name works here today."""
        user = self._directory.user(name, today)
        return user is not None and bool(user.postings)

    def works_at(self, name: str, unit: str, today: date, *, protected: bool) -> bool:
        """Whether somebody of the name could work such a case of the unit."""
        user = self._directory.user(name, today)
        of_unit = Standing(protected, unit, frozenset(), {})
        return user is not None and scope(user, "contact").posting_for(of_unit, today) is not None

    def opened_to(self, user: User, now: datetime) -> frozenset[UUID]:
        """The cases that are open to the user for a time."""
        return self._directory.opened_to(user.name, now)
