"""``ReportStreams`` on both engines and the stand-in: only added to, one after the other, and checked when read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import msgspec
import pytest
from sqlalchemy import Engine, text

from kaa_tracker.adapters.outbound.reports import SqlReportStreams, create_reports
from kaa_tracker.application.ports import VersionConflict
from kaa_tracker.application.reports.frozen import AlteredReport
from kaa_tracker.application.reports.ports import ReportStreams
from kaa_tracker.domain.reports.events import ReportApproved, ReportEntry, ReportFrozen, ReportPublished
from tests.read_models import EmptyDatabase
from tests.reports_in_memory import ReportStreamsInMemory

AT = datetime(2023, 1, 16, 9, 30, 0, 250, tzinfo=UTC)
FROZEN = ReportFrozen(
    report="annual",
    year=2022,
    division_before=date(2022, 11, 30),
    reference_version="14adea1493bb",
    position=90210,
    sha256="ab",
    diary_number="AMN 2022/0123",
)
APPROVED = ReportApproved(sha256="ab")
FIGURES = '{"kön": "öäå"}\n'.encode()


def published(publication: int = 1) -> ReportPublished:
    return ReportPublished(publication=publication, threshold=5, sha256="cd")


class ReportStreamsContract:
    def test_a_report_begins_with_its_figures_byte_for_byte(self, streams: ReportStreams) -> None:
        number = streams.begin(FROZEN, FIGURES, "stina", AT)
        assert streams.history(number) == [ReportEntry(1, "stina", AT, FROZEN)]
        assert (streams.content(number, "frozen"), streams.content(number, "public")) == (FIGURES, None)

    def test_a_command_begins_one_report_however_many_carry_it_out_at_once(self, streams: ReportStreams) -> None:
        commanded = msgspec.structs.replace(FROZEN, command_id="stina:january")
        with ThreadPoolExecutor(4) as at_once:
            numbers = set(at_once.map(lambda _: streams.begin(commanded, FIGURES, "stina", AT), range(4)))
        assert (len(numbers), set(streams.histories())) == (1, numbers)
        assert streams.begin(FROZEN, FIGURES, "stina", AT) not in numbers

    def test_there_is_no_report_under_another_number(self, streams: ReportStreams) -> None:
        number = streams.begin(FROZEN, FIGURES, "stina", AT)
        assert (streams.history(number + 1), streams.content(number + 1, "frozen")) == ([], None)
        with pytest.raises(VersionConflict):
            streams.append(number + 1, 1, APPROVED, "berit", AT)

    def test_events_are_told_in_their_order_and_reports_in_that_of_their_numbers(self, streams: ReportStreams) -> None:
        first, second = (streams.begin(FROZEN, FIGURES, "stina", AT) for _ in range(2))
        streams.append(first, 1, APPROVED, "berit", AT)
        streams.publish(first, 2, published(), b"{}", "berit", AT)
        assert [entry.event for entry in streams.history(first)] == [FROZEN, APPROVED, published()]
        assert {number: len(entries) for number, entries in streams.histories().items()} == {first: 3, second: 1}
        assert list(streams.histories()) == sorted((first, second))
        assert (streams.content(first, "frozen"), streams.content(first, "public")) == (FIGURES, b"{}")

    def test_what_was_decided_on_an_earlier_state_is_not_written(self, streams: ReportStreams) -> None:
        number = streams.begin(FROZEN, FIGURES, "stina", AT)
        streams.append(number, 1, APPROVED, "berit", AT)
        for stale in (0, 1, 3):
            with pytest.raises(VersionConflict):
                streams.append(number, stale, APPROVED, "berit", AT)
        assert len(streams.history(number)) == 2

    def test_no_two_reports_are_one_publication(self, streams: ReportStreams) -> None:
        first, second = (streams.begin(FROZEN, FIGURES, "stina", AT) for _ in range(2))
        for number in (first, second):
            streams.append(number, 1, APPROVED, "berit", AT)
        streams.publish(first, 2, published(1), b"{}", "berit", AT)
        for wrong in (1, 3):
            with pytest.raises(VersionConflict):
                streams.publish(second, 2, published(wrong), b"{}", "berit", AT)
        assert (len(streams.history(second)), streams.content(second, "public")) == (2, None)
        streams.publish(second, 2, published(2), b"{}", "berit", AT)


class TestInMemory(ReportStreamsContract):
    @pytest.fixture
    def streams(self) -> ReportStreams:
        return ReportStreamsInMemory()


class TestSql(ReportStreamsContract):
    @pytest.fixture
    def engine(self, empty_database: EmptyDatabase) -> Engine:
        engine = empty_database()
        create_reports(engine)
        create_reports(engine)
        return engine

    @pytest.fixture
    def streams(self, engine: Engine) -> ReportStreams:
        return SqlReportStreams(engine)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE report_event SET by = 'rut' WHERE version = 1",
            "UPDATE report_event SET at = at + 1 WHERE version = 2",
            "UPDATE report_event SET body = replace(body, '90210', '90211')",
            "UPDATE report_event SET event = 'report-frozen.v2' WHERE version = 1",
            "UPDATE report_event SET version = 3 WHERE version = 2",
            "UPDATE report_event SET report = report + 7",
            "DELETE FROM report_event WHERE version = 1",
        ],
    )
    def test_a_row_that_was_altered_is_noticed(self, streams: ReportStreams, engine: Engine, change: str) -> None:
        number = streams.begin(FROZEN, FIGURES, "stina", AT)
        streams.append(number, 1, APPROVED, "berit", AT)
        streams.histories()
        with engine.begin() as connection:
            connection.execute(text(change))
        with pytest.raises(AlteredReport):
            streams.histories()

    def test_several_who_freeze_at_once_get_a_number_each(self, streams: ReportStreams) -> None:
        def freeze(_: int) -> int:
            return streams.begin(FROZEN, FIGURES, "stina", AT)

        with ThreadPoolExecutor(4) as several:
            assert sorted(several.map(freeze, range(8))) == list(range(1, 9))

    def test_of_several_who_approve_at_once_one_does(self, streams: ReportStreams) -> None:
        number = streams.begin(FROZEN, FIGURES, "stina", AT)

        def approve(who: str) -> bool:
            return _is_done(lambda: streams.append(number, 1, APPROVED, who, AT))

        with ThreadPoolExecutor(4) as several:
            assert sum(several.map(approve, ("berit", "bo", "caj", "dan"))) == 1


def _is_done(act: Callable[[], object]) -> bool:
    try:
        act()
    except VersionConflict:
        return False
    return True
