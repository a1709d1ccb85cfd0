"""The annual report of 2022 equals the published one, cell by cell, and adds up where that one does not."""

from __future__ import annotations

import pytest

from kaa_tracker.projections.statistics.report.annual import annual_report
from kaa_tracker.projections.statistics.report.cells import Count, Report
from kaa_tracker.projections.statistics.report.comparison import compared
from tests.main_job.conftest import MainJob


@pytest.fixture(scope="module")
def report(main_job: MainJob) -> Report:
    with main_job.system.reading.connect() as connection:
        return annual_report(connection, main_job.system.reference, 2022)


def test_every_published_figure_is_ours_too_but_for_the_misprinted_share(main_job: MainJob, report: Report) -> None:
    rows = compared(report, main_job.published)
    assert [row.key for row in rows if not row.is_equal and not row.is_misprint] == []
    assert len(rows) > 60


def test_the_misprinted_shares_are_those_known_to_be_wrong(main_job: MainJob, report: Report) -> None:
    wrong = [row for row in compared(report, main_job.published) if row.is_misprint]
    assert len(wrong) == 1
    assert not wrong[0].is_equal


def test_a_partition_adds_up_in_every_table_of_the_report(report: Report) -> None:
    checked = 0
    for table in report.tables.values():
        for row in table.rows.values():
            genders = [cell for key, cell in row.cells.items() if key in ("woman", "man", "unknown")]
            total = row.cells.get("total")
            if isinstance(total, Count) and genders and all(isinstance(cell, Count) for cell in genders):
                if total.measure == "address_reports":
                    continue  # two siblings of different gender share an address
                assert sum(cell.value for cell in genders if isinstance(cell, Count)) == total.value
                checked += 1
    assert checked > 30


def test_the_two_attributions_to_a_jobbtorg_count_the_same_persons_differently(main_job: MainJob) -> None:
    from kaa_tracker.domain.periods import operating_year
    from kaa_tracker.projections.statistics.figures import count

    with main_job.system.reading.connect() as connection:
        event, end = (
            count(connection, main_job.system.reference, "enrolled", operating_year(2022), [by])
            for by in ("jobbtorg", "jobbtorg_at_end")
        )
    assert event.total == end.total == sum(event.rows.values()) == sum(end.rows.values()) == 983
    assert dict(event.rows) != dict(end.rows)
