"""Frozen reports."""

from __future__ import annotations

from kaa_tracker.adapters.outbound.reports import AnnualFigures, SinceFrozen, SqlReportStreams, create_reports
from kaa_tracker.application.reports.reports import FrozenReports
from kaa_tracker.bootstrap.ground import Ground
from kaa_tracker.bootstrap.read_side import ReadSide
from kaa_tracker.projections.statistics.disclosure import publication
from kaa_tracker.projections.statistics.report.cells import Report


def reports(ground: Ground, side: ReadSide) -> FrozenReports[Report]:
    create_reports(ground.engine)
    return FrozenReports(
        SqlReportStreams(ground.engine),
        AnnualFigures(side.reading, ground.reference, publication),
        SinceFrozen(ground.store, ground.reference),
        last_position=ground.store.last_position,
        position=side.runner.position,
        follow=side.runner.catch_up,
        threshold=ground.settings.fewest_published,
    )
