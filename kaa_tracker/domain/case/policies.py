"""The rules a decision enforces, each a function of that name, refusing with its code.

A rule looks at the case as it is without the fact in question, and at the fact. The same rules
therefore judge a fact when it is first recorded and when it is corrected.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar

import msgspec

from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.coded import first_unknown_code
from kaa_tracker.domain.case.disposal import is_due
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.outreach import due_day
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.periods import birthday, end_of_next_year, local_day
from kaa_tracker.domain.reference import Reference


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule may look at besides the case: who records, when, and by which reference data."""

    recorded_at: datetime
    actor: e.Actor
    reference: Reference
    born: date | None = None
    """From the vault, where a rule asks for an age."""

    @property
    def today(self) -> date:
        return local_day(self.recorded_at)


Verdict: TypeAlias = Refusal | None
Policy: TypeAlias = Callable[[Life, Any, Situation], Verdict]
F = TypeVar("F", bound=e.Event)


HANDLER = "protected_case_handler"


def day_of(event: e.Event) -> date:
    """The local day an event says it happened."""
    at = getattr(event, "at", None)
    if at is not None:
        return local_day(at)
    for name in ("on", "entered_on", "left_on", "effective_on", "until"):
        day = getattr(event, name, None)
        if isinstance(day, date):
            return day
    raise TypeError(f"{type(event).__name__} has no day")


def date_in_future(life: Life, event: e.Event, situation: Situation) -> Verdict:
    return Refusal("date_in_future") if day_of(event) > situation.today else None


def attempt_not_in_future(life: Life, event: e.Event, situation: Situation) -> Verdict:
    """Logged when made: a planned contact is not an attempt."""
    at = getattr(event, "at", None)
    return Refusal("attempt_not_in_future") if at is not None and at > situation.recorded_at else None


def attempt_not_before_case(life: Life, event: e.Event, situation: Situation) -> Verdict:
    if life.began_on is None or day_of(event) < life.began_on:
        return Refusal("attempt_not_before_case")
    return None


def attempt_before_search(life: Life, event: e.ContactAttempted, situation: Situation) -> Verdict:
    """During the wait an attempt says why it is early; a reopened search cuts the wait short."""
    day = local_day(event.at)
    spell = life.spell_on(day)
    if spell is None or event.early_reason or life.is_enrolled(day):
        return None
    if day >= due_day(spell, life.rules.wait_days) or any(search.span.covers(day) for search in life.searches):
        return None
    return Refusal("attempt_before_search")


def relative_after_18(life: Life, event: e.ContactAttempted, situation: Situation) -> Verdict:
    """From the 18th birthday a relative is contacted only if the youth agreed.

    Where the vault knows no birth date the rule holds from the start of the year of turning 18.
    """
    if event.addressee != "relative" or event.youth_agreed or not life.rules.relative_after_18_needs_agreement:
        return None
    born = situation.born or _earliest_birth(life)
    is_adult = born is not None and local_day(event.at) >= birthday(born, 18)
    return Refusal("relative_after_18") if is_adult else None


def _earliest_birth(life: Life) -> date | None:
    years = [entry.event.birth_year for entry in life.case.all(e.RegisterEntered)]
    years += [entry.event.birth_year for entry in life.case.all(e.CaseOpenedByHand)]
    return date(min(years), 1, 1) if years else None


def outreach_stops_at_exit(life: Life, event: e.ContactAttempted, situation: Situation) -> Verdict:
    """After register and responsibility have ended nobody is searched for.

    An attempt made before anybody could know of the exit is valid, and counts in a row of its own;
    an enrolled youth is followed up, which is no outreach.
    """
    day = local_day(event.at)
    is_enrolled = life.is_enrolled(day)
    if life.is_held(day) or (is_enrolled and event.purpose == "follow_up"):
        return None
    known_on = _end_known_on(life, day)
    if known_on is not None and day <= known_on:
        return None
    return Refusal("outreach_stops_at_exit", ("follow_up",) if is_enrolled else ())


