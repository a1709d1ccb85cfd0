"""The one next day of a case, and the fact that gives it (rule ``always_a_next_day``).

A planned contact comes first: somebody chose that day. Otherwise the last thing that happened says
when to look at the case again. Nothing here knows what day it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple, TypeAlias

from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.outreach import answers, due_day
from kaa_tracker.domain.case.policies import open_reports
from kaa_tracker.domain.periods import FOREVER, days_after, local_day

Why: TypeAlias = Literal[
    "wait",
    "search_begun",
    "unanswered",
    "contact_planned",
    "reached",
    "occupation_review",
    "declined",
    "enrolled",
    "plan_follow_up",
    "support_closed",
    "exit_unknown",
    "address_report_closed",
    "opened_by_hand",
]


class NextStep(NamedTuple):
    """When to look at the case again (``None``: nobody has said, an alarm), because of what, since when.

    ``code`` is the channel, occupation, outcome or the like that the reason speaks of, ``then`` the
    channel to try next, ``attempts`` those of the spell so far.
    """

    on: date | None
    why: Why
    since: date
    code: str | None = None
    then: str | None = None
    attempts: int = 0


class _Said(NamedTuple):
    """A fact with a follow-up; facts have the last word by day, then by ``rank``.

    What people record on one day ranks by its number in the stream, above what the register says,
    which must not depend on the order in which messages arrived.
    """

    day: date
    rank: int
    step: NextStep


_ENTERED, _LEFT, _SEARCH = -3, -2, -1


def next_step(life: Life) -> NextStep | None:
    """The next step of a case that is somebody's to follow up; ``None`` for one that is nobody's."""
    if life.is_ended:
        return None
    ongoing = any(span.is_open for span in life.responsible)
    enrolled = [n for n in life.enrolments if n.span.is_open]
    if not ongoing and not enrolled:
        return None
    planned = _planned(life)
    if planned is not None:
        return planned
    said = list(_enrolled(life) if enrolled else _not_enrolled(life))
    return max(said, key=lambda one: (one.day, one.rank)).step if said else None


def _planned(life: Life) -> NextStep | None:
    """The earliest planned contact neither dropped nor kept by a contact on or after its day.

    Plans lapse when register and responsibility end.
    """
    dropped = {d.event.plan_id for d in life.case.all(e.ContactPlanDropped)}
    contacts = [attempt.event.at for _, attempt in life.attempts]
    contacts += [s.event.at for s in life.case.all(e.SelfContactMade)]
    latest = max(contacts, default=datetime.min.replace(tzinfo=UTC))
    open_plans = [
        (local_day(p.event.at), p)
        for p in life.case.all(e.ContactPlanned)
        if p.event.plan_id not in dropped and not _is_kept(p, latest) and _still_stands(life, p)
    ]
    if not open_plans:
        return None
    day, plan = min(open_plans, key=lambda found: (found[0], found[1].version))
    return NextStep(day, "contact_planned", local_day(plan.recorded_at), plan.event.channel)


def _is_kept(plan: e.Entry[e.ContactPlanned], contact: datetime) -> bool:
    """A contact on the planned day or later keeps the plan, unless it is the one that led to it."""
    day, planned_for = local_day(contact), local_day(plan.event.at)
    return day > planned_for or (day == planned_for and contact > plan.recorded_at)


def _still_stands(life: Life, plan: e.Entry[e.ContactPlanned]) -> bool:
    """Whether the coverage in which the contact was planned still goes on."""
    made_on = local_day(plan.recorded_at)
    spans = [*life.held, *(n.span for n in life.enrolments)]
    return any(span.is_open and span.first <= made_on for span in spans)


def _enrolled(life: Life) -> Iterator[_Said]:
    days = life.rules.enrolled_next_days
    for enrolment in life.enrolments:
        if enrolment.span.is_open:
            day, entry = enrolment.span.first, enrolment.enrolled
            step = NextStep(days_after(day, days), "enrolled", day, entry.event.unit)
            yield _Said(day, entry.version, step)
    for day, attempt in life.attempts:
        if life.is_enrolled(day):
            yield _Said(day, attempt.version, NextStep(days_after(day, days), "enrolled", day, attempt.event.unit))
    plans: list[e.Entry[e.PlanRecorded] | e.Entry[e.PlanRevised]] = list(life.case.all(e.PlanRecorded))
    for plan in (*plans, *life.case.all(e.PlanRevised)):
        day = plan.event.on
        yield _Said(day, plan.version, NextStep(plan.event.follow_up_on, "plan_follow_up", day))


def _not_enrolled(life: Life) -> Iterator[_Said]:
    """What has happened in the present stretch of responsibility, each fact with its follow-up."""
    began = max(life.responsible[-1].first, life.spell_start(FOREVER))
    for said in (*_beginnings(life), *_contacts(life), *_words(life)):
        if said.day >= began:
            yield said


def _beginnings(life: Life) -> Iterator[_Said]:
    for opened in life.case.all(e.CaseOpenedByHand):
        yield _Said(opened.event.on, opened.version, NextStep(opened.event.on, "opened_by_hand", opened.event.on))
    for spell in life.spells:
        day = spell.span.first
        due = due_day(spell, life.rules.wait_days)
        yield _Said(day, _ENTERED, NextStep(due, "wait", day))
        if spell.exit is not None and spell.exit.event.reason == "unknown":
            left = spell.exit.event.left_on
            on = days_after(left, life.rules.unknown_exit_finding_days)
            yield _Said(left, _LEFT, NextStep(on, "exit_unknown", left))
    for search in life.searches:
        day = search.span.first
        if search.reason == "reopened" or not _contacted_before(life, day):
            yield _Said(day, _SEARCH, NextStep(day, "search_begun", day))
    reopened = {search.span.first for search in life.searches if search.reason == "reopened"}
    for enrolment in life.enrolments:
        day = enrolment.span.last
        if enrolment.closed is not None and day not in reopened:
            on = days_after(day, life.rules.reached_next_days)
            yield _Said(
                day, enrolment.closed.version, NextStep(on, "support_closed", day, enrolment.closed.event.outcome)
            )


def _contacted_before(life: Life, day: date) -> bool:
    """Whether the wait already saw a contact, whose follow-up then stands."""
    start = life.spell_start(day)
    days = [reach.day for reach in life.reaches] + [attempted for attempted, _ in life.attempts]
    return any(start <= contact <= day for contact in days)


def _contacts(life: Life) -> Iterator[_Said]:
    answered = answers(life.case)
    start = life.spell_start(FOREVER)
    tried: list[str] = []
    for day, attempt in sorted(life.attempts, key=lambda logged: logged.entry.event.at):
        tried += [attempt.event.channel] if day >= start else []
        if attempt.event.attempt_id in answered:
            continue
        wait = life.rules.next_step_days.get(attempt.event.channel, life.rules.wait_days)
        channel = attempt.event.channel
        step = NextStep(days_after(day, wait), "unanswered", day, channel, _next_channel(life, channel), len(tried))
        yield _Said(day, attempt.version, step)
    reached_by = {a.event.attempt_id: a.version for a in answered.values()}
    reached_by |= {s.event.contact_id: s.version for s in life.case.all(e.SelfContactMade)}
    for reach in life.reaches:
        on = days_after(reach.day, life.rules.reached_next_days)
        yield _Said(reach.day, reached_by[reach.through], NextStep(on, "reached", reach.day, reach.by))


def _next_channel(life: Life, channel: str) -> str | None:
    """The next rung of the ladder that a working contact detail leads to; ``None`` if there is none left.

    Letters and visits stop while a report of the address is open.
    """
    ladder = life.rules.channel_ladder
    start = ladder.index(channel) + 1 if channel in ladder else 0
    closed = _failed_details(life) | ({"address"} if open_reports(life, FOREVER) else set())
    return next((rung for rung in (*ladder[start:], *ladder[:start]) if _DETAIL_OF.get(rung) not in closed), None)


def _failed_details(life: Life) -> set[str]:
    """The kinds of contact detail of which nothing has come in since the last one failed."""
    failed = {f.event.field: (f.event.on, f.version) for f in life.case.all(e.ContactDetailFailed)}
    for recorded in life.case.all(e.ContactDetailRecorded):
        since = failed.get(recorded.event.field)
        if since is not None and (recorded.event.on, recorded.version) > since:
            del failed[recorded.event.field]
    for told in (fact.event for fact in life.register_facts if isinstance(fact.event, e.RegisterDetailsChanged)):
        for field in (_DETAIL_OF_FIELD.get(name, "") for name in told.vault_fields):
            if field in failed and told.effective_on > failed[field][0]:
                del failed[field]
    return set(failed)


_DETAIL_OF = {"phone": "phone", "sms": "phone", "email": "email", "letter": "address", "home_visit": "address"}
_DETAIL_OF_FIELD = {"phones": "phone", "emails": "email", "address": "address"}


def _words(life: Life) -> Iterator[_Said]:
    """What the youth, or an authority, has said."""
    for occupation in life.case.all(e.OccupationRecorded):
        event = occupation.event
        step = NextStep(event.review_after, "occupation_review", event.on, event.code)
        yield _Said(event.on, occupation.version, step)
    for declined in life.case.all(e.SupportDeclined):
        said = declined.event
        yield _Said(said.on, declined.version, NextStep(said.recontact_on, "declined", said.on, said.offered))
    for closed in life.case.all(e.AddressReportClosed):
        day = closed.event.on
        step = NextStep(day, "address_report_closed", day, closed.event.result)
        yield _Said(day, closed.version, step)
