"""How much of a report there is to check: where nothing is found, it may be that little was asked."""

from __future__ import annotations

from typing import NamedTuple

from kaa_tracker.projections.statistics.checking.figures import Figures
from kaa_tracker.projections.statistics.checking.shares import printed_shares
from kaa_tracker.projections.statistics.checking.stated import StatedReport
from kaa_tracker.projections.statistics.checking.sums import additions


class Extent(NamedTuple):
    """Sums, shares and sentences that were checked; of the ``unread`` sentences, the dates only."""

    sums: int
    shares: int
    claims: int
    unread: int


def extent(report: StatedReport) -> Extent:
    figures = Figures(report)
    unread = [claim for claim in report.claims if not claim.counts and not claim.shares]
    shares = len(printed_shares(report, figures))
    return Extent(len(additions(report, figures)), shares, len(report.claims), len(unread))
