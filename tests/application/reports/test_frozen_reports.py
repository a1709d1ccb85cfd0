"""Freezing and letting out, with figures that are a word each and streams in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from kaa_tracker.application.ports import VersionConflict
from kaa_tracker.application.reports.frozen import (
    AlteredReport,
    FrozenReport,
    NoSuchReport,
    NotCaughtUp,
    ReportsRefused,
)
from kaa_tracker.application.reports.ports import ContentKind, Drawn
from kaa_tracker.application.reports.reports import FrozenReports
from kaa_tracker.application.reports.since import Behind, LateRegistrations, Opens
from tests.reports_in_memory import ReportStreamsInMemory

AT = datetime(2023, 1, 16, 9, tzinfo=UTC)


class Words:
    """``Figures`` and ``Since`` of a program whose whole report is a word, at the position of its read model."""

    def __init__(self) -> None:
        self.word, self.position, self.last_position = "ett", 1, 1
        self.shown_before: list[Sequence[str]] = []
        self.follows = True

    def follow(self) -> None:
        if self.follows:
            self.position = self.last_position

    def draw(self, year: int, division_before: date | None) -> Drawn[str]:
        return Drawn(self.word, self.position, division_before or date(year, 11, 30), "r")

    def encode(self, report: str) -> bytes:
        return report.encode()

    def decode(self, content: bytes) -> str:
        return content.decode()

    def publication(self, report: str, earlier: Sequence[str], threshold: int) -> str:
        self.shown_before.append(earlier)
        return f"{report[:1]}{len(earlier)} under {threshold}"

    def behind(self, before: FrozenReport[str], after: FrozenReport[str], opens: Opens) -> Sequence[Behind]:
        return []

    def late(self, report: FrozenReport[str], opens: Opens) -> LateRegistrations:
        return LateRegistrations([], 0)


class Streams(ReportStreamsInMemory):
    """Which somebody may have laid hands on."""

    def __init__(self) -> None:
        super().__init__()
        self.altered: dict[ContentKind, bytes | None] = {}

    def content(self, number: int, kind: ContentKind) -> bytes | None:
        return self.altered.get(kind, super().content(number, kind))


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def streams() -> Streams:
    return Streams()


@pytest.fixture
def reports(words: Words, streams: Streams) -> FrozenReports[str]:
    return FrozenReports(
        streams,
        words,
        words,
        last_position=lambda: words.last_position,
        position=lambda: words.position,
        follow=words.follow,
        threshold=5,
    )


def let_out(reports: FrozenReports[str], year: int = 2022) -> FrozenReport[str]:
    number = reports.freeze(year, "stina", AT).number
    reports.approve(number, "berit", AT)
    return reports.publish(number, "berit", AT)


def test_what_happens_later_does_not_change_what_was_frozen(reports: FrozenReports[str], words: Words) -> None:
    first = reports.freeze(2022, "stina", AT)
    words.word = "två"
    second = reports.freeze(2022, "stina", AT)
    assert (reports.get(first.number), reports.get(second.number).report) == (first, "två")
    assert (second.life.frozen.follows, reports.freeze(2021, "stina", AT).life.frozen.follows) == (first.number, None)


def test_figures_are_of_all_that_had_been_told_when_it_was_asked_for(reports: FrozenReports[str], words: Words) -> None:
    words.last_position = 9
    assert reports.freeze(2022, "stina", AT).position == 9
    words.last_position, words.follows = 12, False
    with pytest.raises(NotCaughtUp):
        reports.freeze(2022, "stina", AT)
    assert len(reports.all()) == 1


def test_a_publication_is_judged_beside_all_before_it_in_the_order_they_were_let_out(
    reports: FrozenReports[str], words: Words
) -> None:
    numbers = [reports.freeze(year, "stina", AT).number for year in (2020, 2021, 2022)]
    for number in reversed(numbers):
        reports.approve(number, "berit", AT)
        reports.publish(number, "berit", AT)
    first, second, _ = (one.public for one in reports.published())
    assert words.shown_before == [[], [first], [first, second]]
    assert [one.life.frozen.year for one in reports.published()] == [2022, 2021, 2020]


def test_what_is_let_out_is_kept_beside_what_was_frozen(reports: FrozenReports[str]) -> None:
    found = let_out(reports)
    assert (found.report, found.public, found.state) == ("ett", "e0 under 5", "published")
    assert found.life.published is not None
    assert (found.life.published.publication, found.life.published.threshold) == (1, 5)


@pytest.mark.parametrize("content", [b"tre", None])
@pytest.mark.parametrize("kind", ["frozen", "public"])
def test_content_that_was_altered_or_taken_away_is_not_told(
    reports: FrozenReports[str], streams: Streams, kind: ContentKind, content: bytes | None
) -> None:
    number = let_out(reports).number
    streams.altered[kind] = content
    with pytest.raises(AlteredReport, match=f"Rapport {number} "):
        reports.get(number)


def test_only_a_frozen_report_that_another_stands_for_is_let_out(reports: FrozenReports[str]) -> None:
    number = reports.freeze(2022, "stina", AT).number
    with pytest.raises(ReportsRefused, match="report_not_approved"):
        reports.publish(number, "berit", AT)
    with pytest.raises(ReportsRefused, match="report_needs_other_approver"):
        reports.approve(number, "stina", AT)
    with pytest.raises(NoSuchReport):
        reports.approve(number + 1, "berit", AT)
    assert reports.get(number).state == "frozen"


def test_two_who_approve_at_once_are_told_apart(reports: FrozenReports[str], streams: Streams) -> None:
    life = reports.freeze(2022, "stina", AT).life
    reports.approve(life.number, "berit", AT)
    approved = streams.history(life.number)[1].event
    with pytest.raises(VersionConflict):
        streams.append(life.number, life.version, approved, "bo", AT)


def test_reports_of_one_year_are_compared_the_earlier_first(reports: FrozenReports[str]) -> None:
    for _ in range(3):
        reports.freeze(2022, "stina", AT)
    for asked in ((3, None), (3, 2), (2, 3)):
        assert [one.number for one in reports.compared(*asked)] == [2, 3]
    other = reports.freeze(2021, "stina", AT).number
    with pytest.raises(ReportsRefused, match="report_of_another_year"):
        reports.compared(1, other)
    with pytest.raises(ReportsRefused, match="report_follows_none"):
        reports.compared(1)
