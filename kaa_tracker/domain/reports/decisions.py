"""What may be done with a report."""

from __future__ import annotations

import re
from datetime import date

from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import operating_year
from kaa_tracker.domain.reports.events import ReportApproved
from kaa_tracker.domain.reports.life import ReportLife

DIARY_NUMBER = (
    r"[A-ZÅÄÖ]{2,6} [0-9]{4}[/-][0-9]{1,5}|[0-9]{4}/[0-9]{1,5}|[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}-[0-9]{1,5}/[0-9]{4}"
)
"""*AMN 2022/0123*, *2022/0123* or *1.1-123/2022*: no room for a name, a date or an identity number."""

_DIARY_NUMBER = re.compile(DIARY_NUMBER)


def unfit_to_freeze(year: int, diary_number: str | None, today: date) -> Refusal | None:
    """Why the figures of the operating year are not frozen; ``None`` if they are."""
    if operating_year(year).first > today:
        return Refusal("report_year_not_begun", (str(year),))
    if diary_number is not None and not _DIARY_NUMBER.fullmatch(diary_number):
        return Refusal("diary_number_malformed")
    return None


def approving(life: ReportLife, by: str) -> ReportApproved | Refusal:
    """Four eyes: whoever froze the figures does not approve them."""
    if life.state != "frozen":
        return Refusal("report_already_approved")
    if by == life.frozen_by:
        return Refusal("report_needs_other_approver")
    return ReportApproved(sha256=life.frozen.sha256)


def unfit_to_publish(life: ReportLife) -> Refusal | None:
    """Why it is not let out; ``None`` if it is."""
    match life.state:
        case "frozen":
            return Refusal("report_not_approved")
        case "approved":
            return None
        case "published":
            return Refusal("report_already_published")
