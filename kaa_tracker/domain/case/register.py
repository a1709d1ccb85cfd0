"""Register presence: absent or present, read in BER's own revision order.

A message that comes late takes its own place in that order, at its own dates; nothing here depends
on the order in which messages arrived.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from kaa_tracker.domain.case.events import (
    Entry,
    RegisterDetailsChanged,
    RegisterEntered,
    RegisterFact,
    RegisterLeft,
    ResponsibilityEnded,
)
from kaa_tracker.domain.case.extracts import in_order, without_what_messages_say
from kaa_tracker.domain.case.state import Case
from kaa_tracker.domain.periods import ONE_DAY, Span


class RegisterSpell(NamedTuple):
    """An unbroken stay in the register; ``exit`` is ``None`` while it lasts."""

    span: Span
    entered: Entry[RegisterEntered]
    exit: Entry[RegisterLeft] | None

    @property
    def is_misregistered(self) -> bool:
        return self.exit is not None and self.exit.event.reason == "misregistered"


def told_facts(case: Case) -> list[Entry[RegisterFact]]:
    """What BER's messages and extracts have told, in no order."""
    facts: list[Entry[Any]] = [
        *case.all(RegisterEntered),
        *case.all(RegisterDetailsChanged),
        *case.all(RegisterLeft),
    ]
    return facts


def register_facts(case: Case) -> list[Entry[RegisterFact]]:
    """What BER has told and still stands, in revision order."""
    return without_what_messages_say(sorted(told_facts(case), key=in_order))


def stays(facts: Iterable[Entry[RegisterFact]], resume_within_days: int) -> tuple[RegisterSpell, ...]:
    """The stays in the register as BER tells them, in order.

    An absence of at most ``resume_within_days`` days, or an entry dated on or before the exit (BER
    took the exit back), resumes the stay. An exit ``turned_20`` counts through the day before.
    """
    spells: list[RegisterSpell] = []
    for fact in facts:
        match fact.event:
            case RegisterEntered(entered_on=day):
                latest = spells[-1] if spells else None
                if latest is None or (latest.exit and (day - latest.exit.event.left_on).days - 1 > resume_within_days):
                    spells.append(RegisterSpell(Span(day), _typed(fact), None))
                else:
                    spells[-1] = latest._replace(span=Span(latest.span.first), exit=None)
            case RegisterLeft(left_on=day, reason=reason):
                if spells:
                    last = day - ONE_DAY if reason == "turned_20" else day
                    spells[-1] = spells[-1]._replace(span=Span(spells[-1].span.first, last), exit=_typed(fact))
            case RegisterDetailsChanged():
                pass
    return tuple(spells)


def under_20(spells: Iterable[RegisterSpell], turned_20: date | None) -> tuple[RegisterSpell, ...]:
    """What of the stays lies before the 20th birthday."""
    if turned_20 is not None:
        spells = [spell._replace(span=spell.span.until(turned_20 - ONE_DAY)) for spell in spells]
    return tuple(spell for spell in spells if not spell.span.is_empty)


def _typed(fact: Entry[Any]) -> Entry[Any]:
    return fact


def twentieth_birthday(case: Case, spells: Iterable[RegisterSpell]) -> date | None:
    """The day the youth turned 20, once the clock or BER has said so; an exit taken back says nothing."""
    exits = [spell.exit.event for spell in spells if spell.exit]
    days = [left.left_on for left in exits if left.reason == "turned_20"]
    days += [e.event.on for e in case.all(ResponsibilityEnded) if e.event.reason == "turned_20"]
    return min(days, default=None)


def fact_day(fact: RegisterFact) -> date:
    """The day a message of BER is about."""
    match fact:
        case RegisterEntered():
            return fact.entered_on
        case RegisterDetailsChanged():
            return fact.effective_on
        case RegisterLeft():
            return fact.left_on
