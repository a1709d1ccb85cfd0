"""Outreach: waiting, under search, ended; and who was reached, how, when.

Days come from the facts, not from the milestones: a ``SearchStarted`` or ``YouthReached`` says when
the program knew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

from kaa_tracker.domain.case.events import (
    ContactAnswered,
    ContactAttempted,
    Entry,
    SearchReason,
    SearchStarted,
    SelfContactMade,
)
from kaa_tracker.domain.case.register import RegisterSpell
from kaa_tracker.domain.case.state import Case
from kaa_tracker.domain.case.support import (
    Enrolment,
    closings_to_unknown,
    is_enrolled,
    stays_enrolled_after,
)
from kaa_tracker.domain.periods import FOREVER, Span, local_day

ReachedBy: TypeAlias = Literal["youth", "relative", "own_contact"]


class Search(NamedTuple):
    """The days of active search; they end with the register exit, the responsibility or an enrolment."""

    span: Span
    reason: SearchReason


class Reach(NamedTuple):
    """A fact that reaches the youth: an answer to an outreach attempt, or an own contact."""

    at: datetime
    day: date
    by: ReachedBy
    through: UUID


def due_day(spell: RegisterSpell, wait_days: int) -> date:
    """The day the wait of a spell is over and the search begins."""
    return spell.span.first + timedelta(days=wait_days)


def search_is_due(spell: RegisterSpell, day: date, responsible: Sequence[Span], enrolled: Iterable[Enrolment]) -> bool:
    """On the due day the youth is in the register, answered for, and not enrolled."""
    in_register = spell.span.covers(day)
    held = spell.is_misregistered or any(span.covers(day) for span in responsible)
    return in_register and held and not is_enrolled(enrolled, day)


def may_reopen(
    case: Case, day: date, spells: Sequence[RegisterSpell], responsible: Sequence[Span], enrolled: Sequence[Enrolment]
) -> bool:
    """Something closed to ``unknown`` on ``day`` and nothing else holds the youth."""
    return (
        day in closings_to_unknown(case)
        and any(spell.span.covers(day) for spell in spells)
        and any(span.covers(day) for span in responsible)
        and not stays_enrolled_after(enrolled, day)
    )


def searches(
    case: Case, spells: Sequence[RegisterSpell], responsible: Sequence[Span], enrolled: Sequence[Enrolment]
) -> tuple[Search, ...]:
    """The searches that really were, in order.

    One that began on a day the facts no longer bear out (an exit known late, an enrolment brought in
    afterwards) is empty and left out.
    """
    found: dict[date, Search] = {}
    for started in case.all(SearchStarted):
        day, reason = started.event.on, started.event.reason
        spell = next((s for s in spells if s.span.covers(day)), None)
        if spell is None:
            continue
        if reason == "wait_over":
            held = day == due_day(spell, started.event.wait_days) and search_is_due(spell, day, responsible, enrolled)
        else:
            held = may_reopen(case, day, spells, responsible, enrolled)
        if held:
            found.setdefault(day, search_from(day, reason, spells, responsible, enrolled))
    return tuple(search for _, search in sorted(found.items()) if not _goes_on_already(search, found.values()))


def _goes_on_already(search: Search, all_found: Iterable[Search]) -> bool:
    """A wait that ends while the youth is searched for already begins nothing."""
    return search.reason == "wait_over" and any(
        other.reason == "reopened" and other.span.first < search.span.first <= other.span.last for other in all_found
    )


def search_from(
    day: date,
    reason: SearchReason,
    spells: Iterable[RegisterSpell],
    responsible: Iterable[Span],
    enrolled: Iterable[Enrolment],
) -> Search:
    """The search that begins on ``day``, through the first of exit, end of responsibility, enrolment."""
    ends = [spell.span.last for spell in spells if spell.span.covers(day)]
    ends += [span.last for span in responsible if span.covers(day)]
    ends += [enrolment.span.first for enrolment in enrolled if enrolment.span.first > day]
    return Search(Span(day, min(ends, default=FOREVER)), reason)


def answers(case: Case) -> dict[UUID, Entry[ContactAnswered]]:
    """The first standing answer to each attempt."""
    found: dict[UUID, Entry[ContactAnswered]] = {}
    for answered in case.all(ContactAnswered):
        known = found.get(answered.event.attempt_id)
        if known is None or answered.event.at < known.event.at:
            found[answered.event.attempt_id] = answered
    return found


def reaches(case: Case) -> tuple[Reach, ...]:
    """Every reaching fact, in the order it happened; purposes other than outreach reach nobody."""
    answered = answers(case)
    attempted = case.all(ContactAttempted) if answered else ()
    outreach = {attempt.event.attempt_id for attempt in attempted if attempt.event.purpose == "outreach"}
    found = [
        Reach(answer.event.at, local_day(answer.event.at), answer.event.by, attempt_id)
        for attempt_id, answer in answered.items()
        if attempt_id in outreach
    ]
    found += [
        Reach(made.event.at, local_day(made.event.at), "own_contact", made.event.contact_id)
        for made in case.all(SelfContactMade)
        if made.event.purpose == "outreach"
    ]
    return tuple(sorted(found))
