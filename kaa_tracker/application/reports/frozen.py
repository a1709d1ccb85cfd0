"""A frozen report, as those who read it have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Generic, TypeVar

from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.reports.life import ReportLife, ReportState

R = TypeVar("R")


class ReportsRefused(Exception):
    """Nothing was done; ``refusal`` says why, by a code with a text."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class NoSuchReport(LookupError):
    """No report has the number."""


class AlteredReport(Exception):
    """What is kept of a report is not what was frozen or let out."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Rapport {number} är inte som den frystes: det som är sparat har ändrats. Återställ en kopia."
        )
        self.number = number


class NotCaughtUp(Exception):
    """The read model has not come to the end of the log; nothing was frozen. Try again."""


@dataclass(frozen=True, kw_only=True)
class FrozenReport(Generic[R]):
    """``content`` is what was frozen, byte for byte, and ``report`` the same to work with; ``public`` is
    what was let out of it, with no figure in it that is not for the public, and ``None`` before."""

    life: ReportLife
    report: R
    content: bytes
    public: R | None = None
    public_content: bytes | None = None

    @property
    def number(self) -> int:
        return self.life.number

    @property
    def state(self) -> ReportState:
        return self.life.state

    @property
    def position(self) -> int:
        """Of the log, at which the figures were."""
        return self.life.frozen.position

    @property
    def sha256(self) -> str:
        """Of ``content``, in hexadecimal."""
        return self.life.frozen.sha256

    @property
    def diary_number(self) -> str | None:
        return self.life.frozen.diary_number

    @property
    def frozen_by(self) -> str:
        return self.life.frozen_by

    @property
    def frozen_at(self) -> datetime:
        return self.life.frozen_at


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def unaltered(number: int, content: bytes | None, expected: str) -> bytes:
    """The content. Raises ``AlteredReport``."""
    if content is None or digest(content) != expected:
        raise AlteredReport(number)
    return content
