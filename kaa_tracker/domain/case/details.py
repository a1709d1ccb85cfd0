"""What is known of the youth, and since when: gender, district, protection, birth year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kaa_tracker.domain.case.events import (
    NO_DISTRICT,
    CaseOpenedByHand,
    Entry,
    RegisterDetailsChanged,
    RegisterEntered,
    RegisterFact,
    RegisterLeft,
)
from kaa_tracker.domain.case.register import fact_day
from kaa_tracker.domain.case.state import Case
from kaa_tracker.domain.once import worked_out_once
from kaa_tracker.domain.periods import FOREVER, ONE_DAY, Span

Told = tuple[date, str]


class Valued(NamedTuple):
    """A detail and the days it held."""

    span: Span
    value: str


class Details:
    """The details of the youth, as BER and whoever opened the case told them: what holds, and how they went."""

    def __init__(self, case: Case, facts: Iterable[Entry[RegisterFact]]) -> None:
        """``facts`` in the order of their revisions: what was told last, holds."""
        self.birth_year: int | None = None
        self.protection = "none"
        self._genders: list[Told] = []
        self._districts: list[Told] = []
        for day, event in _told(case, facts):
            if isinstance(event, _TELLS_BIRTH_YEAR):
                self.birth_year = event.birth_year
            if event.district is not None or not isinstance(event, RegisterDetailsChanged):
                self._districts.append((day, event.district or NO_DISTRICT))
            if isinstance(event, RegisterLeft):
                continue
            if event.gender is not None:
                self._genders.append((day, event.gender))
            self.protection = _protection(event) or self.protection

    @property
    def gender(self) -> str:
        return self._genders[-1][1] if self._genders else "unknown"

    @property
    def district_said(self) -> str:
        """What BER's last message said, blank or not."""
        return self._districts[-1][1] if self._districts else NO_DISTRICT

    @worked_out_once
    def district_known(self) -> str:
        """The last known district; a blank never erases it."""
        return next((district for _, district in reversed(self._districts) if district != NO_DISTRICT), NO_DISTRICT)

    @worked_out_once
    def genders(self) -> tuple[Valued, ...]:
        return _since_ever(_steps(self._genders))

    @worked_out_once
    def districts_known(self) -> tuple[Valued, ...]:
        return _steps([told for told in self._districts if told[1] != NO_DISTRICT])

    @worked_out_once
    def districts_said(self) -> tuple[Valued, ...]:
        return _steps(self._districts)


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
