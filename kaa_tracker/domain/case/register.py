"""Register presence: absent or present, read in BER's own revision order.

A message that comes late takes its own place in that order, at its own dates; nothing here depends
on the order in which messages arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from kaa_tracker.domain.case.events import (
    NO_DISTRICT,
    CaseOpenedByHand,
    Entry,
    RegisterDetailsChanged,
    RegisterEntered,
    RegisterFact,
    RegisterLeft,
    ResponsibilityEnded,
)
from kaa_tracker.domain.case.extracts import in_order, without_what_messages_say
from kaa_tracker.domain.case.state import Case
from kaa_tracker.domain.periods import FOREVER, ONE_DAY, Span


class RegisterSpell(NamedTuple):
    """An unbroken stay in the register; ``exit`` is ``None`` while it lasts."""

    span: Span
    entered: Entry[RegisterEntered]
    exit: Entry[RegisterLeft] | None

    @property
    def is_misregistered(self) -> bool:
        return self.exit is not None and self.exit.event.reason == "misregistered"


class Valued(NamedTuple):
    """A detail and the days it held."""

    span: Span
    value: str


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


class Details(NamedTuple):
    """How the details of the youth went over time, as BER and whoever opened the case told them."""

    genders: tuple[Valued, ...]
    protections: tuple[Valued, ...]
    districts_known: tuple[Valued, ...]
    """The last known district; a blank never erases it."""
    districts_said: tuple[Valued, ...]
    """What BER's last message said, blank or not."""
    birth_year: int | None


def details(case: Case, facts: Iterable[Entry[RegisterFact]]) -> Details:
    birth_year: int | None = None
    genders: list[tuple[date, str]] = []
    protections: list[tuple[date, str]] = []
    said: list[tuple[date, str]] = []
    for day, event in _told(case, facts):
        if isinstance(event, _TELLS_BIRTH_YEAR):
            birth_year = event.birth_year
        if event.district is not None or not isinstance(event, RegisterDetailsChanged):
            said.append((day, event.district or NO_DISTRICT))
        if isinstance(event, RegisterLeft):
            continue
        if event.gender is not None:
            genders.append((day, event.gender))
        if (protection := _protection(event)) is not None:
            protections.append((day, protection))
    known = [(day, district) for day, district in said if district != NO_DISTRICT]
    steps_said = _steps(said)
    steps_known = steps_said if len(known) == len(said) else _steps(known)
    return Details(_since_ever(_steps(genders)), _steps(protections), steps_known, steps_said, birth_year)


_TELLS_BIRTH_YEAR = (RegisterEntered, CaseOpenedByHand)


def _told(case: Case, facts: Iterable[Entry[RegisterFact]]) -> Iterator[tuple[date, RegisterFact | CaseOpenedByHand]]:
    """What was told, the last word last: BER's messages in their order, and what whoever opened the
    case said before the first of them about that day or later."""
    opened = sorted([entry.event for entry in case.all(CaseOpenedByHand)], key=lambda event: event.on)
    for fact in facts:
        day = fact_day(fact.event)
        while opened and opened[0].on <= day:
            yield opened[0].on, opened.pop(0)
        yield day, fact.event
    for event in opened:
        yield event.on, event


def _protection(event: RegisterEntered | RegisterDetailsChanged | CaseOpenedByHand) -> str | None:
    if isinstance(event, CaseOpenedByHand):
        return event.basis if event.basis == "protected_registration" else None
    return event.protection


def _steps(told: Sequence[tuple[date, str]]) -> tuple[Valued, ...]:
    """What was told last holds from its day on, whatever was told before of that day and later ones."""
    if len(told) < 2:  # as of most
        return tuple([Valued(Span(day), value) for day, value in told])
    changes: list[tuple[date, str]] = []
    for day, value in told:
        while changes and changes[-1][0] >= day:
            changes.pop()
        if not changes or changes[-1][1] != value:
            changes.append((day, value))
    lasts = [*[day - ONE_DAY for day, _ in changes[1:]], FOREVER]
    return tuple([Valued(Span(day, last), value) for (day, value), last in zip(changes, lasts, strict=False)])


def _since_ever(steps: tuple[Valued, ...]) -> tuple[Valued, ...]:
    """A person's gender is known of the time before it was first told, too."""
    if not steps:
        return ()
    return (Valued(Span(date.min, steps[0].span.last), steps[0].value), *steps[1:])


def value_on(steps: Iterable[Valued], day: date, default: str) -> str:
    return next((step.value for step in steps if step.span.covers(day)), default)


def latest_value(steps: tuple[Valued, ...], default: str) -> str:
    """What still holds: the last step is never over."""
    return steps[-1].value if steps else default
