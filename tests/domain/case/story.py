"""Given what stood, when something is asked, then this is what is recorded, or why it is refused.

A command that states a fact is asked by that fact: ``when(attempted("2022-03-20"))`` is the command
``LogContactAttempt``. Unless a story says otherwise, BER's messages come from the feed and the rest
from a coordinator at Globen, in the evening of the day it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import msgspec

from kaa_tracker.adapters.outbound.reference_files import load_reference
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.decisions import decide
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.next_step import NextStep, next_step
from kaa_tracker.domain.case.policies import Situation, day_of
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.case.state import Case, replay
from kaa_tracker.domain.case.stated import FACT_OF
from kaa_tracker.domain.periods import Span
from kaa_tracker.domain.reference import Reference
from tests.domain.case.facts import assigned, at, entered, on, the

STOCKHOLM = load_reference()

COORDINATOR = e.Actor("coordinator-1", "local_coordinator")
COLLEAGUE = e.Actor("coordinator-2", "local_coordinator")
CENTRAL = e.Actor("central-1", "central_coordinator")
REGISTER_COORDINATOR = e.Actor("register-1", "register_coordinator")
HANDLER = e.Actor("handler-1", "protected_case_handler")
FEED = e.Actor("ber", "system")
CLOCK = e.Actor("clock", "system")

Asked: TypeAlias = c.Command | e.CaseEvent

COMMAND_OF = {fact: command for command, fact in FACT_OF.items()}
_ONLY_ASKED: dict[type[e.Event], dict[str, Any]] = {
    e.Enrolled: {"contact_id": the("the own contact")},
    e.ResponsibilityEnded: {"aims_at_eligibility": True},
}
"""What those commands carry besides their fact."""


class Told(NamedTuple):
    """A fact of the past, recorded another day or by somebody else than usual."""

    events: tuple[e.CaseEvent, ...]
    recorded: str | None
    by: e.Actor | None
    command_id: str | None


def told(
    *events: e.CaseEvent, recorded: str | None = None, by: e.Actor | None = None, command_id: str | None = None
) -> Told:
    """The events of one command, ``recorded`` on that day."""
    return Told(events, recorded, by, command_id)


def asking(fact: e.CaseEvent, **others: Any) -> c.Command:
    """The command that states ``fact``."""
    command = COMMAND_OF[type(fact)]
    known = {**_ONLY_ASKED.get(type(fact), {}), **msgspec.structs.asdict(fact), **others}
    return command(**{f.name: known[f.name] for f in fields(command) if f.name in known})


def void(entry: int | None = None, *, made_by: str | None = None, with_dependents: bool = False) -> c.VoidEntry:
    return c.VoidEntry(reason="did_not_happen", entry=entry, made_by=made_by, with_dependents=with_dependents)


def correct(entry: int | None = None, *, made_by: str | None = None, **changes: Any) -> c.CorrectEntry:
    """New values of an entry, written as in JSON."""
    return c.CorrectEntry(reason="wrong_day", changes=changes, entry=entry, made_by=made_by)


def taken_in(day: str, district: str = "farsta", **others: Any) -> Told:
    """BER took the youth in, and the case went to the jobbtorg of the district."""
    entry = entered(day, district=district, **others)
    unit = STOCKHOLM.jobbtorg_of(district, on(day))
    return told(entry, assigned(day, unit, "district"))


def written(spans: Iterable[Span]) -> list[str]:
    """Spans of days as ``2022-03-01..2022-03-10``, or ``2022-03-01..`` while they go on."""
    return [f"{span.first}.." if span.is_open else f"{span.first}..{span.last}" for span in spans]


@dataclass(frozen=True)
class Story:
    history: e.History = ()
    reference: Reference = STOCKHOLM
    born: date | None = None

    def born_on(self, day: str) -> Story:
        return replace(self, born=on(day))

    def under_rules(self, **changed: Any) -> Story:
        rules = msgspec.structs.replace(self.reference.rules, **changed)
        return replace(self, reference=msgspec.structs.replace(self.reference, rules=rules))

    def and_given(self, *facts: e.CaseEvent | Told) -> Story:
        story = self
        for fact in facts:
            one = fact if isinstance(fact, Told) else told(fact)
            command_id = one.command_id or f"given-{len(story.history) + 1}"
            recorded_at = _recorded_at(one.events[0], one.recorded)
            by = one.by or _usual_actor(one.events[0])
            story = story._with(one.events, recorded_at, by, command_id)
        return story

    def when(
        self,
        asked: Asked,
        *,
        recorded: str | None = None,
        by: e.Actor | None = None,
        command_id: str | None = None,
    ) -> Outcome:
        """What comes of asking, the answer not yet added to the story."""
        command = asking(asked) if isinstance(asked, e.Event) else asked
        request = c.Request(
            command_id=command_id or f"asked-{len(self.history) + 1}",
            actor=by or _usual_actor(asked),
            recorded_at=_recorded_at(asked, recorded),
            command=command,
        )
        return Outcome(self, request, self.decide(request))

    def decide(self, request: c.Request) -> tuple[e.CaseEvent, ...] | Refusal:
        situation = Situation(
            recorded_at=request.recorded_at, actor=request.actor, reference=self.reference, born=self.born
        )
        return decide(self.case, request, situation)

    def daily_round(self, through: str, *, run_on: str | None = None) -> Outcome:
        round_ = c.RunDailyRound(through=on(through), born=self.born)
        return self.when(round_, recorded=f"{run_on or through} 04:00", command_id=f"round-{len(self.history)}")

    def after(self, request: c.Request, events: tuple[e.CaseEvent, ...]) -> Story:
        return self._with(events, request.recorded_at, request.actor, request.command_id)

    def _with(self, events: tuple[e.CaseEvent, ...], recorded_at: datetime, by: e.Actor, command_id: str) -> Story:
        first = len(self.history) + 1
        entries = tuple(e.Entry(first + n, recorded_at, by, command_id, event) for n, event in enumerate(events))
        return replace(self, history=(*self.history, *entries))

    @cached_property
    def case(self) -> Case:
        return replay(self.history)

    @cached_property
    def life(self) -> Life:
        return Life(self.case, self.reference.rules)

    @property
    def spells(self) -> list[str]:
        return written(self.life.covered)

    @property
    def responsible(self) -> list[str]:
        return written(self.life.responsible)

    @property
    def searches(self) -> list[str]:
        return written(search.span for search in self.life.searches)

    @property
    def enrolments(self) -> list[str]:
        return written(enrolment.span for enrolment in self.life.enrolments)

    @property
    def services(self) -> list[str]:
        return written(service.span for service in self.life.services)

    @property
    def reaches(self) -> list[tuple[str, str]]:
        """The days on which the youth was reached, and by whom."""
        return [(reach.day.isoformat(), reach.by) for reach in self.life.reaches]

    @property
    def unit(self) -> str | None:
        """Where the case is worked."""
        last = self.case.last(e.CaseAssigned)
        return last.event.unit if last else None

    @property
    def next_step(self) -> NextStep | None:
        return next_step(self.life)

    @property
    def next_day(self) -> tuple[str | None, str] | None:
        """The next day and why, if the case is anybody's to follow up."""
        step = self.next_step
        return (step.on.isoformat() if step.on else None, step.why) if step else None


