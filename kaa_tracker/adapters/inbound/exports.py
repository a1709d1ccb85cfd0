"""A report taken out as a file: which report it is, and that somebody did, written down."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from kaa_tracker.application.access.access_log import Access
from kaa_tracker.application.reports.frozen import FrozenReport
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import may
from kaa_tracker.projections.statistics.report.about import About, Format, Frozen
from kaa_tracker.projections.statistics.report.cells import Report


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


def access(export: Export, format: Format, user: User, at: datetime) -> Access:
    """What the access log says of it: of no case, by a reason that names the report and the format.

    The user's roles know ``export_figures``.
    """
    posting = may(user, "export_figures")
    assert posting is not None
    frozen = export.about.frozen
    what = f"draft_{export.report.year}"
    if frozen is not None:
        what = f"{'public' if frozen.is_public else 'frozen'}_{frozen.number}"
    return Access(at, user.name, *posting, "export", reason=f"{what}_{format}")
