"""Frozen reports: making them, reading them, approving and publishing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Generic, TypeVar

from kaa_tracker.application.reports.frozen import (
    FrozenReport,
    NoSuchReport,
    NotCaughtUp,
    ReportsRefused,
    digest,
    unaltered,
)
from kaa_tracker.application.reports.ports import Figures, ReportStreams
from kaa_tracker.application.reports.since import Since
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import local_day
from kaa_tracker.domain.reports.decisions import approving, unfit_to_freeze, unfit_to_publish
from kaa_tracker.domain.reports.events import ReportFrozen, ReportPublished
from kaa_tracker.domain.reports.life import ReportLife, life_of

R = TypeVar("R")


class FrozenReports(Generic[R]):
    """Whoever calls has looked at the rights of ``by``; that two are needed is looked at here."""

    def __init__(
        self,
        streams: ReportStreams,
        figures: Figures[R],
        since: Since[R],
        *,
        last_position: Callable[[], int],
        position: Callable[[], int],
        follow: Callable[[], object],
        threshold: int,
    ) -> None:
        """``last_position`` is the log's, ``position`` the read model's, which ``follow`` brings up to it;
        ``threshold``: the fewest persons that a publication tells of."""
        self._streams = streams
        self._figures = figures
        self.since = since
        self._last_position = last_position
        self._position = position
        self._follow = follow
        self._threshold = threshold

    def frozen_under(self, command_id: str) -> FrozenReport[R] | None:
        """The report that was asked for under that name. Raises ``AlteredReport``."""
        numbers = [life.number for life in self.all() if life.frozen.command_id == command_id]
        return self.get(numbers[0]) if numbers else None

    def freeze(
        self,
        year: int,
        by: str,
        at: datetime,
        *,
        diary_number: str | None = None,
        division_before: date | None = None,
        command_id: str = "",
    ) -> FrozenReport[R]:
        """The figures of the operating year as they are now, for good.

        Raises ``ReportsRefused``, ``NotCaughtUp`` and ``VersionConflict``.
        """
        _check(unfit_to_freeze(year, diary_number, local_day(at)))
        last = self._last_position()
        if self._position() < last:
            self._follow()
        drawn = self._figures.draw(year, division_before)
        if drawn.position < last:
            raise NotCaughtUp
        content = self._figures.encode(drawn.report)
        earlier = [life.number for life in self.all() if life.frozen.year == year]
        frozen = ReportFrozen(
            report="annual",
            year=year,
            division_before=drawn.division_before,
            reference_version=drawn.reference_version,
            position=drawn.position,
            sha256=digest(content),
            diary_number=diary_number,
            follows=max(earlier, default=None),
            command_id=command_id,
        )
        return self.get(self._streams.begin(frozen, content, by, at))

    def get(self, number: int) -> FrozenReport[R]:
        """Raises ``NoSuchReport`` and ``AlteredReport``."""
        life = self.life(number)
        content = unaltered(number, self._streams.content(number, "frozen"), life.frozen.sha256)
        public = self._public_content(life)
        return FrozenReport(
            life=life,
            report=self._figures.decode(content),
            content=content,
            public=None if public is None else self._figures.decode(public),
            public_content=public,
        )

    def all(self) -> Sequence[ReportLife]:
        """What has become of each, in the order of their numbers. Raises ``AlteredReport``."""
        return [life_of(number, history) for number, history in self._streams.histories().items()]

    def life(self, number: int) -> ReportLife:
        """Raises ``NoSuchReport`` and ``AlteredReport``."""
        history = self._streams.history(number)
        if not history:
            raise NoSuchReport(number)
        return life_of(number, history)

    def compared(self, number: int, other: int | None = None) -> tuple[FrozenReport[R], FrozenReport[R]]:
        """The report and another of its year, the one it follows if none is named, the earlier first.

        Raises ``ReportsRefused``, ``NoSuchReport`` and ``AlteredReport``.
        """
        report = self.get(number)
        wanted = report.life.frozen.follows if other is None else other
        if wanted is None:
            raise ReportsRefused(Refusal("report_follows_none"))
        beside = self.get(wanted)
        if beside.life.frozen.year != report.life.frozen.year:
            raise ReportsRefused(Refusal("report_of_another_year"))
        return (beside, report) if beside.number < number else (report, beside)

    def approve(self, number: int, by: str, at: datetime) -> FrozenReport[R]:
        """Raises ``ReportsRefused``, ``NoSuchReport``, ``AlteredReport`` and ``VersionConflict``."""
        report = self.get(number)
        approved = approving(report.life, by)
        if isinstance(approved, Refusal):
            raise ReportsRefused(approved)
        self._streams.append(number, report.life.version, approved, by, at)
        return self.get(number)

    def publish(self, number: int, by: str, at: datetime) -> FrozenReport[R]:
        """Let out what the public may see of it, beside all that was let out before.

        Raises ``ReportsRefused``, ``NoSuchReport``, ``AlteredReport`` and ``VersionConflict``.
        """
        report = self.get(number)
        _check(unfit_to_publish(report.life))
        earlier = self.published()
        public = self._figures.publication(
            report.report, [one.public for one in earlier if one.public], self._threshold
        )
        content = self._figures.encode(public)
        published = ReportPublished(publication=len(earlier) + 1, threshold=self._threshold, sha256=digest(content))
        self._streams.publish(number, report.life.version, published, content, by, at)
        return self.get(number)

    def published(self) -> Sequence[FrozenReport[R]]:
        """In the order in which they were let out. Raises ``AlteredReport``."""
        let_out = [(life.published.publication, life.number) for life in self.all() if life.published]
        return [self.get(number) for _, number in sorted(let_out)]

    def _public_content(self, life: ReportLife) -> bytes | None:
        if life.published is None:
            return None
        return unaltered(life.number, self._streams.content(life.number, "public"), life.published.sha256)


def _check(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise ReportsRefused(refusal)
