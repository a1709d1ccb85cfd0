"""The nightly extract: what BER lists and we do not hold becomes ordinary register events.

This comparison, not the way messages travel, is the guarantee that nobody is lost out of sight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias
from uuid import UUID

from kaa_tracker.application.handling import UNKNOWN_CASE, Result
from kaa_tracker.application.intake.comparing import Comparing, Comparison, of_nobody
from kaa_tracker.application.intake.differences import Difference, Kind
from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.register import RegisterIntake, RegisterMessage, Waiting
from kaa_tracker.domain.case.refusal import Refusal

AT_ONCE = 500
"""How many differences are written together."""

KindKept: TypeAlias = Kind | Literal["unreadable"]


class Outcome(NamedTuple):
    """What became of a difference: in which case it was recorded, or the code of the rule that refused it."""

    case_id: UUID | None
    refused: str | None


class KeptDifference(NamedTuple):
    """A difference as it is kept: whose case, which fields, and never a value.

    ``reason`` and ``path`` say why somebody was unreadable, and ``reason`` which rule refused.
    """

    kind: KindKept
    case_id: UUID | None
    fields: tuple[str, ...]
    reason: str | None
    path: str


class Reconciliation(NamedTuple):
    """An extract that was applied, entirely once ``completed_at`` is known."""

    number: int
    source: str
    extract_id: str
    extract_of: date
    sent_at: datetime
    listed: int
    held: int
    begun_at: datetime
    completed_at: datetime | None
    counts: Mapping[KindKept, int]
    refused: int


class Reconciliations(Protocol):
    """What was found in each extract; durable when a call returns."""

    def latest(self, source: str) -> tuple[date, datetime] | None:
        """Of which day the latest extract is that was begun to be applied, and when it was made."""
        ...

    def begin(self, comparison: Comparison, at: datetime) -> int:
        """Keep what was found, before any of it has effect; answers its number.

        Of an extract that was begun before, what was not found then is added.
        """
        ...

    def settle(self, number: int, outcomes: Mapping[str, Outcome]) -> None:
        """Write down what became of the differences, by their names."""
        ...

    def complete(self, number: int, at: datetime) -> None:
        """All of it has had its effect."""
        ...

    def has_found(self, comparison: Comparison) -> bool:
        """Whether anything was found to differ whenever the extract was begun."""
        ...

    def last(self, limit: int) -> list[Reconciliation]:
        """The latest first."""
        ...

    def begun_since(self, moment: datetime) -> list[Reconciliation]:
        """Those begun to be applied since then while anybody was held, the latest first."""
        ...

    def differences(self, number: int, *, limit: int, after: int = 0) -> list[KeptDifference]:
        """What was found, in the order in which it was, past the first ``after``."""
        ...


class Reconciling:
    def __init__(self, comparing: Comparing, intake: RegisterIntake, reconciliations: Reconciliations) -> None:
        self._comparing = comparing
        self._intake = intake
        self._reconciliations = reconciliations

    def compare(self, parts: Sequence[ExtractPart]) -> Comparison:
        """How what we hold differs from the extract; nothing is written.

        Raises ``NotOneExtract``.
        """
        extract = of_nobody(parts)
        latest = self._reconciliations.latest(extract.source)
        if latest is not None and (extract.extract_of, extract.sent_at) < latest:
            return extract._replace(is_stale=True)
        return self._comparing.compare(parts)

    def apply(self, comparison: Comparison, recorded_at: datetime) -> list[Result]:
        """Let the differences have their effect, recorded then; answers the result of each, in order.

        A stale comparison has none. After a crash in the middle the extract is to be compared and applied again.
        """
        if comparison.is_stale:
            return []
        number = self._reconciliations.begin(comparison, recorded_at)
        results: list[Result] = []
        for start in range(0, len(comparison.differences), AT_ONCE):
            some = comparison.differences[start : start + AT_ONCE]
            taken = [_result(one) for one in self._intake.take([_message(one, recorded_at) for one in some])]
            self._reconciliations.settle(number, _outcomes(some, taken))
            results += taken
        self._reconciliations.complete(number, recorded_at)
        return results

    def has_changed_something(self, comparison: Comparison) -> bool:
        """Whether the extract, once applied, has come to more than that all agreed; also before a crash."""
        return self._reconciliations.has_found(comparison)


def _message(one: Difference, recorded_at: datetime) -> RegisterMessage:
    return RegisterMessage(one.name, one.register_key, recorded_at, one.command, one.told)


def _result(result: Result | Waiting) -> Result:
    return UNKNOWN_CASE if isinstance(result, Waiting) else result


def _outcomes(some: Sequence[Difference], results: Sequence[Result]) -> dict[str, Outcome]:
    return {
        one.name: Outcome(one.case_id, result.code) if isinstance(result, Refusal) else Outcome(result.case_id, None)
        for one, result in zip(some, results, strict=True)
    }
