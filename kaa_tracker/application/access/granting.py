"""What can be granted: which role, where and for how long; and for which reasons a case is opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kaa_tracker.application.access.directory import Opening, OpeningKind
from kaa_tracker.domain.access.roles import WORKS_AT_A_UNIT, Posting
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import end_of_next_year, local_day
from kaa_tracker.domain.reference import Reference

REASONS: Mapping[OpeningKind, str] = {"broken_glass": "glass_reasons", "sample": "sample_reasons"}
"""The code list with the reasons of each kind of opening."""


def last_day(today: date) -> date:
    """The last day through which anything can be granted: whoever stays longer is looked at again before."""
    return end_of_next_year(today)


def unfit(posting: Posting, until: date, today: date, reference: Reference) -> Refusal | None:
    """Why it cannot be granted today; ``None`` if it can."""
    if until < today:
        return Refusal("posting_already_over")
    if until > last_day(today):
        return Refusal("posting_too_long", (last_day(today).isoformat(),))
    if posting.role not in WORKS_AT_A_UNIT:
        return Refusal("role_without_unit") if posting.unit else None
    return _unfit_unit(posting.unit, today, reference) if posting.unit else Refusal("unit_needed")


def unfit_reason(opening: Opening, reference: Reference) -> Refusal | None:
    """Why a case cannot be opened for the reason given; ``None`` if it can."""
    known = reference.find(REASONS[opening.kind], opening.reason, local_day(opening.opened_at))
    return None if known else Refusal("unknown_code", (REASONS[opening.kind],))


def _unfit_unit(code: str, today: date, reference: Reference) -> Refusal | None:
    """Secrecy holds between authorities, and between branches of one (OSL 8:1-2): only the units that share both
    with the central coordinators carry out the activity responsibility, and may read."""
    unit, ours = reference.unit(code), reference.unit(reference.pool_unit)
    if unit is None or not unit.valid_from <= today <= unit.valid_to:
        return Refusal("unknown_unit")
    if ours is None or (unit.authority, unit.branch) != (ours.authority, ours.branch):
        return Refusal("other_branch")
    return None
