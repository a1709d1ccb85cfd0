"""Frozen reports as they are kept, where their figures come from, and what has happened since."""

from kaa_tracker.adapters.outbound.reports.figures import AnnualFigures
from kaa_tracker.adapters.outbound.reports.since import SinceFrozen
from kaa_tracker.adapters.outbound.reports.store import SqlReportStreams
from kaa_tracker.adapters.outbound.reports.tables import create_reports

__all__ = ["AnnualFigures", "SinceFrozen", "SqlReportStreams", "create_reports"]
