"""Corrections and voids: nothing is overwritten, and nothing is pulled from under a later entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast, get_args

import msgspec

from kaa_tracker.domain.case import events as e
from kaa_tracker.domain.case.commands import CorrectEntry, VoidEntry
from kaa_tracker.domain.case.consequences import Events, assignment, reopened_searches
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.policies import (
    POLICIES,
    Policy,
    Situation,
    attempt_not_before_case,
    judge,
    one_open_enrolment_per_unit,
)
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

GROUNDS: Mapping[type[e.Event], tuple[Policy, ...]] = {
    kind: grounds
    for kind, policies in POLICIES.items()
    if (grounds := tuple(p for p in policies if p in (attempt_not_before_case, one_open_enrolment_per_unit)))
}
"""The rules by which facts rest on others without naming them."""

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
    along = _corrected_along(life.case, entry, replacement)
    bare = life.case.without(entry.version)
    for other, _ in along:
        bare = bare.without(other.version)
    refusal = judge(Life(bare, life.rules), replacement, situation)
    if refusal is not None:
        return refusal
    corrections: Events = tuple(
        e.EntryCorrected(entry=corrected.version, replacement=said, reason=command.reason)
        for corrected, said in (*along, (entry, replacement))
    )
    after = supposing(life.case, corrections)
    shaken = _no_longer_allowed(after, entry, life, situation)
    if shaken:
        return Refusal("dependents_exist", shaken)
    return (*corrections, *_consequences(life, corrections, (entry,), situation))


def _corrected_along(
    case: Case, entry: e.Entry[Any], replacement: e.Correctable
) -> tuple[tuple[e.Entry[Any], e.Correctable], ...]:
    """The ends of services that a closing brought with it follow it to its new day and outcome."""
    if not isinstance(replacement, e.EnrolmentClosed):
        return ()
    return tuple(
        (other, msgspec.structs.replace(other.event, on=replacement.on, outcome=replacement.outcome))
        for other in _written_with(case, entry)
        if isinstance(other.event, e.ServiceEnded)
    )


def _consequences(life: Life, amendments: Events, amended: Iterable[e.Entry[Any]], situation: Situation) -> Events:
    """A search that should have been reopened, and another unit if the youth turns out to live elsewhere."""
    moves = any(isinstance(entry.event, e.RegisterFact | e.CaseOpenedByHand) for entry in amended)
    moved = assignment(life, amendments, situation.today, situation) if moves else ()
    return (*moved, *reopened_searches(Life(supposing(life.case, amendments), life.rules)))


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
    resting = _resting(life, written, situation)
    if resting and not command.with_dependents:
        return Refusal("dependents_exist", tuple(str(other.version) for other in resting))
    forbidden = next(filter(None, (_may_amend(other, situation) for other in resting)), None)
    if forbidden is not None:
        return forbidden
    gone = sorted((*written, *resting), key=lambda other: -other.version)
    voids: Events = tuple(e.EntryVoided(entry=other.version, reason=command.reason) for other in gone)
    return (*voids, *_consequences(life, voids, gone, situation))


def _resting(life: Life, written: tuple[e.Entry[Any], ...], situation: Situation) -> tuple[e.Entry[Any], ...]:
    """The standing entries that could not have been made without those."""
    gone = {entry.version: entry for entry in (*written, *dependents(life.case, written))}
    while shaken := _shaken(life.case, _left(life.case, gone), min(gone), life, situation):
        gone |= {entry.version: entry for entry in (*shaken, *dependents(life.case, shaken))}
    for entry in written:
        del gone[entry.version]
    return tuple(gone[version] for version in sorted(gone))


def _left(case: Case, gone: Iterable[int]) -> Case:
    for version in gone:
        case = case.without(version)
    return case


def _shaken(before: Case, after: Case, since: int, life: Life, situation: Situation) -> list[e.Entry[Any]]:
    """The entries made after number ``since`` whose ground (that there was a case, that no enrolment
    was open at the unit) has gone between the two."""
    return [
        entry
        for kind, rules in GROUNDS.items()
        for entry in after.all(kind)
        if entry.version > since
        for rule in rules
        if rule(Life(after.without(entry.version), life.rules), entry.event, situation) is not None
        and rule(Life(before.without(entry.version), life.rules), entry.event, situation) is None
    ]


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
        if _ground_of(case, other, base, shared_id) == ground.version
    ]


def _ground_of(case: Case, entry: e.Entry[Any], base: type[e.Event], shared_id: str) -> int | None:
    """The number of the last entry before this one that it can rest on: an address is reported more than once."""
    named = getattr(entry.event, shared_id)
    numbers = [
        one.version for one in case.all(base) if getattr(one.event, shared_id) == named and one.version < entry.version
    ]
    return numbers[-1] if numbers else None


def _principal(case: Case, number: int | None, made_by: str | None) -> e.Entry[Any] | None:
    """The entry named by its number, or the last standing one that a command wrote."""
    numbers = case.made_by.get(made_by, ()) if made_by is not None else (number or 0,)
    standing = (case.entry(version) for version in reversed(numbers))
    return next((entry for entry in standing if entry and isinstance(entry.event, CORRECTABLE)), None)


def _was_voided(case: Case, command: VoidEntry) -> bool:
    numbers = case.made_by.get(command.made_by, ()) if command.made_by is not None else (command.entry or 0,)
    return any(version in case.amended for version in numbers)


def _written_with(case: Case, entry: e.Entry[Any]) -> tuple[e.Entry[Any], ...]:
    """The entry, and what its command brought with it: the own contact of an enrolment, the ends of
    services of a closing. Facts taken over from a merged case were only written together."""
    versions = case.made_by.get(entry.cause, (entry.version,))
    standing = [other for version in versions if (other := case.entry(version))]
    return tuple(other for other in standing if other.version == entry.version or _is_one_act(entry, other))


def _is_one_act(one: e.Entry[Any], other: e.Entry[Any]) -> bool:
    pair = {type(one.event): one.event, type(other.event): other.event}
    if pair.keys() == {e.Enrolled, e.SelfContactMade}:
        return bool(local_day(pair[e.SelfContactMade].at) == pair[e.Enrolled].on)
    if pair.keys() == {e.EnrolmentClosed, e.ServiceEnded}:
        closed, ended = pair[e.EnrolmentClosed], pair[e.ServiceEnded]
        return bool((closed.on, closed.outcome) == (ended.on, ended.outcome))
    if pair.keys() == {e.ServiceStarted, e.ServiceEnded}:
        return bool(pair[e.ServiceStarted].service_id == pair[e.ServiceEnded].service_id)
    return False


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
    known = tuple(sorted(changes.keys() & {*event.__struct_fields__, "type"}))
    fixed = tuple(name for name in known if name.endswith("_id") or name in ("revision", "type"))
    if not known or len(known) < len(changes) or fixed:
        return Refusal("correction_invalid", fixed)  # a name that is no field was made up, and may be a person's
    try:
        changed = msgspec.convert({**msgspec.to_builtins(event), **changes}, type(event))
    except msgspec.ValidationError:
        return Refusal("correction_invalid", known)
    at = getattr(changed, "at", None)
    if isinstance(at, datetime) and at.tzinfo is None:
        return Refusal("correction_invalid", ("at",))
    return cast("e.Correctable", changed)


def _no_longer_allowed(case: Case, corrected: e.Entry[Any], life: Life, situation: Situation) -> tuple[str, ...]:
    """The entries resting on the corrected one that the rules would not allow any more; what BER
    corrects is so, whatever was logged meanwhile."""
    shaken = {
        other.version
        for other in dependents(case, (corrected,))
        if judge(Life(case.without(other.version), life.rules), other.event, situation) is not None
    }
    if not isinstance(corrected.event, e.RegisterFact):
        shaken |= {other.version for other in _shaken(life.case, case, corrected.version, life, situation)}
    return tuple(str(version) for version in sorted(shaken))
