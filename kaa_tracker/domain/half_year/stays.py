"""The times under the duty as the file tells them, with what each began from and why it ended."""

from __future__ import annotations

from datetime import date

from kaa_tracker.domain.case.events import ResponsibilityEnded
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.responsibility import GOES_ON_AFTER
from kaa_tracker.domain.half_year.lines import ReportedStay
from kaa_tracker.domain.periods import ONE_DAY, Period, Span

UNKNOWN = "unknown"


def stays(life: Life) -> tuple[ReportedStay, ...]:
    """Every stay of the case, in order. A misregistered spell began none."""
    return tuple(_stay(life, span) for span in life.responsible)


def reported_in(stay: ReportedStay, period: Period) -> bool:
    """Whether a file of the period tells of the stay: it went on, or ended, on one of its days."""
    return stay.registered_on <= period.last and (stay.ended_on is None or stay.ended_on >= period.first)


def _stay(life: Life, span: Span) -> ReportedStay:
    spells = [spell for spell in life.spells if spell.span.overlaps(span) and not spell.is_misregistered]
    occupation = spells[0].entered.event.last_school_occupation if spells else UNKNOWN
    if span.is_open:
        return ReportedStay(span, occupation)
    return ReportedStay(span, occupation, *_ending(life, span.last))


def _ending(life: Life, last: date) -> tuple[date, str]:
    """The day that is reported, and the reason."""
    if life.turned_20 == last + ONE_DAY:
        return last + ONE_DAY, "turned_20"
    for spell in life.stays:
        if spell.exit and spell.exit.event.left_on == last and spell.exit.event.reason != GOES_ON_AFTER:
            return last, spell.exit.event.reason
    known = [e.event for e in life.case.all(ResponsibilityEnded) if e.event.on == last]
    return last, known[-1].reason if known else UNKNOWN
