"""Disposal (*gallring*): proposed by one, approved by another, and carried out so that it may be interrupted.

For some cases at a time: what they add to the figures is put down under their numbers; their streams are
ended in one append; when the read model says nothing of them any more, those counts are added to
everybody's; every trace of the person is removed; last of all the key is destroyed, and the
receipt counts the case. Each step may be done again, and a case that was interrupted
goes on where it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from kaa_tracker.application.handling import TRIES
from kaa_tracker.application.ports import Append, EventStore, Keys, VersionConflict
from kaa_tracker.domain.case.commands import DisposeCase, Request
from kaa_tracker.domain.case.decisions import decide
from kaa_tracker.domain.case.events import Actor, CaseDisposed, CaseEvent, Entry, History
from kaa_tracker.domain.case.policies import Situation
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.case.state import replay
from kaa_tracker.domain.case.unreadable import UnreadableHistory, read_all_readable
from kaa_tracker.domain.reference import Reference

DISPOSER = Actor("disposal", "system")
CASES_AT_ONCE = 200


class Due(Protocol):
    """A case that may be disposed of by ``rule`` from the day ``on``."""

    @property
    def case_id(self) -> UUID: ...

    @property
    def rule(self) -> str: ...

    @property
    def on(self) -> date: ...


class DueCases(Protocol):
    def due(self, through: date) -> Sequence[Due]:
        """Everybody who is due by then, and the cases merged into theirs."""
        ...


class Proposed(NamedTuple):
    case_id: UUID
    rule: str
    on: date


class DisposalRun(NamedTuple):
    """A proposal and what became of it; ``waiting`` counts by rule the cases that are still to be disposed of."""

    number: int
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    waiting: Mapping[str, int]


class Receipt(NamedTuple):
    """So many cases were disposed of by a rule on a day; nobody is named but those who decided."""

    run: int
    on: date
    rule: str
    cases: int
    proposed_by: str
    approved_by: str


class Disposals(Protocol):
    """What is to be disposed of, and what has been; each call is one transaction."""

    def propose(self, cases: Iterable[Proposed], by: str, at: datetime) -> int:
        """The number of the proposal."""
        ...

    def run(self, number: int) -> DisposalRun | None: ...

    def runs(self, limit: int) -> Sequence[DisposalRun]:
        """The latest first."""
        ...

    def approve(self, number: int, by: str, at: datetime) -> None: ...

    def waiting(self, number: int | None = None) -> Sequence[Proposed]:
        """The cases of a proposal, ``None``: of all, that have not been disposed of, in the order of their numbers."""
        ...

    def put_down(self, contributions: Mapping[UUID, bytes]) -> None:
        """What the cases add to the figures, replacing what was put down for them before; nothing of those that
        have been added up, or wait in no proposal."""
        ...

    def add_up(self, case_ids: Collection[UUID]) -> Sequence[UUID]:
        """Add what was put down to what is retained of everybody, of those cases of which the read model says
        nothing any more; answers which of them it says nothing of."""
        ...

    def done(self, number: int, case_ids: Collection[UUID], on: date) -> None:
        """Count the cases in the receipt, and forget their numbers."""
        ...

    def drop(self, number: int, case_ids: Collection[UUID]) -> None:
        """These are not disposed of after all; nothing of what was put down for them is kept."""
        ...

    def receipts(self, limit: int) -> Sequence[Receipt]:
        """The latest first."""
        ...


class Contributions(Protocol):
    def __call__(self, histories: Mapping[UUID, History], last_day: date) -> Mapping[UUID, bytes]:
        """What each of the cases adds to the figures, leaving in that order; one whose history cannot be
        projected is left out."""
        ...


class DisposalRefused(Exception):
    """Nothing was done; ``refusal`` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class DisposalDone(NamedTuple):
    """``dropped`` are no longer due, and out of the proposal. ``waiting``: their day is still to come. ``failed``
    could not be read, or had not left the read model yet: the proposal may be run again."""

    disposed: int
    dropped: int
    waiting: int
    failed: int


