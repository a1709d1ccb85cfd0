"""Which cases somebody may see, asked of the log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from kaa_tracker.application.half_year.gathering import CASES_AT_ONCE
from kaa_tracker.application.ports import EventStore
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import scope
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.case.unreadable import UnreadableHistory, read_all_readable
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Rules


class WithinReach:
    def __init__(self, store: EventStore, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    def __call__(self, user: User, case_ids: Collection[UUID], now: datetime) -> set[UUID]:
        """Those of the cases that the user sees; one that cannot be read nobody does."""
        sees, today, wanted = scope(user, "see"), local_day(now), sorted(case_ids)
        found: set[UUID] = set()
        for start in range(0, len(wanted), CASES_AT_ONCE):
            some = read_all_readable(self._store.histories, wanted[start : start + CASES_AT_ONCE])
            for case_id, history in some.items():
                if not isinstance(history, UnreadableHistory):
                    life = Life(replay(history), self._rules)
                    if sees.posting_for(standing(life), today):
                        found.add(case_id)
        return found
