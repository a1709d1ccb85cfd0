"""The four state machines of a case side by side, each worked out once and only when asked for."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kaa_tracker.domain.case import outreach, register, responsibility, support
from kaa_tracker.domain.case.details import Details
from kaa_tracker.domain.case.events import (
    CaseDisposed,
    CaseOpenedByHand,
    CasesMerged,
    ContactAttempted,
    Entry,
    RegisterFact,
    SearchReason,
)
from kaa_tracker.domain.case.state import Case
from kaa_tracker.domain.once import worked_out_once
from kaa_tracker.domain.periods import Span, is_covered, local_day, union
from kaa_tracker.domain.reference import Rules


class LoggedAttempt(NamedTuple):
    """An attempt and the local day it was made."""

    day: date
    entry: Entry[ContactAttempted]


class Life:
    """A case read by the rules. Pure: the same case and rules always say the same."""

    def __init__(self, case: Case, rules: Rules) -> None:
        self.case = case
        self.rules = rules

    @worked_out_once
    def register_facts(self) -> tuple[Entry[RegisterFact], ...]:
        return tuple(register.register_facts(self.case))

    @worked_out_once
    def details(self) -> Details:
        return Details(self.case, self.register_facts)

    @worked_out_once
    def spells(self) -> tuple[register.RegisterSpell, ...]:
        return register.under_20(self.stays, self.turned_20)

    @worked_out_once
    def stays(self) -> tuple[register.RegisterSpell, ...]:
        return register.stays(self.register_facts, self.rules.resume_within_days)

    @worked_out_once
    def turned_20(self) -> date | None:
        return register.twentieth_birthday(self.case, self.stays)

    @worked_out_once
    def covered(self) -> tuple[Span, ...]:
        """The days in the register and under 20."""
        return tuple(spell.span for spell in self.spells)

    @worked_out_once
    def responsible(self) -> tuple[Span, ...]:
        return responsibility.responsibility(self.case, self.spells, self.turned_20)

    @worked_out_once
    def held(self) -> tuple[Span, ...]:
        """The days on which register or responsibility held: contacts on them count."""
        if self.covered == self.responsible:
            return self.responsible
        return union((*self.covered, *self.responsible))

    @worked_out_once
    def enrolments(self) -> tuple[support.Enrolment, ...]:
        return support.enrolments(self.case)

    @worked_out_once
    def services(self) -> tuple[support.Service, ...]:
        return support.services(self.case)

    @worked_out_once
    def searches(self) -> tuple[outreach.Search, ...]:
        return outreach.searches(self.case, self.spells, self.responsible, self.enrolments)

    @worked_out_once
    def attempts(self) -> tuple[LoggedAttempt, ...]:
        """All standing attempts, in the order in which they were logged."""
        return tuple([LoggedAttempt(local_day(e.event.at), e) for e in self.case.all(ContactAttempted)])

    @worked_out_once
    def reaches(self) -> tuple[outreach.Reach, ...]:
        return outreach.reaches(self.case)

    @worked_out_once
    def began_on(self) -> date | None:
        """The first day of the case, whichever way it began."""
        days = [spell.span.first for spell in self.spells]
        days += [opened.event.on for opened in self.case.all(CaseOpenedByHand)]
        return min(days, default=None)

    @worked_out_once
    def is_ended(self) -> bool:
        """Disposed of, or living on in another case: it counts nowhere."""
        return bool(self.case.all(CaseDisposed) or self.case.all(CasesMerged))

    @worked_out_once
    def is_protected(self) -> bool:
        """Whether the identity is protected by what the register said last."""
        return self.details.protection != "none"

    def in_register(self, day: date) -> bool:
        return is_covered(day, self.covered)

    def is_held(self, day: date) -> bool:
        return is_covered(day, self.held)

    def is_responsible(self, day: date) -> bool:
        return is_covered(day, self.responsible)

    def is_enrolled(self, day: date) -> bool:
        return support.is_enrolled(self.enrolments, day)

    def spell_on(self, day: date) -> register.RegisterSpell | None:
        return next((spell for spell in self.spells if spell.span.covers(day)), None)

    def spell_start(self, day: date) -> date:
        """The first day of the spell ``day`` belongs to: the last beginning on or before it."""
        beginnings = [spell.span.first for spell in self.spells if spell.span.first <= day]
        return max(beginnings, default=date.min)

    @worked_out_once
    def searches_due(self) -> tuple[tuple[date, SearchReason], ...]:
        """The days on which a search should begin and none is recorded, with its reason, in order.

        Only the clock knows whether a day has come.
        """
        begun = {search.span.first for search in self.searches}
        reopened = [
            self._search_from(day, "reopened")
            for day in support.closings_to_unknown(self.case) - begun
            if outreach.may_reopen(self.case, day, self.spells, self.responsible, self.enrolments)
        ]
        due: list[tuple[date, SearchReason]] = [(search.span.first, search.reason) for search in reopened]
        for spell in self.spells:
            day = outreach.due_day(spell, self.rules.wait_days)
            has_begun = any(
                search.span.covers(day) or (search.reason == "wait_over" and spell.span.covers(search.span.first))
                for search in (*self.searches, *reopened)
            )
            if not has_begun and outreach.search_is_due(spell, day, self.responsible, self.enrolments):
                due.append((day, "wait_over"))
        return tuple(sorted(due))

    def _search_from(self, day: date, reason: SearchReason) -> outreach.Search:
        return outreach.search_from(day, reason, self.spells, self.responsible, self.enrolments)
