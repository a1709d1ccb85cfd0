"""A report taken out as a file: which report it is, and that somebody did, written down."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from kaa_tracker.adapters.inbound.observing.logs import logger
from kaa_tracker.application.reports.frozen import FrozenReport
from kaa_tracker.projections.statistics.report.about import About, Documents, Format, Frozen
from kaa_tracker.projections.statistics.report.cells import Report

log = logger(__name__)


class Export(NamedTuple):
    """What is taken out, and what is said of it on its head."""

    report: Report
    about: About


def of_frozen(found: FrozenReport[Report], city: str, now: datetime, *, is_public: bool) -> Export | None:
    """The frozen report, or what was let out of it; ``None`` where nothing was."""
    report = found.public if is_public else found.report
    if report is None:
        return None
    return Export(report, About(city=city, made_at=now, frozen=Frozen.of(found.life, is_public=is_public)))


def exported(documents: Documents, export: Export, format: Format, user: str) -> bytes:
    """The file; who took it out is in the log before anybody has it."""
    number = export.about.frozen.number if export.about.frozen else 0
    made = documents.render(export.report, export.about, format)
    log.info("report_exported", user=user, report=number, year=export.report.year, format=format)
    return made