def _end_known_on(life: Life, day: date) -> date | None:
    """The day on which the end of the coverage that preceded ``day`` was recorded.

    A 20th birthday is known beforehand, whenever it was recorded.
    """
    endings = [(spell.span.last, local_day(spell.exit.recorded_at)) for spell in life.spells if spell.exit]
    ended = [end for end in life.case.all(e.ResponsibilityEnded) if end.event.reason != "turned_20"]
    endings += [(end.event.on, local_day(end.recorded_at)) for end in ended]
    if life.turned_20 is not None:
        endings.append((life.turned_20, life.turned_20))
    before = [ending for ending in endings if ending[0] <= day]
    return max(before)[1] if before else None


def address_in_doubt(life: Life, event: e.ContactAttempted, situation: Situation) -> Verdict:
    """Letters and visits stop while a report of the address is open."""
    channel = situation.reference.find("channels", event.channel, local_day(event.at))
    if channel is None or channel.detail != "address":
        return None
    return Refusal("address_in_doubt") if open_reports(life, local_day(event.at)) else None


def open_reports(life: Life, day: date) -> set[Any]:
    """The addresses reported before ``day`` whose last report is not closed by then."""
    reported = Counter(r.event.address_id for r in life.case.all(e.AddressReported) if r.event.on < day)
    closed = Counter(c.event.address_id for c in life.case.all(e.AddressReportClosed) if c.event.on <= day)
    return set(reported - closed)


def answer_needs_attempt(life: Life, event: e.ContactAnswered, situation: Situation) -> Verdict:
    """An answer refers to an attempt of this case, once, not earlier than it."""
    attempt = next((a for a in life.case.all(e.ContactAttempted) if a.event.attempt_id == event.attempt_id), None)
    if attempt is None or event.at < attempt.event.at:
        return Refusal("answer_needs_attempt")
    if any(a.event.attempt_id == event.attempt_id for a in life.case.all(e.ContactAnswered)):
        return Refusal("answered_before")
    return None


def attempt_was_made(life: Life, event: e.ContactDetailFailed | e.AddressDoubted, situation: Situation) -> Verdict:
    """What an attempt showed refers to an attempt of this case."""
    made = {attempt.event.attempt_id for attempt in life.case.all(e.ContactAttempted)}
    return None if event.attempt_id is None or event.attempt_id in made else Refusal("answer_needs_attempt")


def named_once(life: Life, event: e.Event, situation: Situation) -> Verdict:
    """What has an id of its own is recorded once under it."""
    name = OWN_ID[type(event)]
    standing = {getattr(entry.event, name) for entry in life.case.all(type(event))}
    return Refusal("recorded_before") if getattr(event, name) in standing else None


OWN_ID: Mapping[type[e.Event], str] = {
    e.ContactAttempted: "attempt_id",
    e.SelfContactMade: "contact_id",
    e.ContactPlanned: "plan_id",
    e.Enrolled: "enrolment_id",
    e.ServiceStarted: "service_id",
    e.PlanRecorded: "plan_id",
}
"""The facts that later ones refer to, and the id by which they do."""


def one_open_enrolment_per_unit(life: Life, event: e.Enrolled, situation: Situation) -> Verdict:
    """Two enrolments at one unit share no day but the one on which the first was closed."""
    corrected = _closing_of(life, event)
    for other in life.enrolments:
        same = other.enrolled.event.unit == event.unit
        if same and other.span.last > event.on and (corrected is None or other.span.first < corrected):
            return Refusal("enrolment_already_open")
    return None


def unit_takes_in(life: Life, event: e.Enrolled, situation: Situation) -> Verdict:
    """Nobody is enrolled at a unit that has closed or is yet to open."""
    unit = situation.reference.unit(event.unit)
    is_open = unit is not None and unit.valid_from <= event.on <= unit.valid_to
    return None if is_open else Refusal("unknown_code", ("unit", "units"))


def _closing_of(life: Life, event: e.Enrolled) -> date | None:
    closings = [c.event.on for c in life.case.all(e.EnrolmentClosed) if c.event.enrolment_id == event.enrolment_id]
    return closings[0] if closings else None


def enrolment_is_open(life: Life, event: e.EnrolmentClosed, situation: Situation) -> Verdict:
    """What is closed was opened, not later than that, and is not closed already."""
    enrolment = next((n for n in life.enrolments if n.enrolled.event.enrolment_id == event.enrolment_id), None)
    if enrolment is None or enrolment.closed is not None:
        return Refusal("enrolment_not_open")
    inside = [s for s in life.services if s.started.event.enrolment_id == event.enrolment_id]
    if event.on < max((enrolment.span.first, *(service.span.first for service in inside))):
        return Refusal("close_ends_services")
    if any(event.on < service.span.last for service in inside if service.ended):
        return Refusal("service_outside_enrolment")
    return None


