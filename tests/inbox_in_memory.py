"""A stand-in for the inbox that keeps its whole contract, for as long as the object lives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from kaa_tracker.application.intake.inbox import (
    DONE,
    Delivery,
    DeliveryClosed,
    DeliveryState,
    Door,
    Envelope,
    InboxMessage,
    Kind,
    LedgerDay,
    Pile,
    Quarantined,
    Raw,
    Ruling,
    Settled,
    State,
    Stored,
    WaitingPart,
    delivery_name,
)
from kaa_tracker.application.intake.shown_names import shown_name
from kaa_tracker.domain.periods import local_day

MAX_BYTES = 16 * 1024 * 1024


@dataclass
class _Message:
    number: int
    delivery: int
    envelope: Envelope | None
    variant: int
    digest: bytes
    size: int
    body: bytes | None
    received_at: datetime
    outcome: Settled
    settled_at: datetime | None = None

    @property
    def state(self) -> State:
        return self.outcome.state

    @property
    def kind(self) -> Kind:
        return self.envelope.kind if self.envelope else "other"

    @property
    def name(self) -> str:
        name = f"{self.envelope.source} {self.envelope.id}" if self.envelope else self.digest.hex()
        return name if self.variant == 1 else f"{name} {self.digest.hex()}"


@dataclass
class _Delivery:
    number: int
    door: Door
    name: str
    ordinal: int
    first_at: datetime
    last_at: datetime
    held_before: int
    state: DeliveryState = "open"
    judgement: Mapping[str, int] = field(default_factory=dict)
    paused_at: datetime | None = None

    @property
    def is_taking(self) -> bool:
        return self.state in ("open", "paused")


class InboxInMemory:
    """``Inbox``; ``rulings`` is what has been decided, in order: what, about which number, and the ruling."""

    def __init__(self) -> None:
        self.rulings: list[tuple[Literal["retry", "discard", "release", "reject"], int, Ruling]] = []
        self._messages: dict[int, _Message] = {}
        self._named: dict[str | bytes, dict[bytes, _Message]] = {}
        self._deliveries: dict[int, _Delivery] = {}
        self._arrivals: list[tuple[int, date, bool]] = []
        """Delivery, day, and whether it had come before, of everything that came."""

    def deliver(self, door: Door, name: str, at: datetime, held: Callable[[], int]) -> int:
        before = [one for one in self._deliveries.values() if (one.door, one.name) == (door, name)]
        if before and before[-1].is_taking:
            return before[-1].number
        number = len(self._deliveries) + 1
        self._deliveries[number] = _Delivery(number, door, name, len(before) + 1, at, at, held())
        return number

    def store(self, delivery: int, messages: Sequence[Raw], at: datetime) -> list[Stored]:
        if messages:
            home = self._deliveries.get(delivery)
            if home is None or not home.is_taking:
                raise DeliveryClosed(f"delivery {delivery} takes nothing more")
            home.last_at = max(at, home.last_at)
        return [self._store(delivery, raw, at) for raw in messages]

    def received(self, limit: int, after: int = 0) -> list[InboxMessage]:
        return self._taken(message for message in self._in("received") if message.number > after)[:limit]

    def waiting(self, register_keys: Collection[str]) -> list[InboxMessage]:
        return self._taken(
            message
            for message in self._in("waiting")
            if message.envelope and message.envelope.register_key in set(register_keys)
        )

    def waiting_extracts(self) -> list[WaitingPart]:
        return [
            WaitingPart(message.number, message.delivery, message.received_at)
            for message in self._in("waiting")
            if message.kind == "extract" and message.body is not None
        ]

    def opened(self, numbers: Collection[int]) -> list[InboxMessage]:
        return self._taken(message for message in self._messages.values() if message.number in numbers)

    def waiting_since_before(self, moment: datetime) -> list[int]:
        return [
            message.number
            for message in self._in("waiting")
            if message.received_at < moment and message.kind != "extract"
        ]

    def settle(self, settled: Sequence[Settled], at: datetime, *, forget: bool = False) -> None:
        for outcome in settled:
            message = self._messages.get(outcome.number)
            if message and message.state not in DONE:
                message.outcome, message.settled_at = outcome.writable, at
            if message and forget:
                message.body = None

    def settled(self, numbers: Collection[int]) -> dict[int, Settled]:
        return {number: self._messages[number].outcome for number in numbers if number in self._messages}

    def quarantine(self, *, limit: int, after: int = 0) -> list[Quarantined]:
        return [self._described(message) for message in self._in("quarantined") if message.number > after][:limit]

    def quarantine_counts(self) -> Mapping[str, int]:
        return Counter(message.outcome.reason for message in self._in("quarantined"))

    def take_up_again(self, numbers: Collection[int] | None, ruling: Ruling) -> int:
        taken_up = [message for message in self._in("quarantined", numbers) if message.body is not None]
        for message in taken_up:
            message.outcome, message.settled_at = Settled(message.number, "received"), None
            self.rulings.append(("retry", message.number, ruling))
        return len(taken_up)

    def discard(self, numbers: Collection[int], ruling: Ruling) -> int:
        discarded = self._in("quarantined", numbers)
        for message in discarded:
            self._end(message, ruling.at)
            self.rulings.append(("discard", message.number, ruling))
        return len(discarded)

    def deliveries(self, *, limit: int, state: DeliveryState | None = None) -> list[Delivery]:
        found = [delivery for delivery in self._deliveries.values() if state in (None, delivery.state)]
        return [self._told(delivery) for delivery in reversed(found)][:limit]

    def unjudged(self) -> list[Delivery]:
        unlooked = {message.delivery for message in self._in("received")}
        return [self._told(d) for d in self._deliveries.values() if d.number in unlooked and d.state == "open"]

    def let_through_since(self, moment: datetime) -> list[Delivery]:
        unreleased = [one for one in self._deliveries.values() if one.state in ("open", "rejected")]
        return [self._told(one) for one in unreleased if one.last_at >= moment]

    def released_last(self) -> datetime | None:
        return max((ruling.at for what, _, ruling in self.rulings if what == "release"), default=None)

    def pause(self, delivery: int, judgement: Mapping[str, int], at: datetime) -> None:
        found = self._deliveries.get(delivery)
        if found and found.state in ("open", "released"):
            found.state, found.judgement, found.paused_at = "paused", dict(judgement), at

    def release(self, delivery: int, ruling: Ruling) -> None:
        self._paused(delivery).state = "released"
        self.rulings.append(("release", delivery, ruling))

    def reject(self, delivery: int, ruling: Ruling) -> int:
        self._paused(delivery).state = "rejected"
        self.rulings.append(("reject", delivery, ruling))
        ended = [m for m in self._messages.values() if m.delivery == delivery and m.state not in DONE]
        for message in ended:
            self._end(message, ruling.at)
        return len(ended)

    def piles(self) -> dict[State, Pile]:
        states = {message.state for message in self._messages.values()}
        return {
            state: Pile(len(there), None if state in DONE else min(message.received_at for message in there))
            for state, there in ((state, self._in(state)) for state in states)
        }

    def days(self, *, limit: int) -> list[LedgerDay]:
        latest = sorted({day for _, day, _ in self._arrivals}, reverse=True)[:limit]
        return [self._day(day) for day in latest]

    def forget_persons(self, register_keys: Collection[str], at: datetime) -> int:
        forgotten = 0
        for message in self._messages.values():
            if message.envelope and message.envelope.register_key in register_keys:
                forgotten += 1
                if message.state not in DONE:
                    message.outcome, message.settled_at = message.outcome._replace(state="discarded"), at
                message.body, message.envelope = None, message.envelope._replace(register_key=None)
        return forgotten

    def forget_bodies(self, settled_before: datetime) -> int:
        forgotten = [
            message
            for message in self._messages.values()
            if message.body is not None
            and message.state in DONE
            and message.settled_at is not None
            and message.settled_at < settled_before
        ]
        for message in forgotten:
            message.body = None
        return len(forgotten)

    def _store(self, delivery: int, raw: Raw, at: datetime) -> Stored:
        body, envelope = raw
        digest = sha256(body).digest()[:16]
        alike = self._named.setdefault(f"{envelope.source} {envelope.id}" if envelope else digest, {})
        self._arrivals.append((delivery, local_day(at), digest in alike))
        if digest in alike:
            return Stored(alike[digest].number, "repeat")
        number, variant = len(self._messages) + 1, len(alike) + 1
        is_kept = len(body) <= MAX_BYTES
        outcome = _first_outcome(number, variant, is_kept=is_kept)
        alike[digest] = self._messages[number] = _Message(
            number=number,
            delivery=delivery,
            envelope=envelope,
            variant=variant,
            digest=digest,
            size=len(body),
            body=body if is_kept else None,
            received_at=at,
            outcome=outcome,
            settled_at=at if outcome.reason else None,
        )
        return Stored(number, "new" if variant == 1 else "reused")

    def _in(self, state: State, numbers: Collection[int] | None = None) -> list[_Message]:
        messages = (m for m in self._messages.values() if m.state == state)
        return [message for message in messages if numbers is None or message.number in numbers]

    def _taken(self, messages: Iterable[_Message]) -> list[InboxMessage]:
        return [
            InboxMessage(m.number, m.delivery, self._door(m), m.received_at, m.kind, m.body, m.name)
            for m in messages
            if m.body is not None
        ]

    def _described(self, message: _Message) -> Quarantined:
        return Quarantined(
            number=message.number,
            delivery=message.delivery,
            door=self._door(message),
            received_at=message.received_at,
            kind=message.kind,
            source=shown_name(message.envelope.source) if message.envelope else None,
            id=shown_name(message.envelope.id) if message.envelope else None,
            reason=message.outcome.reason,
            path=message.outcome.path,
            detail=message.outcome.detail,
            size=message.size,
        )

    def _told(self, delivery: _Delivery) -> Delivery:
        messages = [message for message in self._messages.values() if message.delivery == delivery.number]
        arrivals = [is_repeat for number, _, is_repeat in self._arrivals if number == delivery.number]
        return Delivery(
            number=delivery.number,
            door=delivery.door,
            name=delivery_name(delivery.name, delivery.ordinal),
            state=delivery.state,
            first_at=delivery.first_at,
            last_at=delivery.last_at,
            held_before=delivery.held_before,
            received=len(arrivals),
            repeats=sum(arrivals),
            kinds=Counter(message.kind for message in messages),
            states=Counter(message.state for message in messages),
            judgement=delivery.judgement,
            unknown_fields=sum(message.outcome.unknown_fields for message in messages),
            paused_at=delivery.paused_at,
        )

    def _day(self, day: date) -> LedgerDay:
        arrivals = [is_repeat for _, on, is_repeat in self._arrivals if on == day]
        messages = [m for m in self._messages.values() if local_day(m.received_at) == day]
        unknown = sum(message.outcome.unknown_fields for message in messages)
        return LedgerDay(day, len(arrivals), sum(arrivals), Counter(m.state for m in messages), unknown)

    def _door(self, message: _Message) -> Door:
        return self._deliveries[message.delivery].door

    def _paused(self, delivery: int) -> _Delivery:
        found = self._deliveries.get(delivery)
        if found is None or found.state != "paused":
            raise LookupError(f"no delivery {delivery} is paused")
        return found

    def _end(self, message: _Message, at: datetime) -> None:
        message.outcome = message.outcome._replace(state="discarded")
        message.settled_at = at


def _first_outcome(number: int, variant: int, *, is_kept: bool) -> Settled:
    if not is_kept:
        return Settled(number, "quarantined", "too_large", "$")
    if variant > 1:
        return Settled(number, "quarantined", "id_reused", "$.id")
    return Settled(number, "received")
