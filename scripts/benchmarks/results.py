"""A measured figure beside its baseline and its target."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple


class Size(NamedTuple):
    """How much is measured unless somebody says otherwise."""

    events: int
    """In the store, or written in a round: each benchmark says which."""
    events_in_full: int
    """What the targets speak of."""
    rounds: int


class Unit(Enum):
    EVENTS_PER_SECOND = "events/s"
    COMMANDS_PER_SECOND = "commands/s"
    MESSAGES_PER_SECOND = "messages/s"
    REQUESTS_PER_SECOND = "requests/s"
    SECONDS = "s"
    MILLISECONDS = "ms"
    MEGABYTES = "MB"

    @property
    def more_is_better(self) -> bool:
        return self.value.endswith("/s")


@dataclass(frozen=True, kw_only=True)
class Target:
    """What good means: a figure in the row's unit, a ratio to the baseline, or both."""

    figure: float | None = None
    """At least this where more is better, else at most."""
    ratio: float | None = None
    """At least."""


NO_TARGET = Target()


@dataclass(frozen=True, kw_only=True)
class Row:
    """``what`` on ``engine``: our figure, and what the bare engine made of the same work in the same run."""

    what: str
    engine: str
    unit: Unit
    ours: float
    baseline: float | None = None
    baseline_is: str = ""
    target: Target = NO_TARGET

    @property
    def ratio(self) -> float | None:
        """Our speed as a share of the baseline's; 1 is as fast as the bare engine, 0.5 half as fast."""
        if not self.baseline or not self.ours:
            return None
        return self.ours / self.baseline if self.unit.more_is_better else self.baseline / self.ours

    @property
    def is_met(self) -> bool | None:
        """``None`` where the row has no target."""
        verdicts = []
        if self.target.figure is not None:
            better = self.ours >= self.target.figure
            verdicts.append(better if self.unit.more_is_better else self.ours <= self.target.figure)
        if self.target.ratio is not None:
            verdicts.append(self.ratio is not None and self.ratio >= self.target.ratio)
        return all(verdicts) if verdicts else None

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "engine": self.engine,
            "unit": self.unit.value,
            "ours": self.ours,
            "baseline": self.baseline,
            "baseline_is": self.baseline_is,
            "ratio": self.ratio,
            "target_figure": self.target.figure,
            "target_ratio": self.target.ratio,
            "is_met": self.is_met,
        }