def service_inside_enrolment(life: Life, event: e.ServiceStarted, situation: Situation) -> Verdict:
    enrolment = next((n for n in life.enrolments if n.enrolled.event.enrolment_id == event.enrolment_id), None)
    inside = enrolment is not None and enrolment.span.covers(event.on)
    return None if inside else Refusal("service_outside_enrolment")


def service_is_open(life: Life, event: e.ServiceEnded, situation: Situation) -> Verdict:
    service = next((s for s in life.services if s.started.event.service_id == event.service_id), None)
    if service is None or service.ended is not None:
        return Refusal("service_not_open")
    if event.on < service.span.first:
        return Refusal("close_ends_services")
    enrolment = next(
        (n for n in life.enrolments if n.enrolled.event.enrolment_id == service.started.event.enrolment_id), None
    )
    if enrolment is not None and event.on > enrolment.span.last:
        return Refusal("service_outside_enrolment")
    return None


def plan_is_open(life: Life, event: e.ContactPlanDropped, situation: Situation) -> Verdict:
    dropped = {d.event.plan_id for d in life.case.all(e.ContactPlanDropped)}
    planned = {p.event.plan_id for p in life.case.all(e.ContactPlanned)}
    return None if event.plan_id in planned - dropped else Refusal("plan_not_open")


def plan_was_recorded(life: Life, event: e.PlanRevised, situation: Situation) -> Verdict:
    plans = {p.event.plan_id for p in life.case.all(e.PlanRecorded)}
    return None if event.plan_id in plans else Refusal("plan_not_open")


def planned_while_held(life: Life, event: e.ContactPlanned, situation: Situation) -> Verdict:
    """Plans are made for somebody who is covered or enrolled."""
    today = situation.today
    if life.is_held(today) or life.is_enrolled(today):
        return None
    return Refusal("outreach_stops_at_exit")


def never_for_a_protected_case(life: Life, event: e.AddressReported | e.CasesMerged, situation: Situation) -> Verdict:
    """Whoever does not handle protected cases is answered as if there were none."""
    if not life.is_protected:
        return None
    is_told = situation.actor.role == HANDLER
    return Refusal("protected_case") if is_told else Refusal("unknown_case")


def only_for_a_protected_case(life: Life, event: e.CaseAccessGranted, situation: Situation) -> Verdict:
    """Access to other cases comes with the unit; only a protected one is opened by name."""
    return None if life.is_protected else Refusal("not_a_protected_case")


def access_not_over(life: Life, event: e.CaseAccessGranted, situation: Situation) -> Verdict:
    """Only what stands can be ended, by a last day that has been."""
    theirs = [one.event.until for one in life.case.all(e.CaseAccessGranted) if one.event.user == event.user]
    stands = bool(theirs) and theirs[-1] >= situation.today
    return None if stands or event.until >= situation.today else Refusal("access_already_over")


def access_not_too_long(life: Life, event: e.CaseAccessGranted, situation: Situation) -> Verdict:
    """As a posting: whoever needs it longer is looked at again before."""
    latest = end_of_next_year(situation.today)
    return Refusal("access_too_long", (latest.isoformat(),)) if event.until > latest else None


def registered_case_stays(life: Life, event: e.CasesMerged, situation: Situation) -> Verdict:
    """BER keeps telling of the case it knows: the other one is merged into it."""
    return Refusal("registered_case_stays") if life.register_facts else None


def report_not_open_yet(life: Life, event: e.AddressReported, situation: Situation) -> Verdict:
    return Refusal("report_already_open") if event.address_id in _unclosed_reports(life) else None


def report_is_open(life: Life, event: e.AddressReportClosed, situation: Situation) -> Verdict:
    reported = [r.event.on for r in life.case.all(e.AddressReported) if r.event.address_id == event.address_id]
    if event.address_id not in _unclosed_reports(life) or event.on < max(reported):
        return Refusal("report_not_open")
    return None


