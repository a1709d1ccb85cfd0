"""Whose number it is: the cases of a person as the log has them, and which of them somebody may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.application.access.seeing import Seeing
from kaa_tracker.application.ports import CaseIds, EventStore, PersonVault
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import scope
from kaa_tracker.domain.access.standing import standing
from kaa_tracker.domain.case.events import CasesMerged
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reference import Rules


class FoundCase(NamedTuple):
    """A case that goes on: neither disposed of nor living on in another."""

    case_id: UUID
    life: Life


class Finding:
    def __init__(
        self, store: EventStore, vault: PersonVault, seeing: Seeing, new_case_id: CaseIds, rules: Rules
    ) -> None:
        self._store = store
        self._vault = vault
        self._seeing = seeing
        self._new_case_id = new_case_id
        self._rules = rules

    def of_number(self, number: str) -> list[FoundCase]:
        """The cases of whoever has or has had the identity number, in canonical form; of merged ones the one that
        goes on.

        A number nobody has costs the same questions as one that somebody has. Raises ``UnreadableHistory``.
        """
        return self._going_on(self._vault.cases_of_number(number) or [self._new_case_id()])

    def of_case(self, case_id: UUID) -> FoundCase | None:
        """The case, or the one it lives on in. Raises ``UnreadableHistory``."""
        return next(iter(self._going_on([case_id])), None)

    def seen_by(self, user: User, found: Sequence[FoundCase], now: datetime) -> list[FoundCase]:
        """Those that are there for the user."""
        sees, opened, today = scope(user, "see"), self._seeing.opened_to(user, now), local_day(now)
        return [one for one in found if sees.posting_for(standing(one.life), today, opened=one.case_id in opened)]

    def _going_on(self, case_ids: Collection[UUID]) -> list[FoundCase]:
        lives: dict[UUID, Life] = {}
        asked: set[UUID] = set()
        wanted = set(case_ids)
        while wanted := wanted - asked:
            asked |= wanted
            read = {c: Life(replay(history), self._rules) for c, history in self._store.histories(wanted).items()}
            lives |= read
            wanted = {into for life in read.values() if (into := _lives_on_in(life)) is not None}
        return [FoundCase(case_id, lives[case_id]) for case_id in sorted(lives) if not lives[case_id].is_ended]


def _lives_on_in(life: Life) -> UUID | None:
    merged = life.case.last(CasesMerged)
    return merged.event.into if merged else None
