"""What has become of a report, folded from its events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias, assert_never

from kaa_tracker.domain.reports.events import ReportApproved, ReportEntry, ReportFrozen, ReportPublished

ReportState: TypeAlias = Literal["frozen", "approved", "published"]


class ReportLife(NamedTuple):
    """``version`` is that of the last event."""

    number: int
    version: int
    frozen: ReportFrozen
    frozen_by: str
    frozen_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None
    published: ReportPublished | None = None
    published_by: str | None = None
    published_at: datetime | None = None

    @property
    def state(self) -> ReportState:
        if self.published is not None:
            return "published"
        return "frozen" if self.approved_by is None else "approved"


def life_of(number: int, history: Sequence[ReportEntry]) -> ReportLife:
    """The report of a stream that is not empty."""
    first = history[0]
    assert isinstance(first.event, ReportFrozen)
    life = ReportLife(number, first.version, first.event, first.by, first.at)
    for entry in history[1:]:
        life = _evolve(life, entry)
    return life


def _evolve(life: ReportLife, entry: ReportEntry) -> ReportLife:
    life = life._replace(version=entry.version)
    match entry.event:
        case ReportFrozen():
            return life
        case ReportApproved():
            return life._replace(approved_by=entry.by, approved_at=entry.at)
        case ReportPublished() as published:
            return life._replace(published=published, published_by=entry.by, published_at=entry.at)
        case _:
            assert_never(entry.event)
