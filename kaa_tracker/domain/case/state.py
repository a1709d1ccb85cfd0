"""What a history comes to: the facts that stand, after every correction and void.

``replay`` and ``evolve`` never judge; an event that was stored has happened. The four state machines are read out
of the standing facts by ``register``, ``responsibility``, ``outreach`` and ``support``, so a
correction, a void or a late message needs no code of its own in any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

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
Facts: TypeAlias = Mapping[type[Event], tuple[Entry[Any], ...]]


class Case(msgspec.Struct, frozen=True):
    """The standing facts of one youth, by kind, each kind in stream order."""

    version: int = 0
    facts: Facts = {}
    made_by: Mapping[str, tuple[int, ...]] = {}
    """The entries each command or message led to."""
    amended: Mapping[int, int] = {}
    """For a corrected or voided entry, the entry that did it last."""

    def all(self, kind: type[E]) -> tuple[Entry[E], ...]:
        """The standing facts of ``kind``."""
        return self.facts.get(kind, ())

    def last(self, kind: type[E]) -> Entry[E] | None:
        standing = self.all(kind)
        return standing[-1] if standing else None

    def entry(self, version: int) -> Entry[Any] | None:
        """The standing entry with that number, ``None`` if there is none or it was voided."""
        return next((e for kind in self.facts.values() for e in kind if e.version == version), None)

    def without(self, version: int) -> Case:
        """The case as it would be had that entry never been made."""
        return msgspec.structs.replace(self, facts=_without(self.facts, version))


NEW_CASE = Case()


def evolve(case: Case, entry: Entry[CaseEvent]) -> Case:
    """The case after one more entry."""
    return replay((entry,), case)


def replay(history: Iterable[Entry[CaseEvent]], case: Case = NEW_CASE) -> Case:
    """The case a history comes to; its parts may be replayed one after the other."""
    facts, made_by, amended = dict(case.facts), dict(case.made_by), dict(case.amended)
    version = case.version
    for entry in history:
        version, event = entry.version, entry.event
        kind = type(event)
        if kind not in _CHANGING:
            facts[kind] = (*facts.get(kind, ()), entry)
        elif isinstance(event, CaseDisposed):
            facts = {kind: (entry,)}
        elif isinstance(event, EntryVoided | EntryCorrected):
            facts = _amended(facts, event)
            amended[event.entry] = version
        made_by[entry.cause] = (*made_by.get(entry.cause, ()), version)
    return Case(version, facts, made_by, amended)


_CHANGING = frozenset((EntryVoided, EntryCorrected, CaseDisposed))
"""The events that change what stands; every other one adds a fact."""


def _amended(facts: Facts, event: EntryVoided | EntryCorrected) -> dict[type[Event], tuple[Entry[Any], ...]]:
    if isinstance(event, EntryVoided):
        return _without(facts, event.entry)
    return {
        kind: tuple(
            msgspec.structs.replace(entry, event=event.replacement) if entry.version == event.entry else entry
            for entry in entries
        )
        for kind, entries in facts.items()
    }


def _without(facts: Facts, version: int) -> dict[type[Event], tuple[Entry[Any], ...]]:
    left = {kind: tuple(e for e in entries if e.version != version) for kind, entries in facts.items()}
    return {kind: entries for kind, entries in left.items() if entries}


def supposing(case: Case, events: Iterable[CaseEvent]) -> Case:
    """The case as it would be with the events recorded, for a decision that builds on its own."""
    for event in events:
        case = evolve(case, Entry(case.version + 1, _NOT_RECORDED, _NOBODY, "", event))
    return case


_NOT_RECORDED = datetime.max.replace(tzinfo=UTC)
_NOBODY = Actor("", "")
