"""What a fact brings with it, in the same decision."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.commands import Command, Enrol, OpenCaseByHand
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.policies import Situation, day_of
from kaa_tracker.domain.case.state import supposing
from kaa_tracker.domain.periods import ONE_DAY, Span, local_day, noon
from kaa_tracker.domain.reference import Reference

Events = tuple[e.CaseEvent, ...]


def with_consequences(life: Life, fact: e.CaseEvent, command: Command, situation: Situation) -> Events:
    """The fact and what follows from it, in the order in which they are recorded."""
    match fact:
        case e.CaseOpenedByHand() if isinstance(command, OpenCaseByHand):
            assigned = assignment(life, (fact,), fact.on, situation)
            return (fact, *_to_whom_met(assigned, command, situation.reference))
        case e.RegisterEntered() | e.RegisterDetailsChanged() | e.RegisterLeft():
            return (fact, *assignment(life, (fact,), day_of(fact), situation))
        case e.ContactAnswered():
            return (fact, *_milestone(life, fact, fact.at, fact.attempt_id))
        case e.SelfContactMade():
            return (fact, *_milestone(life, fact, fact.at, fact.contact_id))
        case e.Enrolled() if isinstance(command, Enrol):
            return (*_own_contact(life, fact, command, situation.recorded_at), fact)
        case e.ServiceStarted():
            return (fact, *_ended_already(life, fact))
        case e.EnrolmentClosed():
            return _with_reopened_search(life, (*_ended_services(life, fact), fact))
        case e.ServiceEnded():
            return _with_reopened_search(life, (fact,))
        case e.CaseDisposed():
            return (*_closed_with(life, fact), fact)
        case _:
            return (fact,)


def assignment(life: Life, events: Events, day: date, situation: Situation) -> Events:
    """Where the case goes on ``day`` because of the events: to the jobbtorg of its district, a
    protected one to the handlers at once.

    Only a change of what is known of the youth moves a case, so an assignment made by hand stays until
    the youth moves; nobody is moved out of an open enrolment, and a blank district moves nobody. A unit
    that has closed keeps nobody of whom there is news.
    """
    reference = situation.reference
    is_new = life.case.last(e.CaseAssigned) is None
    if not is_new and not any(_may_move(event, life, reference) for event in events):
        return ()
    today = _today_by_register(life, situation)
    unit = _unit_by_register(Life(supposing(life.case, events), life.rules), today, reference)
    is_same = unit == _unit_by_register(life, today, reference)
    if not is_new and is_same and not _is_stranded(life, unit, today, reference):
        return ()
    if not is_new and unit != reference.handler_unit and any(n.span.is_open for n in life.enrolments):
        return ()
    reason = "protection" if unit == reference.handler_unit else "district"
    return (e.CaseAssigned(on=day, unit=unit, reason=reason),)


def _to_whom_met(assigned: Events, command: OpenCaseByHand, reference: Reference) -> Events:
    """Whom no district claims is not put into the pool, but left with the open unit that met them."""
    unit = reference.unit(command.unit) if command.unit else None
    match assigned:
        case (e.CaseAssigned(on=day, unit=at),) if unit and at == reference.pool_unit:
            is_open = unit.valid_from <= day <= unit.valid_to
            return (e.CaseAssigned(on=day, unit=unit.code, reason="met_there"),) if is_open else assigned
        case _:
            return assigned


def _may_move(event: e.CaseEvent, life: Life, reference: Reference) -> bool:
    """Whether the event can change where the case belongs: by district, protection, or the days it is anybody's."""
    match event:
        case e.RegisterDetailsChanged():
            return (event.district, event.protection) != (None, None)
        case e.RegisterLeft():
            known = life.details.district_known
            is_same = known != e.NO_DISTRICT and event.district in (e.NO_DISTRICT, known)
            return not (is_same and reference.only_jobbtorg_of(known))
        case _:
            return True


def _today_by_register(life: Life, situation: Situation) -> date:
    """Today, or the latest day BER spoke of the youth, should a message of before come after it."""
    spoken = [fact.recorded_at for fact in life.register_facts]
    return local_day(max([situation.recorded_at, *spoken]))


def _is_stranded(life: Life, unit: str, today: date, reference: Reference) -> bool:
    """Whether the case is with a unit that has closed while it belongs to another."""
    assigned = life.case.last(e.CaseAssigned)
    at = reference.unit(assigned.event.unit) if assigned else None
    return at is not None and at.code != unit and at.valid_to < today


