"""When a case is to be disposed of, and by which rule (förordning 2006:39, 7 §).

At the latest on 31 December of the year the person turns 21; earlier where it is no longer needed.
Pure: the same case and rules always fall due on the same days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from kaa_tracker.domain.case.events import CaseOpenedByHand, CasesMerged
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.outreach import due_day
from kaa_tracker.domain.case.register import register_facts
from kaa_tracker.domain.periods import FOREVER, ONE_DAY, local_day

YEAR_OF_21 = "year_of_21"
"""The one rule that nothing postpones."""


class DisposalDue(NamedTuple):
    """By ``rule``, a code of ``disposal_rules``, from the day ``on``."""

    rule: str
    on: date


def falls_due(life: Life) -> tuple[DisposalDue, ...]:
    """The rules by which the case as it stands is disposed of, each with its day, the first of them first.

    Of a case that lives on in another only the last day is known here: it goes when the other one does.
    """
    last_day = _last_day(life)
    found = [DisposalDue(YEAR_OF_21, last_day)] if last_day else []
    if not life.is_ended:
        found += [due for due in _no_longer_needed(life) if due.on != FOREVER]
    return tuple(sorted(found, key=lambda due: due.on))


def is_due(life: Life, rule: str, day: date) -> bool:
    """Whether the case may go by the rule on that day; a merged one by the rule of the case it lives on in."""
    if life.case.all(CasesMerged):
        return True
    return any(due.rule == rule and due.on <= day for due in falls_due(life))


def merged_into(life: Life) -> CasesMerged | None:
    """What says that the person is another case's."""
    merged = life.case.last(CasesMerged)
    return merged.event if merged else None


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last; ``FOREVER`` where the calendar ends."""
    years, month = divmod(day.month - 1 + months, 12)
    if day.year + years >= FOREVER.year:
        return FOREVER
    following = (date(day.year + years, month + 1, 1) + timedelta(days=31)).replace(day=1)
    return min(following - ONE_DAY, date(day.year + years, month + 1, 1) + timedelta(days=day.day - 1))


def _last_day(life: Life) -> date | None:
    born = life.details.birth_year
    return date(born + 21, 12, 31) if born is not None else None


def _no_longer_needed(life: Life) -> Iterator[DisposalDue]:
    """The one earlier rule that fits: the days are those of the facts, not those on which they were recorded."""
    rules, opened = life.rules, life.case.all(CaseOpenedByHand)
    over = _over(life)
    if not life.stays and not opened and not life.enrolments:
        yield DisposalDue("misregistered", _last_said(life) + timedelta(days=rules.disposal_misregistered_days))
    elif _is_unconfirmed(life):
        on = max(entry.event.on for entry in opened)
        yield DisposalDue("unconfirmed_by_hand", on + timedelta(days=rules.disposal_unconfirmed_days))
    elif over == FOREVER:
        return
    elif not opened and not life.enrolments and all(stay.is_misregistered for stay in life.stays):
        yield DisposalDue("misregistered", over + timedelta(days=rules.disposal_misregistered_days))
    elif _left_in_wait(life):
        yield DisposalDue("left_in_wait", months_after(over, rules.disposal_left_in_wait_months))
    else:
        yield DisposalDue("no_longer_needed", months_after(over, rules.disposal_after_months))


def _over(life: Life) -> date:
    """The last day of register, responsibility and support; ``FOREVER`` while one of them goes on."""
    spans = [*life.held, *(one.span for one in life.enrolments), *(one.span for one in life.services)]
    lasts = [span.last for span in spans] or [stay.span.last for stay in life.stays]
    return max(lasts, default=FOREVER)


def _is_unconfirmed(life: Life) -> bool:
    """Opened by hand, and BER never listed the youth; whom BER may not list is not asked for.

    Support that was given has to be documented all the same: then the ordinary rule holds.
    """
    opened = life.case.all(CaseOpenedByHand)
    hidden = any(entry.event.basis == "protected_registration" for entry in opened)
    return bool(opened) and not hidden and not life.enrolments and not register_facts(life.case)


def _left_in_wait(life: Life) -> bool:
    """Gone before any search began, and nobody tried, met or enrolled the youth."""
    nothing_done = not (life.attempts or life.reaches or life.enrolments or life.searches)
    in_wait = all(spell.span.last < due_day(spell, life.rules.wait_days) for spell in life.spells)
    return nothing_done and in_wait and bool(life.spells) and not life.case.all(CaseOpenedByHand)


def _last_said(life: Life) -> date:
    """The day of the latest entry that stands: of a case of which nothing else does."""
    entries = (entry for kind in life.case.facts.values() for entry in kind)
    return max((local_day(entry.recorded_at) for entry in entries), default=date.min)