def _unclosed_reports(life: Life) -> set[Any]:
    reported = Counter(r.event.address_id for r in life.case.all(e.AddressReported))
    return set(reported - Counter(c.event.address_id for c in life.case.all(e.AddressReportClosed)))


def under_responsibility(life: Life, event: e.ResponsibilityEnded, situation: Situation) -> Verdict:
    return None if life.is_responsible(event.on) else Refusal("not_under_responsibility")


def opened_once(life: Life, event: e.CaseOpenedByHand, situation: Situation) -> Verdict:
    """A case under responsibility is not opened again: the youth is here already."""
    return Refusal("case_already_open") if life.is_held(event.on) else None


def wrong_municipality(life: Life, event: e.RegisterEntered, situation: Situation) -> Verdict:
    """The duty is the home municipality's."""
    is_ours = event.home_municipality == situation.reference.municipality
    return None if is_ours else Refusal("wrong_municipality")


def not_under_20(life: Life, event: e.RegisterEntered | e.CaseOpenedByHand, situation: Situation) -> Verdict:
    """By the year of birth, which is all a case knows; it also keeps anything else from being taken for a year."""
    return None if 0 <= day_of(event).year - event.birth_year <= 20 else Refusal("not_under_20")


def disposal_is_due(life: Life, event: e.CaseDisposed, situation: Situation) -> Verdict:
    """Nobody is disposed of before a rule says so (förordning 2006:39, 7 §)."""
    return None if is_due(life, event.rule, event.on) else Refusal("disposal_not_due")


_AT = (attempt_not_in_future, attempt_not_before_case)
_ON = (date_in_future, attempt_not_before_case)

POLICIES: Mapping[type[e.Event], tuple[Policy, ...]] = {
    e.CaseOpenedByHand: (date_in_future, not_under_20, opened_once),
    e.ContactAttempted: (
        *_AT,
        named_once,
        attempt_before_search,
        relative_after_18,
        outreach_stops_at_exit,
        address_in_doubt,
    ),
    e.ContactAnswered: (*_AT, answer_needs_attempt),
    e.SelfContactMade: (*_AT, named_once),
    e.ContactPlanned: (attempt_not_before_case, planned_while_held, named_once),
    e.ContactPlanDropped: (date_in_future, plan_is_open),
    e.OccupationRecorded: _ON,
    e.SupportDeclined: _ON,
    e.ContactDetailRecorded: (date_in_future,),
    e.ContactDetailFailed: (*_ON, attempt_was_made),
    e.AddressDoubted: (*_ON, attempt_was_made),
    e.AddressReported: (*_ON, never_for_a_protected_case, report_not_open_yet),
    e.AddressReportClosed: (date_in_future, report_is_open),
    e.Enrolled: (*_ON, named_once, unit_takes_in, one_open_enrolment_per_unit),
    e.ServiceStarted: (date_in_future, named_once, service_inside_enrolment),
    e.ServiceEnded: (date_in_future, service_is_open),
    e.PlanRecorded: (*_ON, named_once),
    e.PlanRevised: (*_ON, plan_was_recorded),
    e.EnrolmentClosed: (date_in_future, enrolment_is_open),
    e.CaseAssigned: (date_in_future,),
    e.CaseAccessGranted: (access_not_over, access_not_too_long, only_for_a_protected_case),
    e.CaseDisposed: (date_in_future, disposal_is_due),
    e.CasesMerged: (date_in_future, never_for_a_protected_case, registered_case_stays),
    e.DataDisclosed: (date_in_future,),
    e.ResponsibilityEnded: (date_in_future, under_responsibility),
    e.RegisterEntered: (date_in_future, wrong_municipality, not_under_20),
    e.RegisterDetailsChanged: (date_in_future,),
    e.RegisterLeft: (date_in_future,),
}
"""The rules of each fact, in the order in which a refusal is most helpful."""


def judge(life: Life, event: e.Event, situation: Situation) -> Verdict:
    """The first rule that refuses the fact, if any."""
    unknown = first_unknown_code(event, situation.reference, day_of(event))
    if unknown is not None:
        return Refusal("unknown_code", unknown)
    for policy in POLICIES.get(type(event), ()):
        verdict = policy(life, event, situation)
        if verdict is not None:
            return verdict
    return None
