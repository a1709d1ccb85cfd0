"""From histories to rows, case by case; what cannot be projected is told apart, not raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple, TypeAlias
from uuid import UUID

from kaa_tracker.domain.case.events import History
from kaa_tracker.domain.case.unreadable import UnreadableHistory
from kaa_tracker.domain.reference import Rules
from kaa_tracker.projections.contract import CaseRows, Rows, project

Read: TypeAlias = History | UnreadableHistory
"""What reading the log gives for a case."""


class Held(NamedTuple):
    """A case whose rows do not show ``position`` nor what came after, and the kind of error that holds it."""

    case_id: UUID
    position: int
    error: str


class Batch(NamedTuple):
    """The rows of the cases that could be projected, and those that could not."""

    cases: Sequence[CaseRows]
    held: Sequence[Held]


class Deriving:
    """Derives rows by one set of projections and rules."""

    def __init__(self, projections: Sequence[Rows], rules: Rules) -> None:
        self._projections = projections
        self._rules = rules

    def batch(self, cases: Iterable[tuple[UUID, Read]], since: Callable[[UUID], int]) -> Batch:
        """A case without a history (disposed) has no rows; ``since``: the position that a held one does not show."""
        derived, held = [], []
        for case_id, history in cases:
            try:
                if isinstance(history, UnreadableHistory):
                    raise history
                derived.append(project(case_id, history, self._projections, self._rules))
            except Exception as error:  # noqa: BLE001 - any fault of a fold holds its case and no other
                held.append(Held(case_id, since(case_id), type(error).__name__))
        return Batch(derived, held)

    def batches(
        self, cases: Iterator[tuple[UUID, Read]], position: int, *, cases_at_once: int = 500
    ) -> Iterator[Batch]:
        """All the cases, some at a time, in constant memory."""
        for first in cases:
            yield self.batch(chain((first,), islice(cases, cases_at_once - 1)), lambda _: position)
