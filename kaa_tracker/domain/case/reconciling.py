"""Where BER's extract and a case differ, and the register command that makes the case agree."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

import msgspec

from kaa_tracker.domain.case.commands import RecordRegisterChange, RecordRegisterEntry, RecordRegisterExit
from kaa_tracker.domain.case.events import NO_DISTRICT, Gender, Protection, RegisterEntered
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.case.register import latest_value
from kaa_tracker.domain.periods import ONE_DAY

RegisterCommand: TypeAlias = RecordRegisterEntry | RecordRegisterChange | RecordRegisterExit


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A youth as an extract shows them, after the message numbered ``revision``."""

    entered_on: date
    revision: int
    gender: Gender
    birth_year: int
    district: str
    home_municipality: str
    last_school_occupation: str
    protection: Protection = "none"
    differing_vault_fields: tuple[str, ...] = ()
    """The fields of the person that the vault holds otherwise."""


def difference(life: Life, listed: Listed | None, extract_of: date) -> RegisterCommand | None:
    """What has to be recorded for the case to agree with the extract of that day.

    ``listed`` is ``None`` for a youth the extract does not show. ``None`` where they agree, and where
    messages that the extract does not know yet have told us more.
    """
    if listed is None:
        return _gone(life, extract_of)
    if _last_message(life) > listed.revision:
        return None
    if _held_since(life) != listed.entered_on:
        return _entry(listed, extract_of)
    return _change(life, listed, extract_of)


def is_held(life: Life) -> bool:
    """Whether the youth is in the register by all that was told."""
    return _held_since(life) is not None


def _last_message(life: Life) -> int:
    told = (fact.event.revision for fact in life.register_facts if fact.event.extract_of is None)
    return max(told, default=0)


def _held_since(life: Life) -> date | None:
    if not life.stays or life.stays[-1].exit is not None:
        return None
    entries = [fact.event.entered_on for fact in life.register_facts if isinstance(fact.event, RegisterEntered)]
    return entries[-1]


def _gone(life: Life, extract_of: date) -> RecordRegisterExit | None:
    """Gone at some time since the last message; the extract does not say when or why."""
    since, last_day = _held_since(life), extract_of - ONE_DAY
    if since is None or since > last_day:
        return None
    turned_20 = life.turned_20 if life.turned_20 is not None and life.turned_20 <= extract_of else None
    return RecordRegisterExit(
        left_on=turned_20 or last_day,
        revision=max(fact.event.revision for fact in life.register_facts),
        reason="turned_20" if turned_20 else "unknown",
        district=latest_value(life.details.districts_said, NO_DISTRICT),
        extract_of=extract_of,
    )


def _entry(listed: Listed, extract_of: date) -> RecordRegisterEntry:
    return RecordRegisterEntry(
        entered_on=listed.entered_on,
        revision=listed.revision,
        gender=listed.gender,
        birth_year=listed.birth_year,
        district=listed.district,
        home_municipality=listed.home_municipality,
        last_school_occupation=listed.last_school_occupation,
        protection=listed.protection,
        extract_of=extract_of,
    )


def _change(life: Life, listed: Listed, extract_of: date) -> RecordRegisterChange | None:
    details = life.details
    district = None if latest_value(details.districts_said, NO_DISTRICT) == listed.district else listed.district
    gender = None if latest_value(details.genders, "unknown") == listed.gender else listed.gender
    protection = None if latest_value(details.protections, "none") == listed.protection else listed.protection
    if not (district or gender or protection or listed.differing_vault_fields):
        return None
    return RecordRegisterChange(
        effective_on=extract_of,
        revision=listed.revision,
        district=district,
        gender=gender,
        protection=protection,
        vault_fields=listed.differing_vault_fields,
        extract_of=extract_of,
    )
