"""The wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kaa_tracker.domain.periods import local_day


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return local_day(self.now())
