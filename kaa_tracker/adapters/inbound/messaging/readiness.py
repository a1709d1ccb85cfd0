"""Whether the feed can take what comes, and otherwise what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

Lack: TypeAlias = Literal["connection", "settings", "deliveries", "database", "stopped"]
"""``connection``: no server answers. ``settings``: the stream is missing, or could lose messages.
``deliveries``: the server has messages and brings none. ``database``: the inbox cannot store."""


class Readiness(NamedTuple):
    """``reason`` is what has been lacking longest, ``None`` when ready; so it is since ``since``."""

    ready: bool
    reason: Lack | None
    since: datetime


class Lacks:
    """What is lacking now; several things may be at once."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._since: dict[Lack, datetime] = {}
        self._whole_since = now()
        self.begin("connection")

    @property
    def readiness(self) -> Readiness:
        for lack, since in self._since.items():
            return Readiness(False, lack, since)
        return Readiness(True, None, self._whole_since)

    def begin(self, lack: Lack) -> None:
        self._since.setdefault(lack, self._now())

    def begin_only(self, lack: Lack) -> None:
        """From now on nothing else matters."""
        self._since = {lack: self._now()}

    def end(self, *lacks: Lack) -> None:
        ended = [self._since.pop(lack) for lack in lacks if lack in self._since]
        if ended and not self._since:
            self._whole_since = self._now()
