"""What BER's extracts have told, read beside its messages.

An extract shows what holds on its day, not since when, nor by which message. So it counts only for
what no message says: once the message comes that told the same, it is that message, with its own
date, that stands (domain rule: a difference recorded from an extract is superseded by the message).
That is read out of all the facts together, and so does not depend on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from kaa_tracker.domain.case.events import (
    Entry,
    RegisterDetailsChanged,
    RegisterEntered,
    RegisterFact,
    RegisterLeft,
)

Facts = Sequence[Entry[RegisterFact]]

_DETAILS = ("district", "gender", "protection")


def in_order(fact: Entry[RegisterFact]) -> tuple[int, date]:
    """Revision order; an extract shows what the messages up to its revision have led to."""
    return fact.event.revision, fact.event.extract_of or date.min


def without_what_messages_say(facts: Facts) -> list[Entry[RegisterFact]]:
    """The facts, which stand ``in_order``, each extract's reduced to what no message says."""
    return list(_reduced(facts)) if any(fact.event.extract_of for fact in facts) else list(facts)


def _reduced(facts: Facts) -> Iterator[Entry[RegisterFact]]:
    said: dict[str, Any] = {}
    """What has been told last so far: since when the youth is in, and each detail."""
    revisions = {fact.event.revision for fact in facts if fact.event.extract_of is None}
    for number, fact in enumerate(facts):
        event = fact.event
        counts: RegisterFact | None = event
        match event:
            case RegisterLeft(extract_of=date()):
                is_in = said.get("since") is not None
                is_news = is_in and not _told_otherwise(event, facts[number + 1 :]) and not _listed_again(event, facts)
                counts = event if is_news else None
            case RegisterEntered(extract_of=date() as day) if said.get("since") == event.entered_on:
                counts = _change(day, event.revision, _news(event, said))
            case RegisterDetailsChanged(extract_of=date() as day):
                fields = () if event.revision in revisions else event.vault_fields
                counts = _change(day, event.revision, _news(event, said), fields)
            case _:
                pass
        if counts is not None:
            said |= _told(counts)
            yield fact if counts is event else msgspec.structs.replace(fact, event=counts)


def _change(
    day: date, revision: int, news: dict[str, Any], vault_fields: tuple[str, ...] = ()
) -> RegisterDetailsChanged | None:
    if not news and not vault_fields:
        return None
    return RegisterDetailsChanged(
        effective_on=day, revision=revision, vault_fields=vault_fields, extract_of=day, **news
    )


def _told(event: RegisterFact) -> dict[str, Any]:
    details = {name: value for name in _DETAILS if (value := getattr(event, name, None)) is not None}
    match event:
        case RegisterEntered(entered_on=day):
            return {**details, "since": day}
        case RegisterLeft():
            return {**details, "since": None}
        case _:
            return details


def _news(event: RegisterEntered | RegisterDetailsChanged, said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in _told(event).items() if name in _DETAILS and said.get(name) != value}


def _told_otherwise(left: RegisterLeft, later: Facts) -> bool:
    """Whether the next message that tells of coming or going tells of the leaving."""
    tellings = (f.event for f in later if f.event.extract_of is None and f.event.revision > left.revision)
    going = (event for event in tellings if not isinstance(event, RegisterDetailsChanged))
    return isinstance(next(going, None), RegisterLeft)


def _listed_again(left: RegisterLeft, facts: Facts) -> bool:
    """Whether a later extract shows that the youth never was away."""
    assert left.extract_of is not None
    return any(
        isinstance(fact.event, RegisterEntered)
        and fact.event.extract_of is not None
        and fact.event.extract_of > left.extract_of
        and fact.event.entered_on <= left.left_on
        for fact in facts
    )
