"""The annual report of 2022 as it may be published: little is kept back, and nothing of that can be worked out."""

from __future__ import annotations

import pytest

from kaa_tracker.projections.statistics.disclosure import publication
from kaa_tracker.projections.statistics.report.annual import annual_report
from kaa_tracker.projections.statistics.report.cells import Report
from tests.main_job.conftest import MainJob
from tests.projections.statistics.disclosure.reader import Reader, hidden_in, true_figures


@pytest.fixture(scope="module")
def reports(main_job: MainJob) -> tuple[Report, Report]:
    """Of 2021 and of 2022."""
    with main_job.system.reading.connect() as connection:
        before, now = (annual_report(connection, main_job.system.reference, year) for year in (2021, 2022))
        return before, now


def test_nothing_kept_back_can_be_worked_out_even_by_who_is_told_what_is_small(reports: tuple[Report, Report]) -> None:
    before, now = reports
    first = publication(before)
    second = publication(now, [first])
    assert Reader(first, before, told=True).works_out() == {}
    assert Reader(second, now, told=True).works_out() == {}
    of_both = true_figures(second)
    known = {name: of_both[name] for name, value in true_figures(before).items() if of_both.get(name) == value}
    assert Reader(first, before, told=True, remembers=known).works_out() == {}


def test_few_figures_are_kept_back_beside_the_small_ones(reports: tuple[Report, Report]) -> None:
    _, report = reports
    values = true_figures(report)
    hidden = {values[name] for name in hidden_in(publication(report), report)}
    small = [name for name, value in values.items() if 0 < value < 5]
    assert len(hidden_in(publication(report), report)) < 2 * len(small)
    assert max(hidden) < 250