class Disposal:
    def __init__(
        self,
        store: EventStore,
        keys: Keys,
        disposals: Disposals,
        due: DueCases,
        contributions: Contributions,
        reference: Reference,
        *,
        follow: Callable[[], object],
        traces: Sequence[Callable[[Sequence[UUID]], object]],
        scrub: Callable[[], object],
        cases_at_once: int = CASES_AT_ONCE,
    ) -> None:
        """``follow`` lets the read model catch up; ``traces`` remove what is left of some cases, one place each, in
        order; ``scrub`` removes from the files what was deleted in them."""
        self._store = store
        self._keys = keys
        self._disposals = disposals
        self._due = due
        self._contributions = contributions
        self._reference = reference
        self._follow = follow
        self._traces = traces
        self._scrub = scrub
        self._cases_at_once = cases_at_once

    def due(self, through: date) -> Sequence[Due]:
        """Everybody who is due by then and stands in no proposal yet."""
        proposed = {one.case_id for one in self._disposals.waiting()}
        return [due for due in self._due.due(through) if due.case_id not in proposed]

    def propose(self, through: date, by: str, at: datetime) -> DisposalRun:
        """Propose everybody who is due by then. Raises ``DisposalRefused``."""
        found = self.due(through)
        if not found:
            raise DisposalRefused(Refusal("disposal_nothing_due"))
        number = self._disposals.propose((Proposed(due.case_id, due.rule, due.on) for due in found), by, at)
        return self._run(number)

    def approve(self, number: int, by: str, at: datetime) -> DisposalRun:
        """Four eyes: by somebody else than who proposed it. Raises ``DisposalRefused``."""
        run = self._run(number)
        if run.approved_by is not None:
            raise DisposalRefused(Refusal("disposal_not_open"))
        if run.proposed_by.casefold() == by.casefold():
            raise DisposalRefused(Refusal("disposal_own_proposal"))
        self._disposals.approve(number, by, at)
        return self._run(number)

    def runs(self, limit: int) -> Sequence[DisposalRun]:
        return self._disposals.runs(limit)

    def receipts(self, limit: int) -> Sequence[Receipt]:
        return self._disposals.receipts(limit)

    def run(self, number: int, today: date, at: datetime) -> DisposalDone:
        """Dispose of the cases of an approved proposal that are due today. Raises ``DisposalRefused``."""
        if self._run(number).approved_by is None:
            raise DisposalRefused(Refusal("disposal_not_approved"))
        proposed = self._disposals.waiting(number)
        due = [case for case in proposed if case.on <= today]
        disposed = dropped = 0
        for start in range(0, len(due), self._cases_at_once):
            gone, not_due = self._dispose(number, due[start : start + self._cases_at_once], today, at)
            disposed, dropped = disposed + gone, dropped + not_due
        self._scrub()
        return DisposalDone(disposed, dropped, len(proposed) - len(due), len(due) - disposed - dropped)

    def _run(self, number: int) -> DisposalRun:
        run = self._disposals.run(number)
        if run is None:
            raise DisposalRefused(Refusal("disposal_unknown"))
        return run

    def _dispose(self, number: int, cases: Sequence[Proposed], today: date, at: datetime) -> tuple[int, int]:
        """How many were disposed of, and how many were no longer due."""
        ending = self._end(cases, today, at)
        self._disposals.drop(number, ending.not_due)
        self._follow()
        gone = self._disposals.add_up(ending.going)
        for forget in self._traces:
            forget(gone)
        for case_id in gone:
            self._keys.destroy(case_id)
        self._disposals.done(number, gone, today)
        return len(gone), len(ending.not_due)

    def _end(self, cases: Sequence[Proposed], today: date, at: datetime) -> _Ending:
        """End the streams of those that have not ended, what they add to the figures put down before."""
        for _ in range(TRIES):
            ending = _Ending(cases, self._histories(cases), today, at, self._reference)
            counts = self._contributions(ending.before_the_end, today)
            ending.leave_out(ending.before_the_end.keys() - counts.keys())
            self._disposals.put_down(counts)
            try:
                if ending.appends:
                    self._store.append(ending.appends)
            except VersionConflict:
                continue
            return ending
        raise VersionConflict(f"the cases kept changing under {TRIES} attempts; try again later")

    def _histories(self, cases: Sequence[Proposed]) -> Mapping[UUID, History | UnreadableHistory]:
        return read_all_readable(self._store.histories, [case.case_id for case in cases])


class _Ending:
    """Which cases end, and with which entries."""

    def __init__(
        self,
        cases: Sequence[Proposed],
        histories: Mapping[UUID, History | UnreadableHistory],
        today: date,
        at: datetime,
        reference: Reference,
    ) -> None:
        self._today, self._at, self._reference = today, at, reference
        self.not_due: list[UUID] = []
        self.going: list[UUID] = []
        self.appends: list[Append] = []
        self.before_the_end: dict[UUID, History] = {}
        for case in cases:
            self._look_at(case, histories.get(case.case_id, ()))

    def leave_out(self, case_ids: Collection[UUID]) -> None:
        """These go on as they are."""
        self.going = [case_id for case_id in self.going if case_id not in case_ids]
        self.appends = [append for append in self.appends if append.case_id not in case_ids]

    def _look_at(self, case: Proposed, history: History | UnreadableHistory) -> None:
        if isinstance(history, UnreadableHistory):
            return
        if not history or isinstance(history[-1].event, CaseDisposed):
            self.going.append(case.case_id)  # interrupted before
            return
        entries = self._entries(case, history)
        if isinstance(entries, Refusal):
            self.not_due.append(case.case_id)
            return
        self.going.append(case.case_id)
        self.before_the_end[case.case_id] = (*history, *entries[:-1])
        self.appends.append(Append(case.case_id, history[-1].version, entries))

    def _entries(self, case: Proposed, history: History) -> tuple[Entry[CaseEvent], ...] | Refusal:
        command_id = f"disposal:{case.case_id}"
        request = Request(
            command_id=command_id,
            actor=DISPOSER,
            recorded_at=self._at,
            command=DisposeCase(on=self._today, rule=case.rule),
        )
        situation = Situation(recorded_at=self._at, actor=DISPOSER, reference=self._reference, born=None)
        events = decide(replay(history), request, situation)
        if isinstance(events, Refusal):
            return events
        first = history[-1].version + 1
        return tuple(Entry(first + n, self._at, DISPOSER, command_id, event) for n, event in enumerate(events))
