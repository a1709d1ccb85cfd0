"""What a case says of who may see it."""

from __future__ import annotations

from datetime import date

from kaa_tracker.domain.access.scope import Standing
from kaa_tracker.domain.case.events import CaseAccessGranted, CaseAssigned
from kaa_tracker.domain.case.life import Life


def standing(life: Life) -> Standing:
    assigned = life.case.last(CaseAssigned)
    named: dict[str, date] = {}
    for entry in life.case.all(CaseAccessGranted):
        named[entry.event.user] = entry.event.until  # the last word stands: it may have been to end it
    enrolled = {one.enrolled.event.unit for one in life.enrolments if one.span.is_open}
    served = {one.started.event.unit for one in life.services if one.span.is_open}
    return Standing(life.is_protected, assigned.event.unit if assigned else "", frozenset(enrolled | served), named)
