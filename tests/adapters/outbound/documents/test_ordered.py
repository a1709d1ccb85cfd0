"""A document that is asked for again is the same, as long as what it is of is the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from kaa_tracker.adapters.outbound.documents.ordered import OrderedDocuments
from kaa_tracker.adapters.outbound.documents.rendering import ReportDocuments
from kaa_tracker.application.document_orders.orders import Wanted, What
from kaa_tracker.application.reports.frozen import FrozenReport
from kaa_tracker.application.reports.ports import Drawn
from kaa_tracker.application.reports.reports import FrozenReports
from kaa_tracker.application.reports.since import Behind, LateRegistrations, Opens
from kaa_tracker.projections.statistics.report.about import FORMATS, Format
from kaa_tracker.projections.statistics.report.cells import Report
from tests.adapters.outbound.documents.reports import filled
from tests.reports_in_memory import ReportStreamsInMemory

LATE_IN_THE_EVENING = datetime(2023, 1, 16, 23, 30, tzinfo=UTC)


class Clock:
    """Stands where it was set."""

    def __init__(self) -> None:
        self.at = LATE_IN_THE_EVENING

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()


class Figures:
    """``Figures`` and ``Since`` of a program that has one report, and lets all of it out."""

    def draw(self, year: int, division_before: date | None) -> Drawn[Report]:
        return Drawn(filled(), 1, filled().division_before, filled().reference_version)

    def encode(self, report: Report) -> bytes:
        return msgspec.json.encode(report)

    def decode(self, content: bytes) -> Report:
        return msgspec.json.decode(content, type=Report)

    def publication(self, report: Report, earlier: Sequence[Report], threshold: int) -> Report:
        return report

    def behind(self, before: FrozenReport[Report], after: FrozenReport[Report], opens: Opens) -> Sequence[Behind]:
        return []

    def late(self, report: FrozenReport[Report], opens: Opens) -> LateRegistrations:
        return LateRegistrations([], 0)


class Desk:
    """One report, frozen and let out, of which documents are ordered."""

    def __init__(self) -> None:
        self.clock, figures = Clock(), Figures()
        reports = FrozenReports(
            ReportStreamsInMemory(),
            figures,
            figures,
            last_position=lambda: 1,
            position=lambda: 1,
            follow=lambda: None,
            threshold=5,
        )
        reports.freeze(2022, "stina", self.clock.now())
        reports.approve(1, "berit", self.clock.now())
        reports.publish(1, "berit", self.clock.now())
        self._make = OrderedDocuments(figures, reports, ReportDocuments(), self.clock, city="Stockholms stad")

    def document(self, what: What, format: Format) -> bytes:
        return self._make(Wanted(what, 2022 if what == "draft" else 1, format), lambda done, of: None)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("what", ["frozen", "public"])
def test_a_frozen_report_gives_the_same_bytes_whenever_it_is_asked_for(desk: Desk, what: What, format: Format) -> None:
    first = desk.document(what, format)
    desk.clock.at += timedelta(days=400, seconds=7)
    assert desk.document(what, format) == first


def test_a_draft_says_when_it_was_made(desk: Desk) -> None:
    first = desk.document("draft", "json")
    desk.clock.at += timedelta(days=1)
    assert b'"made_at":"2023-01-17T23:30:00Z"' in desk.document("draft", "json")
    assert b'"made_at":"2023-01-16T23:30:00Z"' in first


def test_the_days_it_says_are_swedish(desk: Desk) -> None:
    assert "Fryst;2023-01-17" in desk.document("frozen", "csv").decode()
    assert "Framtagen;2023-01-17" in desk.document("draft", "csv").decode()