def _unit_by_register(life: Life, today: date, reference: Reference) -> str:
    """The unit that works the last known district on the last day that the case was anybody's."""
    if life.is_protected:
        return reference.handler_unit
    district = life.details.district_known
    if district == e.NO_DISTRICT:
        return reference.pool_unit
    always = reference.only_jobbtorg_of(district)  # as of most: no need to work out the days
    return always or _unit_of_district(district, _last_day(life, today), reference)


def _last_day(life: Life, today: date) -> date:
    """The last day until today that the case was anybody's, or else the day its district was told."""
    if life.covered and life.covered[-1].is_open:
        return today
    told_on = life.details.districts_known[-1].span.first
    return min(today, max([span.last for span in life.held], default=told_on))


def _unit_of_district(district: str, day: date, reference: Reference) -> str:
    jobbtorg = reference.jobbtorg_of(district, day)
    return reference.pool_unit if jobbtorg == e.NO_DISTRICT else jobbtorg


def unit_after_closing(life: Life, today: date, reference: Reference) -> Events:
    """A case that was anybody's after its unit had closed goes to the one that works its district since then.

    Whether it still is on the day the round is run makes no difference: the round may be run late.
    """
    assigned = life.case.last(e.CaseAssigned)
    unit = reference.unit(assigned.event.unit) if assigned else None
    district = life.details.district_known
    if unit is None or unit.valid_to >= today or district == e.NO_DISTRICT:
        return ()
    day = unit.valid_to + ONE_DAY
    since_then = Span(day, today)
    if not any(span.overlaps(since_then) for span in (*life.held, *(n.span for n in life.enrolments))):
        return ()
    return (e.CaseAssigned(on=day, unit=_unit_of_district(district, day, reference), reason="unit_closed"),)


def _milestone(life: Life, fact: e.CaseEvent, at: datetime, through: UUID) -> Events:
    """*Nådd*, once a spell, should the fact be one that reaches."""
    after = Life(supposing(life.case, (fact,)), life.rules)
    if not any(reach.through == through for reach in after.reaches):
        return ()
    standing = {reach.through for reach in life.reaches}
    spell = after.spell_start(local_day(at))
    for reached in life.case.all(e.YouthReached):
        if reached.event.through in standing and after.spell_start(local_day(reached.event.at)) == spell:
            return ()
    return (e.YouthReached(at=at, through=through),)


def _own_contact(life: Life, fact: e.Enrolled, command: Enrol, recorded_at: datetime) -> Events:
    """Whoever is enrolled has been reached: if nothing says how, they came by themselves."""
    spell = life.spell_start(fact.on)
    if any(spell <= reach.day <= fact.on for reach in life.reaches):
        return ()
    at = min(noon(fact.on), recorded_at)
    contact = e.SelfContactMade(contact_id=command.contact_id, at=at, via=command.via)
    return (contact, *_milestone(life, contact, contact.at, contact.contact_id))


def _ended_services(life: Life, fact: e.EnrolmentClosed) -> Events:
    """Closing an enrolment ends its open services the same day with its outcome."""
    return tuple(
        e.ServiceEnded(service_id=service.started.event.service_id, on=fact.on, outcome=fact.outcome)
        for service in life.services
        if service.ended is None and service.started.event.enrolment_id == fact.enrolment_id
    )


def _closed_with(life: Life, fact: e.CaseDisposed) -> Events:
    """Whatever is still open is closed on the day of disposal, so that it counts as ended."""
    if life.is_ended:
        return ()
    closed: Events = ()
    for enrolment in life.enrolments:
        if enrolment.closed is None:
            enrolment_id = enrolment.enrolled.event.enrolment_id
            closing = e.EnrolmentClosed(enrolment_id=enrolment_id, on=fact.on, outcome="other", detail="disposal")
            closed = (*closed, *_ended_services(life, closing), closing)
    return closed


def _ended_already(life: Life, fact: e.ServiceStarted) -> Events:
    """A service brought in after its enrolment was closed ended with it."""
    for enrolment in life.enrolments:
        if enrolment.closed is not None and enrolment.enrolled.event.enrolment_id == fact.enrolment_id:
            closed = enrolment.closed.event
            return (e.ServiceEnded(service_id=fact.service_id, on=closed.on, outcome=closed.outcome),)
    return ()


def _with_reopened_search(life: Life, events: Events) -> Events:
    after = Life(supposing(life.case, events), life.rules)
    return (*events, *reopened_searches(after))


def reopened_searches(life: Life) -> Events:
    """A search without a wait for each closing to ``unknown`` that should have begun one."""
    return tuple(search_started(life, due, "reopened") for due, reason in life.searches_due if reason == "reopened")


def search_started(life: Life, on: date, reason: e.SearchReason) -> e.SearchStarted:
    return e.SearchStarted(on=on, reason=reason, wait_days=life.rules.wait_days, rule_version=life.rules.version)
