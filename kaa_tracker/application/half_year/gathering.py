"""The cases that a half-year's file tells of, read from the log some at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple, Protocol, TypeAlias
from uuid import UUID

from kaa_tracker.application.ports import EventStore
from kaa_tracker.domain.access.scope import Scope
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.case.unreadable import UnreadableHistory, read_all_readable
from kaa_tracker.domain.half_year.content import content
from kaa_tracker.domain.half_year.half import HalfYear
from kaa_tracker.domain.half_year.lines import FileContent
from kaa_tracker.domain.periods import Period
from kaa_tracker.domain.reference import Rules

CASES_AT_ONCE = 500


class CasesInPeriod(Protocol):
    """Who may have something to tell of a period, as the read model knows: nobody is missing, some may be too many."""

    def of_all(self, period: Period) -> Collection[UUID]: ...

    def of_protected(self, period: Period) -> Collection[UUID]: ...

    def within(self, period: Period, scope: Scope, today: date) -> Collection[UUID]: ...


class Gathered(NamedTuple):
    """A case that has something to tell of the half-year."""

    case_id: UUID
    life: Life
    content: FileContent


Page: TypeAlias = Sequence[Gathered | UnreadableHistory]
"""Some cases, among them those that cannot be read."""


class Gathering:
    """Decides on the log; the read model, brought up to date first, only says where to look."""

    def __init__(self, store: EventStore, cases: CasesInPeriod, rules: Rules, follow: Callable[[], object]) -> None:
        self._store = store
        self._cases = cases
        self._rules = rules
        self._follow = follow

    def everybody(self, half: HalfYear, *, up_to: int | None = None) -> Iterator[Page]:
        """All who are told of, as of position ``up_to``, some at a time in the order of their cases."""
        self._follow()
        return self._some(self._cases.of_all(half.period), half, up_to)

    def protected(self, half: HalfYear) -> list[Gathered]:
        """Those of them whose identity is protected."""
        self._follow()
        some = self._some(self._cases.of_protected(half.period), half, None)
        return [one for page in some for one in page if isinstance(one, Gathered) and one.life.is_protected]

    def within(self, half: HalfYear, scope: Scope, today: date) -> Iterator[Page]:
        """Those whom the scope may reach, as the read model has come to know; whether it does is still to be asked of
        each."""
        return self._some(self._cases.within(half.period, scope, today), half, None)

    def _some(self, case_ids: Collection[UUID], half: HalfYear, up_to: int | None) -> Iterator[Page]:
        for page in _pages(sorted(case_ids)):
            histories = read_all_readable(partial(self._store.histories, up_to=up_to), page)
            found: list[Gathered | UnreadableHistory] = []
            for case_id in page:
                history = histories.get(case_id)
                if isinstance(history, UnreadableHistory):
                    found.append(history)
                elif history:
                    life = Life(replay(history), self._rules)
                    found += [Gathered(case_id, life, told)] if (told := content(life, half)).stays else []
            yield found


def _pages(case_ids: list[UUID]) -> Iterator[list[UUID]]:
    return (case_ids[start : start + CASES_AT_ONCE] for start in range(0, len(case_ids), CASES_AT_ONCE))
