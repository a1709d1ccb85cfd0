"""What cannot be shown to be safe is not let out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest

from kaa_tracker.adapters.outbound.reports import AnnualFigures
from kaa_tracker.application.reports.frozen import ReportsRefused
from kaa_tracker.projections.statistics.disclosure import NotProved
from kaa_tracker.projections.statistics.report.cells import Report


def unproved(report: Report, earlier: Sequence[Report], threshold: int) -> Report:
    raise NotProved("reached")


def test_a_publication_that_is_not_proved_safe_is_refused() -> None:
    figures = AnnualFigures(cast("Any", None), cast("Any", None), unproved)
    with pytest.raises(ReportsRefused) as refused:
        figures.publication(cast("Any", None), [], 5)
    assert refused.value.refusal.code == "report_not_proved_safe"
