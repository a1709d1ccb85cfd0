"""What a command leads to: events, or a refusal with its code.

``decide`` is pure. A fact is judged by its policies and then followed by what it brings with it: a
milestone, a service that ends with its enrolment, a case that changes hands. A command that has
already had its effect yields no event.
"""

from __future__ import annotations

from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.amendments import correct_entry, void_entry
from kaa_tracker.domain.case.coded import first_unknown_code
from kaa_tracker.domain.case.consequences import Events, search_started, unit_after_closing, with_consequences
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.policies import Situation, day_of, judge
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.case.register import told_facts
from kaa_tracker.domain.case.state import Case, supposing
from kaa_tracker.domain.case.stated import stated
from kaa_tracker.domain.case.support import enrolled_twice
from kaa_tracker.domain.periods import birthday


def decide(case: Case, request: c.Request, situation: Situation) -> Events | Refusal:
    """The events a request leads to, in order, or why it is refused.

    A repeat is known by its id; the daily round by what has fallen due, for it may be run again on
    the same day when more is known.
    """
    if request.command_id in case.made_by and not isinstance(request.command, c.RunDailyRound):
        return ()
    life = Life(case, situation.reference.rules)
    if life.is_ended:
        return _after_the_end(life, request.command, situation)
    match request.command:
        case c.RecordRegisterEntry() | c.RecordRegisterChange() | c.RecordRegisterExit() as message:
            return () if is_stale(case, message) else _fact(life, message, situation)
        case c.RunDailyRound() as round_:
            return _daily_round(life, round_, situation)
        case c.CorrectEntry() as correction:
            return correct_entry(life, correction, situation)
        case c.VoidEntry() as void:
            return void_entry(life, void, situation)
        case c.TakeOverFacts(facts=facts):
            return _taken_over(life, facts)
        case c.EndResponsibility(aims_at_eligibility=False):
            return Refusal("studies_must_aim_at_eligibility")
        case command:
            return _fact(life, command, situation)


def is_stale(case: Case, message: c.RecordRegisterEntry | c.RecordRegisterChange | c.RecordRegisterExit) -> bool:
    """Whether the revision has been applied already; what only an extract showed, a message may still tell."""
    if message.extract_of is not None:
        return False
    return any(fact.event.revision == message.revision and fact.event.extract_of is None for fact in told_facts(case))


def _after_the_end(life: Life, command: c.Command, situation: Situation) -> Events | Refusal:
    """The clock passes over a disposed or merged case; only disposal still reaches a merged one."""
    is_disposed = bool(life.case.all(e.CaseDisposed))
    if isinstance(command, c.RunDailyRound) or (is_disposed and isinstance(command, c.DisposeCase)):
        return ()
    if isinstance(command, c.DisposeCase):
        return _fact(life, command, situation)
    return Refusal("case_disposed" if is_disposed else "case_merged")


def _fact(life: Life, command: c.Command, situation: Situation) -> Events | Refusal:
    fact = stated(command, situation.reference)
    if _stands_already(life.case, fact):
        return ()
    refusal = judge(life, fact, situation)
    if refusal is not None:
        return refusal
    events = with_consequences(life, fact, command, situation)
    brought = (event for event in events if event is not fact)
    unknown = (first_unknown_code(event, situation.reference, day_of(event)) for event in brought)
    found = next(filter(None, unknown), None)
    return Refusal("unknown_code", found) if found else events


def _stands_already(case: Case, fact: e.CaseEvent) -> bool:
    """Whether the same was recorded before and still stands; an assignment stands until the next, and somebody's
    access until the next word on it.

    Of a contact detail the case does not know the value: another of the same day looks like the first.
    """
    standing = case.all(type(fact))
    if isinstance(fact, e.CaseAssigned):
        standing = standing[-1:]
    if isinstance(fact, e.CaseAccessGranted):
        standing = tuple(entry for entry in case.all(e.CaseAccessGranted) if entry.event.user == fact.user)[-1:]
    happens_again = isinstance(fact, e.DataDisclosed | e.CaseOpenedByHand | e.ContactDetailRecorded)
    return not happens_again and any(entry.event == fact for entry in standing)


def _taken_over(life: Life, facts: tuple[e.Correctable, ...]) -> Events | Refusal:
    """The facts stand as they were judged in the case they come from; together they keep to one open
    enrolment per unit."""
    if life.is_protected:
        return Refusal("protected_case")
    after = Life(supposing(life.case, facts), life.rules)
    return Refusal("enrolment_already_open") if enrolled_twice(after.enrolments) else facts


def _daily_round(life: Life, command: c.RunDailyRound, situation: Situation) -> Events:
    """The 20th birthday ends the responsibility; searches begin on their due days; a case whose unit
    has closed goes to the one that took over."""
    found: Events = ()
    turns_20 = birthday(command.born, 20) if command.born else None
    if turns_20 is not None and turns_20 <= command.through and any(span.last >= turns_20 for span in life.held):
        found = (e.ResponsibilityEnded(on=turns_20, reason="turned_20"),)
        life = Life(supposing(life.case, found), life.rules)
    searches = tuple(search_started(life, on, reason) for on, reason in life.searches_due if on <= command.through)
    return (*found, *searches, *unit_after_closing(life, command.through, situation.reference))
