"""Corrections and voids: nothing is overwritten, and nothing is pulled from under a later entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast, get_args

import msgspec

from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.commands import CorrectEntry, VoidEntry
from kaa_tracker.domain.case.consequences import Events, reopened_searches
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.policies import Situation, judge
from kaa_tracker.domain.case.refusal import Refusal
from kaa_tracker.domain.case.state import Case, supposing
from kaa_tracker.domain.periods import local_day

RESTS_ON: Mapping[type[e.Event], tuple[type[e.Event], str]] = {
    e.ContactAnswered: (e.ContactAttempted, "attempt_id"),
    e.ContactDetailFailed: (e.ContactAttempted, "attempt_id"),
    e.AddressDoubted: (e.ContactAttempted, "attempt_id"),
    e.ContactPlanDropped: (e.ContactPlanned, "plan_id"),
    e.ServiceStarted: (e.Enrolled, "enrolment_id"),
    e.EnrolmentClosed: (e.Enrolled, "enrolment_id"),
    e.ServiceEnded: (e.ServiceStarted, "service_id"),
    e.PlanRevised: (e.PlanRecorded, "plan_id"),
    e.AddressReportClosed: (e.AddressReported, "address_id"),
}
"""Which fact each fact rests on, and the id they share."""

CORRECTABLE: tuple[type[e.Event], ...] = get_args(e.Correctable)
MAY_AMEND_OTHERS = ("central_coordinator", "register_coordinator", "protected_case_handler", "system")
MAY_AMEND_REGISTER = ("register_coordinator", "system")


def correct_entry(life: Life, command: CorrectEntry, situation: Situation) -> Events | Refusal:
    """The entry says something else from now on, provided the rules would have allowed it."""
    entry = _principal(life.case, command.entry, command.made_by)
    if entry is None:
        return Refusal("unknown_entry")
    refusal = _may_amend(entry, situation) or _unknown_reason("correction_reasons", command.reason, situation)
    if refusal is not None:
        return refusal
    replacement = _changed(entry.event, command.changes)
    if isinstance(replacement, Refusal):
        return replacement
    if replacement == entry.event:
        return ()
    refusal = judge(Life(life.case.without(entry.version), life.rules), replacement, situation)
    if refusal is not None:
        return refusal
    correction = e.EntryCorrected(entry=entry.version, replacement=replacement, reason=command.reason)
    after = supposing(life.case, (correction,))
    shaken = _no_longer_allowed(after, (entry,), life, situation)
    if shaken:
        return Refusal("dependents_exist", shaken)
    return (correction, *reopened_searches(Life(after, life.rules)))


def void_entry(life: Life, command: VoidEntry, situation: Situation) -> Events | Refusal:
    """The entry, and whatever the same command wrote with it, counts nowhere from now on."""
    case = life.case
    entry = _principal(case, command.entry, command.made_by)
    if entry is None:
        return () if _was_voided(case, command) else Refusal("unknown_entry")
    refusal = _may_amend(entry, situation) or _unknown_reason("void_reasons", command.reason, situation)
    if refusal is not None:
        return refusal
    written = _written_with(case, entry)
    resting = dependents(case, written)
    if resting and not command.with_dependents:
        return Refusal("dependents_exist", tuple(str(other.version) for other in resting))
    forbidden = next(filter(None, (_may_amend(other, situation) for other in resting)), None)
    if forbidden is not None:
        return forbidden
    gone = sorted((*written, *resting), key=lambda other: -other.version)
    voids: Events = tuple(e.EntryVoided(entry=other.version, reason=command.reason) for other in gone)
    return (*voids, *reopened_searches(Life(supposing(case, voids), life.rules)))


def dependents(case: Case, entries: Iterable[e.Entry[Any]]) -> tuple[e.Entry[Any], ...]:
    """The standing entries that rest on ``entries``, directly or through others, leaving those out."""
    start = list(entries)
    found: dict[int, e.Entry[Any]] = {}
    pending = list(start)
    while pending:
        ground = pending.pop()
        for other in _resting_directly(case, ground):
            if other.version not in found and all(other.version != known.version for known in start):
                found[other.version] = other
                pending.append(other)
    return tuple(found[version] for version in sorted(found))


def _resting_directly(case: Case, ground: e.Entry[Any]) -> list[e.Entry[Any]]:
    return [
        other
        for kind, (base, shared_id) in RESTS_ON.items()
        if isinstance(ground.event, base)
        for other in case.all(kind)
        if getattr(other.event, shared_id) == getattr(ground.event, shared_id)
    ]


def _principal(case: Case, number: int | None, made_by: str | None) -> e.Entry[Any] | None:
    """The entry named by its number, or the last standing one that a command wrote."""
    numbers = case.made_by.get(made_by, ()) if made_by is not None else (number or 0,)
    standing = (case.entry(version) for version in reversed(numbers))
    return next((entry for entry in standing if entry and isinstance(entry.event, CORRECTABLE)), None)


def _was_voided(case: Case, command: VoidEntry) -> bool:
    numbers = case.made_by.get(command.made_by, ()) if command.made_by is not None else (command.entry or 0,)
    return any(version in case.amended for version in numbers)


def _written_with(case: Case, entry: e.Entry[Any]) -> tuple[e.Entry[Any], ...]:
    standing = (case.entry(version) for version in case.made_by.get(entry.cause, (entry.version,)))
    return tuple(other for other in standing if other and isinstance(other.event, CORRECTABLE))


def _may_amend(entry: e.Entry[Any], situation: Situation) -> Refusal | None:
    """One's own entries for some days, after that a central or register coordinator."""
    role = situation.actor.role
    if isinstance(entry.event, e.RegisterFact):
        return None if role in MAY_AMEND_REGISTER else Refusal("not_the_register")
    if role in MAY_AMEND_OTHERS:
        return None
    days = (situation.today - local_day(entry.recorded_at)).days
    is_own = entry.actor.user == situation.actor.user
    is_recent = days <= situation.reference.rules.own_entries_days
    return None if is_own and is_recent else Refusal("not_in_own_days")


def _unknown_reason(list_name: str, reason: str, situation: Situation) -> Refusal | None:
    known = situation.reference.find(list_name, reason, situation.today)
    return None if known else Refusal("unknown_code", ("reason", list_name))


def _changed(event: e.Event, changes: Mapping[str, Any]) -> e.Correctable | Refusal:
    """The event with the new values; what identifies it cannot be changed."""
    fixed = [name for name in changes if name.endswith("_id") or name in ("revision", "type")]
    if not changes or fixed:
        return Refusal("correction_invalid", tuple(sorted(fixed)))
    try:
        changed = msgspec.convert({**msgspec.to_builtins(event), **changes}, type(event))
    except msgspec.ValidationError:
        return Refusal("correction_invalid", tuple(sorted(name for name in changes if name.isidentifier())))
    at = getattr(changed, "at", None)
    if isinstance(at, datetime) and at.tzinfo is None:
        return Refusal("correction_invalid", ("at",))
    return cast("e.Correctable", changed)


def _no_longer_allowed(
    case: Case, corrected: Iterable[e.Entry[Any]], life: Life, situation: Situation
) -> tuple[str, ...]:
    """The entries resting on the corrected ones that the rules would not allow any more."""
    return tuple(
        str(other.version)
        for other in dependents(case, corrected)
        if judge(Life(case.without(other.version), life.rules), other.event, situation) is not None
    )
