"""Plausible lives for the laws: what BER tells of a youth, and what people then log, well and badly.

A step says only what is tried and how long after; what it means (which attempt is answered, which
enrolment closed) is found in the story so far, so any list of steps makes sense and shrinks well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeAlias, get_args
from uuid import UUID

import msgspec
from hypothesis import strategies as st

from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.register import fact_day
from tests.domain.case import facts as f
from tests.domain.case.facts import the
from tests.domain.case.story import (
    CENTRAL,
    CLOCK,
    COORDINATOR,
    FEED,
    REGISTER_COORDINATOR,
    Outcome,
    Story,
    asking,
    correct,
    void,
)

BEGINNING = date(2022, 3, 1)
CORRECTABLE: tuple[type[e.Event], ...] = get_args(e.Correctable)
REGISTER_FACTS = (e.RegisterEntered, e.RegisterDetailsChanged, e.RegisterLeft)

DISTRICTS = ("farsta", "bromma", "skarholmen", "sodermalm", e.NO_DISTRICT)
REASONS = ("studies_registered", "moved_out", "unknown", "misregistered", "diploma")
CHANNELS = ("letter", "phone", "sms", "home_visit")
OUTCOMES: tuple[e.Outcome, ...] = ("unknown", "studies", "work")


# What BER tells


class Told(NamedTuple):
    """A message of BER in the making: what it says, so many days after the one before."""

    what: str
    days: int
    pick: int


Messages: TypeAlias = tuple[e.RegisterFact, ...]


def _message(told: Told, day: date, revision: int, is_in: bool) -> e.RegisterFact:
    written, district = day.isoformat(), DISTRICTS[told.pick % len(DISTRICTS)]
    if not is_in:
        return f.entered(written, revision, district)
    if told.what == "left":
        return f.left(written, REASONS[told.pick % len(REASONS)], revision, district)
    if told.what == "protected":
        protections = ("confidentiality_marked", "none")
        return f.changed(written, revision, protection=protections[told.pick % 2])
    return f.changed(written, revision, district=district)


def _in_order(beginning: date, told: Sequence[Told]) -> Messages:
    messages: list[e.RegisterFact] = []
    day, is_in = beginning, False
    for revision, one in enumerate(told, 1):
        day += timedelta(days=one.days)
        messages.append(_message(one, day, revision, is_in))
        is_in = not isinstance(messages[-1], e.RegisterLeft)
    return tuple(messages)


def messages(
    max_size: int = 6, protected: bool = False, beginnings: tuple[date, ...] = (BEGINNING,)
) -> st.SearchStrategy[Messages]:
    """What BER tells of one youth, in its own order; an exit is now and then taken back."""
    kinds = ("left", "left", "changed", "protected") if protected else ("left", "left", "changed")
    told = st.builds(Told, st.sampled_from(kinds), st.integers(-1, 20), st.integers(0, 4))
    return st.builds(_in_order, st.sampled_from(beginnings), st.lists(told, min_size=1, max_size=max_size))


# What people log


class Step(NamedTuple):
    """``kind`` is tried ``days`` after the step before, of something that was ``back`` days earlier."""

    kind: str
    days: int
    back: int
    pick: int


class Tried(NamedTuple):
    """A step that was played: what was asked, and what came of it."""

    step: Step
    outcome: Outcome

    @property
    def events(self) -> tuple[e.CaseEvent, ...]:
        return self.outcome.answer if isinstance(self.outcome.answer, tuple) else ()

    @property
    def after(self) -> Story:
        return self.outcome.before.after(self.outcome.request, self.events)


class _Now(NamedTuple):
    """What a step finds when it is played."""

    story: Story
    step: Step
    number: int
    today: date
    messages: Messages

    @property
    def day(self) -> str:
        return (self.today - timedelta(days=self.step.back)).isoformat()

    @property
    def name(self) -> str:
        return f"{self.step.kind} {self.number}"

    def one_of(self, values: Sequence[Any]) -> Any:
        return values[self.step.pick % len(values)] if values else None

    def id_of_one(self, kind: type[e.Event], field: str) -> UUID:
        """An id that stands in the case, or now and then one that does not."""
        known = [getattr(entry.event, field) for entry in self.story.case.all(kind)]
        unheard_of = the("something else")
        return self.one_of([*known, unheard_of]) if self.step.pick == 7 else self.one_of(known) or unheard_of


def _attempt(now: _Now) -> c.Command:
    others: dict[str, Any] = {}
    if now.step.pick % 3 == 0:
        others["early_reason"] = "school"
    if now.step.pick % 5 == 4:
        others["purpose"] = "follow_up"
    return asking(f.attempted(now.day, now.one_of(CHANNELS), now.name, **others))


def _answer(now: _Now) -> c.Command:
    at = f.at(now.day, "11:00")
    return c.LogAnswer(attempt_id=now.id_of_one(e.ContactAttempted, "attempt_id"), at=at)


def _end_service(now: _Now) -> c.Command:
    service = now.id_of_one(e.ServiceStarted, "service_id")
    return c.EndService(service_id=service, on=f.on(now.day), outcome=now.one_of(OUTCOMES))


def _close(now: _Now) -> c.Command:
    enrolment = now.id_of_one(e.Enrolled, "enrolment_id")
    return c.CloseEnrolment(enrolment_id=enrolment, on=f.on(now.day), outcome=now.one_of(OUTCOMES))


def _start_service(now: _Now) -> c.Command:
    enrolment = now.id_of_one(e.Enrolled, "enrolment_id")
    return c.StartService(service_id=the(now.name), enrolment_id=enrolment, service="aim", unit="aim", on=f.on(now.day))


def _enrol(now: _Now) -> c.Command:
    fact = f.enrolled(now.day, now.name, now.one_of(("globen", "kista")))
    return asking(fact, contact_id=the(f"own contact of {now.name}"))


def _plan(now: _Now) -> c.Command:
    return asking(f.planned((now.today + timedelta(days=now.step.pick)).isoformat(), name=now.name))


def _drop(now: _Now) -> c.Command:
    plan = now.id_of_one(e.ContactPlanned, "plan_id")
    return c.DropPlannedContact(plan_id=plan, on=now.today, reason="not_needed")


def _correct(now: _Now) -> c.Command:
    entry = now.one_of(amendable(now.story))
    changes: Mapping[str, Any] = _moved(entry.event, (-3, -1, 1, 2)[now.step.back % 4]) if entry else {}
    if entry and isinstance(entry.event, e.EnrolmentClosed) and now.step.back % 2:
        changes = {"outcome": now.one_of(OUTCOMES)}
    return correct(entry.version if entry else 99, **changes)


def _moved(event: e.Event, days: int) -> dict[str, Any]:
    """The same, so many days later."""
    for name in ("at", "on", "entered_on", "left_on", "effective_on"):
        if (moment := getattr(event, name, None)) is not None:
            return {name: msgspec.to_builtins(moment + timedelta(days=days))}
    return {}


def _void(now: _Now) -> c.Command:
    entry = now.one_of(amendable(now.story))
    return void(entry.version if entry else 99, with_dependents=now.step.back % 2 == 1)


def _message_of_ber(now: _Now) -> c.Command:
    told = [message for message in now.messages if fact_day(message) <= now.today]
    heard = {fact.event.revision for fact in now.story.life.register_facts}
    news = [message for message in told if message.revision not in heard]
    message = now.one_of(news) or now.one_of(told) or f.entered(now.today.isoformat(), revision=99)
    return asking(message)


TRIED: Mapping[str, Callable[[_Now], c.Command]] = {
    "message": _message_of_ber,
    "round": lambda now: c.RunDailyRound(through=now.today, born=now.story.born),
    "attempt": _attempt,
    "answer": _answer,
    "own contact": lambda now: asking(f.own_contact(now.day, now.name)),
    "plan": _plan,
    "drop": _drop,
    "occupation": lambda now: c.RecordOccupation(on=f.on(now.day), code="work", source="youth"),
    "decline": lambda now: c.RecordDecline(on=f.on(now.day), offered="meeting"),
    "failed detail": lambda now: asking(f.detail_failed(now.day, now.one_of(("phone", "address")))),
    "report": lambda now: asking(f.address_reported(now.day, f"address {now.step.pick % 2}")),
    "report closed": lambda now: asking(f.report_closed(now.day, f"address {now.step.pick % 2}")),
    "enrol": _enrol,
    "service": _start_service,
    "service ended": _end_service,
    "close": _close,
    "end responsibility": lambda now: asking(f.responsibility_ended(now.day)),
    "by hand": lambda now: asking(f.opened_by_hand(now.day, district=now.one_of(DISTRICTS))),
    "assign": lambda now: asking(f.assigned(now.today.isoformat(), "kista")),
    "correct": _correct,
    "void": _void,
}

NEEDS: Mapping[str, tuple[type[e.Event], str]] = {
    "answer": (e.ContactAttempted, "attempt"),
    "close": (e.Enrolled, "enrol"),
    "service": (e.Enrolled, "enrol"),
    "service ended": (e.ServiceStarted, "service"),
    "drop": (e.ContactPlanned, "plan"),
    "report closed": (e.AddressReported, "report"),
}
"""Nobody answers what was not tried: then that is tried first, but for now and then."""

_OFTEN = (*["message"] * 3, *["round"] * 2, *["close"] * 2, "attempt", "answer", "service", "correct", "void")

steps = st.lists(
    st.builds(
        Step,
        st.sampled_from((*TRIED, *_OFTEN)),
        st.integers(0, 12),
        st.sampled_from((0, 0, 0, 1, 2, 5, 9, 15)),
        st.integers(0, 7),
    ),
    min_size=6,
    max_size=20,
)


def amendable(story: Story) -> list[e.Entry[Any]]:
    """The standing entries that may be corrected or voided, in stream order."""
    standing = [entry for kind in CORRECTABLE for entry in story.case.all(kind)]
    return sorted(standing, key=lambda entry: entry.version)


def play(told: Messages, tried: Sequence[Step], born: date | None = None) -> Iterator[Tried]:
    """The steps one after the other, each in the case as the ones before have left it.

    BER has told of the youth first, unless the first step is to open the case by hand.
    """
    story, today = Story(born=born), fact_day(told[0])
    entry = () if tried and tried[0].kind == "by hand" else (Step("message", 0, 0, 0),)
    for number, step in enumerate((*entry, *tried)):
        today += timedelta(days=step.days)
        command = TRIED[_possible(story, step)](_Now(story, step, number, today, told))
        played = Tried(step, story.when(command, recorded=today.isoformat(), by=_who(story, command)))
        yield played
        story = played.after


def _possible(story: Story, step: Step) -> str:
    kind = step.kind
    while kind in NEEDS and step.pick != 7 and not story.case.all(NEEDS[kind][0]):
        kind = NEEDS[kind][1]
    return kind


def _who(story: Story, command: c.Command) -> e.Actor:
    match command:
        case c.RecordRegisterEntry() | c.RecordRegisterChange() | c.RecordRegisterExit():
            return FEED
        case c.RunDailyRound():
            return CLOCK
        case c.CorrectEntry(entry=number) | c.VoidEntry(entry=number):
            entry = story.case.entry(number or 0)
            return REGISTER_COORDINATOR if entry and isinstance(entry.event, REGISTER_FACTS) else CENTRAL
        case _:
            return COORDINATOR
