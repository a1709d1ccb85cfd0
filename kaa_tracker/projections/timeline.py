"""The timeline of a case: every entry in words, what was amended still readable.

It is worked out from the history when it is read; a case has some tens of entries, and a copy of
them in a table would be one more place to dispose of.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from kaa_tracker.domain.case.events import CaseAccessGranted, CaseEvent, Entry, EntryCorrected, EntryVoided, History
from kaa_tracker.domain.case.policies import day_of
from kaa_tracker.domain.periods import local_day
from kaa_tracker.projections.sentences import Sentences


class TimelineLine(NamedTuple):
    """An entry of a case: in a sentence, and its ``facts`` as in JSON.

    ``amended_by`` is the entry that corrected or voided it.
    """

    version: int
    day: date
    recorded_at: datetime
    role: str
    name: str
    sentence: str
    facts: Mapping[str, Any]
    amended_by: int | None = None


def timeline(history: History, sentences: Sentences) -> list[TimelineLine]:
    """The whole history in the order in which it was recorded, what was amended still readable."""
    amended: dict[int, int] = {}
    for entry in history:
        if isinstance(entry.event, EntryCorrected | EntryVoided):
            amended[entry.event.entry] = entry.version
    return [_line(entry, sentences, amended.get(entry.version)) for entry in history]


_OF_NO_PAST_DAY = (EntryCorrected, EntryVoided, CaseAccessGranted)
"""What stands on the day it was recorded."""


def _line(entry: Entry[CaseEvent], sentences: Sentences, amended_by: int | None) -> TimelineLine:
    event = entry.event
    day = local_day(entry.recorded_at) if isinstance(event, _OF_NO_PAST_DAY) else day_of(event)
    name = str(type(event).__struct_config__.tag)
    return TimelineLine(
        entry.version, day, entry.recorded_at, entry.actor.role, name, sentences.event(event), _facts(event), amended_by
    )


def _facts(event: CaseEvent) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(event)
    return {name: value for name, value in told.items() if name != event.__struct_config__.tag_field}
