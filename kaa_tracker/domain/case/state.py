"""What a history comes to: the facts that stand, after every correction and void.

``evolve`` never judges; an event that was stored has happened. The four state machines are read out
of the standing facts by ``register``, ``responsibility``, ``outreach`` and ``support``, so a
correction, a void or a late message needs no code of its own in any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import reduce
from typing import Any, TypeVar, cast

import msgspec

from kaa_tracker.domain.case.events import (
    Actor,
    CaseDisposed,
    CaseEvent,
    Entry,
    EntryCorrected,
    EntryVoided,
    Event,
)

E = TypeVar("E", bound=Event)


class Case(msgspec.Struct, frozen=True):
    """The standing facts of one youth, by kind, each kind in stream order."""

    version: int = 0
    facts: Mapping[type[Event], tuple[Entry[Any], ...]] = {}
    made_by: Mapping[str, tuple[int, ...]] = {}
    """The entries each command or message led to."""
    amended: Mapping[int, int] = {}
    """For a corrected or voided entry, the entry that did it last."""

    def all(self, kind: type[E]) -> tuple[Entry[E], ...]:
        """The standing facts of ``kind``."""
        return cast("tuple[Entry[E], ...]", self.facts.get(kind, ()))

    def last(self, kind: type[E]) -> Entry[E] | None:
        standing = self.all(kind)
        return standing[-1] if standing else None

    def entry(self, version: int) -> Entry[Any] | None:
        """The standing entry with that number, ``None`` if there is none or it was voided."""
        return next((e for kind in self.facts.values() for e in kind if e.version == version), None)

    def without(self, version: int) -> Case:
        """The case as it would be had that entry never been made."""
        facts = {kind: tuple(e for e in entries if e.version != version) for kind, entries in self.facts.items()}
        return msgspec.structs.replace(self, facts={kind: entries for kind, entries in facts.items() if entries})


NEW_CASE = Case()


def evolve(case: Case, entry: Entry[CaseEvent]) -> Case:
    """The case after one more entry."""
    match entry.event:
        case EntryVoided(entry=number):
            changed = case.without(number).facts
            amended = {**case.amended, number: entry.version}
        case EntryCorrected(entry=number, replacement=replacement):
            changed = _replaced(case, number, replacement)
            amended = {**case.amended, number: entry.version}
        case CaseDisposed():
            changed, amended = {CaseDisposed: (entry,)}, dict(case.amended)
        case event:
            changed = {**case.facts, type(event): (*case.facts.get(type(event), ()), entry)}
            amended = cast("dict[int, int]", case.amended)
    made = {**case.made_by, entry.cause: (*case.made_by.get(entry.cause, ()), entry.version)}
    return Case(entry.version, changed, made, amended)


def _replaced(case: Case, number: int, event: Event) -> dict[type[Event], tuple[Entry[Any], ...]]:
    return {
        kind: tuple(_with_event(e, event) if e.version == number else e for e in entries)
        for kind, entries in case.facts.items()
    }


def _with_event(entry: Entry[Any], event: Event) -> Entry[Any]:
    return msgspec.structs.replace(entry, event=event)


def replay(history: Iterable[Entry[CaseEvent]], case: Case = NEW_CASE) -> Case:
    """The case a history comes to."""
    return reduce(evolve, history, case)


def supposing(case: Case, events: Iterable[CaseEvent]) -> Case:
    """The case as it would be with the events recorded, for a decision that builds on its own."""
    for event in events:
        case = evolve(case, Entry(case.version + 1, _NOT_RECORDED, _NOBODY, "", event))
    return case


_NOT_RECORDED = datetime.max.replace(tzinfo=UTC)
_NOBODY = Actor("", "")
