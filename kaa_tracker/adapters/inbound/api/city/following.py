"""What one user is told of the log: which cases have changed, of those they may see at that moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from kaa_tracker.adapters.inbound.api.cases.door import CaseDoor
from kaa_tracker.domain.access.roles import User
from kaa_tracker.projections.access import Reach

AT_ONCE = 500
"""Changes, or cases, that are looked at together."""


class Told(NamedTuple):
    """``unit``: whose the case is; ``None``: it is gone, as far as the user can see."""

    position: int
    case_id: UUID
    unit: str | None


class Following:
    """From a position on. It knows which cases it has told of, so that it can tell once that one is gone, and
    of no others.

    It goes by the lists, never beyond the position they have come to: what it tells of can be read there.
    """

    def __init__(self, door: CaseDoor, user: User, position: int) -> None:
        self._door = door
        self.user = user
        self._told_of: set[UUID] = set()
        self._as_of = self._now()
        self.position = position

    def next(self, up_to: int) -> Sequence[Told]:
        """What there is to tell of the next changes until ``up_to``, each case once; moves on. Blocks."""
        changes = [one for one in self._door.live.changes(self.position, AT_ONCE) if one.position <= up_to]
        latest = {change.case_id: change.position for change in changes}
        self.position = changes[-1].position if changes else max(self.position, up_to)
        return list(self._told(latest))

    def lost(self) -> Sequence[Told]:
        """The cases that are gone though nothing happened to them: a day is over, or what was opened is closed."""
        before, self._as_of = self._as_of, self._now()
        told_of = list(self._told_of) if self._as_of != before else []
        parts = (told_of[start : start + AT_ONCE] for start in range(0, len(told_of), AT_ONCE))
        return [one for part in parts for one in self._told(dict.fromkeys(part, self.position)) if one.unit is None]

    def _told(self, latest: Mapping[UUID, int]) -> Iterator[Told]:
        units = self._seen(latest)
        for case_id, position in sorted(latest.items(), key=lambda one: one[1]):
            if case_id in units:
                self._told_of.add(case_id)
                yield Told(position, case_id, units[case_id])
            elif case_id in self._told_of:
                self._told_of.remove(case_id)
                yield Told(position, case_id, None)

    def _seen(self, case_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Of the cases those the user may see now, with their units."""
        rows = self._door.reading.overviews(*self._now(), case_ids) if case_ids else ()
        return {row.case_id: row.unit for row in rows}

    def _now(self) -> tuple[Reach, date]:
        return self._door.reach(self.user), self._door.clock.today()
