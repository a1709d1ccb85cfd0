"""Where BER's extract and a case differ, and the register command that makes the case agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeAlias

from kaa_tracker.domain.case.commands import RecordRegisterChange, RecordRegisterEntry, RecordRegisterExit
from kaa_tracker.domain.case.events import RegisterEntered
from kaa_tracker.domain.case.life import Life
from kaa_tracker.domain.periods import ONE_DAY

RegisterCommand: TypeAlias = RecordRegisterEntry | RecordRegisterChange | RecordRegisterExit


class Listed(NamedTuple):
    """A youth as an extract shows them: the entry as it would read today, after the last message told of."""

    entry: RecordRegisterEntry
    differing_vault_fields: tuple[str, ...] = ()
    """The fields of the person that the vault holds otherwise."""


def difference(life: Life, listed: Listed | None, extract_of: date) -> RegisterCommand | None:
    """What has to be recorded for the case to agree with the extract of that day.

    ``listed`` is ``None`` for a youth the extract does not show. ``None`` where they agree, and where
    messages that the extract does not know yet have told us more.
    """
    if listed is None:
        return _gone(life, extract_of)
    if _last_message(life) > listed.entry.revision:
        return None
    if _held_since(life) != listed.entry.entered_on:
        return replace(listed.entry, extract_of=extract_of)
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
        district=life.details.district_said,
        extract_of=extract_of,
    )


def _change(life: Life, listed: Listed, extract_of: date) -> RecordRegisterChange | None:
    details, shown = life.details, listed.entry
    district = None if details.district_said == shown.district else shown.district
    gender = None if details.gender == shown.gender else shown.gender
    protection = None if details.protection == shown.protection else shown.protection
    if not (district or gender or protection or listed.differing_vault_fields):
        return None
    return RecordRegisterChange(
        effective_on=extract_of,
        revision=shown.revision,
        district=district,
        gender=gender,
        protection=protection,
        vault_fields=listed.differing_vault_fields,
        extract_of=extract_of,
    )
