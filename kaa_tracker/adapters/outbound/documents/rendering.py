"""A report in every format there is."""

from __future__ import annotations

from typing import assert_never

import msgspec

from kaa_tracker.adapters.outbound.documents.breaks import load_breaks
from kaa_tracker.adapters.outbound.documents.content import content
from kaa_tracker.adapters.outbound.documents.lines import lines
from kaa_tracker.adapters.outbound.documents.page import page
from kaa_tracker.adapters.outbound.documents.pdf import pdf
from kaa_tracker.adapters.outbound.documents.workbook import workbook
from kaa_tracker.projections.statistics.report.about import About, Format
from kaa_tracker.projections.statistics.report.cells import Report
from kaa_tracker.projections.statistics.report.wording import summary


class ReportDocuments:
    """``Documents``; may be called from any thread."""

    def __init__(self) -> None:
        self._breaks = load_breaks()

    def render(self, report: Report, about: About, format: Format) -> bytes:
        match format:
            case "pdf":
                return pdf(content(report, about, self._breaks), about)
            case "html":
                return page(content(report, about, self._breaks))
            case "xlsx":
                return workbook(report, about, self._breaks)
            case "csv":
                return lines(report, about)
            case "json":
                return _values(report, about)
            case _:
                assert_never(format)


def _values(report: Report, about: About) -> bytes:
    """As the API and ``kaa report annual --json`` have it, with what it is and what is said of it."""
    told = {"about": about, "status": about.status, "summary": summary(report), "report": report}
    return msgspec.json.encode(told) + b"\n"
