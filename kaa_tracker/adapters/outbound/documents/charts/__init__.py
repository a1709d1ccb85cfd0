"""The charts of a report, by the table whose figures they show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kaa_tracker.adapters.outbound.documents.charts.channels import channels
from kaa_tracker.adapters.outbound.documents.charts.districts import districts
from kaa_tracker.adapters.outbound.documents.charts.flows import flows
from kaa_tracker.adapters.outbound.documents.charts.months import months
from kaa_tracker.adapters.outbound.documents.charts.outcomes import outcomes
from kaa_tracker.adapters.outbound.documents.charts.plot import Plot
from kaa_tracker.adapters.outbound.documents.charts.steps import steps
from kaa_tracker.projections.statistics.report.cells import Report

_CHARTS: Sequence[Callable[[Report], Plot | None]] = (steps, channels, months, districts, flows, outcomes)


def plots(report: Report) -> list[Plot]:
    """Those that the report has figures for."""
    return [plot for draw in _CHARTS if (plot := draw(report)) is not None]
