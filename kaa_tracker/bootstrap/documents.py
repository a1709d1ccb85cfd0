"""Reports as files."""

from __future__ import annotations

from kaa_tracker.adapters.outbound.documents.rendering import ReportDocuments
from kaa_tracker.projections.statistics.report.about import Documents


def documents() -> Documents:
    return ReportDocuments()