def given(*facts: e.CaseEvent | Told) -> Story:
    """A case with that history; none is a case nobody has heard of."""
    return Story().and_given(*facts)


@dataclass(frozen=True)
class Outcome:
    before: Story
    request: c.Request
    answer: tuple[e.CaseEvent, ...] | Refusal = field(repr=True)

    def then(self, *events: e.CaseEvent) -> Story:
        """Exactly these events were recorded."""
        assert self.answer == events
        return self.accepted

    def then_nothing(self) -> Story:
        """It was no error, and nothing was recorded."""
        return self.then()

    def refused(self, code: str, *about: str) -> Story:
        """The rule of that code refused it, naming ``about`` if the story cares."""
        assert isinstance(self.answer, Refusal), f"not refused, but recorded: {self.answer}"
        assert self.answer.code == code
        assert not about or self.answer.about == about
        return self.before

    @property
    def accepted(self) -> Story:
        """The story with what was recorded."""
        assert not isinstance(self.answer, Refusal), f"refused: {self.answer}"
        return self.before.after(self.request, self.answer)


def _recorded_at(asked: Asked, recorded: str | None) -> datetime:
    if recorded is not None:
        return at(recorded, "20:00")
    if isinstance(asked, e.Event):
        return at(f"{day_of(asked)} 20:00")
    raise ValueError("the story must say when this was asked")


def _usual_actor(asked: Asked) -> e.Actor:
    match asked:
        case e.RegisterEntered() | e.RegisterDetailsChanged() | e.RegisterLeft():
            return FEED
        case e.SearchStarted() | c.RunDailyRound():
            return CLOCK
        case _:
            return COORDINATOR
