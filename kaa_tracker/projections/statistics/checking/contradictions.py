"""Every contradiction of a report."""

from __future__ import annotations

from kaa_tracker.projections.statistics.checking.dates import impossible_dates
from kaa_tracker.projections.statistics.checking.figures import Figures
from kaa_tracker.projections.statistics.checking.finding import Finding
from kaa_tracker.projections.statistics.checking.numerators import changed_numerators
from kaa_tracker.projections.statistics.checking.shares import wrong_shares
from kaa_tracker.projections.statistics.checking.stated import StatedReport
from kaa_tracker.projections.statistics.checking.stock import broken_stocks
from kaa_tracker.projections.statistics.checking.sums import wrong_sums
from kaa_tracker.projections.statistics.checking.values import wrong_values


def contradictions(report: StatedReport) -> list[Finding]:
    """What adds up is not mentioned. The report is one in which nothing is ``misnamed``."""
    figures = Figures(report)
    return [
        *impossible_dates(report),
        *wrong_sums(report, figures),
        *wrong_shares(report, figures),
        *wrong_values(report, figures),
        *changed_numerators(report, figures),
        *broken_stocks(report, figures),
    ]
