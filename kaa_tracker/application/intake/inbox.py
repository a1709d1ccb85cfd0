"""The inbox: every register message as it came, and what has become of it.

A door stores what comes before anybody looks into it, and acknowledges once that is durable. What
follows may be interrupted anywhere and done again: a message is stored once, and its effect is known
by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias

Door: TypeAlias = Literal["file", "https", "nats"]

Kind: TypeAlias = Literal["entered", "changed", "left", "extract", "other"]
"""What a message says it is about, as far as that can be read; nothing is checked yet."""

State: TypeAlias = Literal["received", "waiting", "quarantined", "applied", "no_effect", "stale", "discarded"]
"""``received``: nobody has looked yet. ``waiting``: for the entry of its person, or for the other
parts of its extract. ``stale``: its revision had been applied. The last four are the end of it."""

DONE: frozenset[State] = frozenset(("applied", "no_effect", "stale", "discarded"))


class Envelope(NamedTuple):
    """What is read of a message at the door: its name, and whom it is about.

    ``source`` and ``id`` are unique together; ``register_key`` is ``None`` where it is about nobody
    in particular.
    """

    source: str
    id: str
    kind: Kind
    register_key: str | None

    def __repr__(self) -> str:
        return f"Envelope({self.kind})"


class Raw(NamedTuple):
    """A message as it came. Without an envelope it is named by its bytes, and stored all the same."""

    body: bytes
    envelope: Envelope | None

    def __repr__(self) -> str:
        return f"Raw({len(self.body)} bytes)"


class Stored(NamedTuple):
    """Where a message is in the inbox: ``new`` there, a ``repeat`` of what was there under number
    ``number``, or ``reused``: another body under a name already used, quarantined as a row of its own."""

    number: int
    how: Literal["new", "repeat", "reused"]


class InboxMessage(NamedTuple):
    """A message taken out to be worked on; ``delivery`` is the number of the delivery it came with."""

    number: int
    delivery: int
    door: Door
    received_at: datetime
    kind: Kind
    body: bytes
    name: str
    """Unique to this body: the cause of the events it leads to. Of a body under a name used before, that
    somebody took in all the same, it tells them apart."""

    def __repr__(self) -> str:
        return f"InboxMessage({self.number})"


class WaitingPart(NamedTuple):
    """A part of an extract that waits for others, by its number; its body stays closed."""

    number: int
    delivery: int
    received_at: datetime


class Settled(NamedTuple):
    """What has become of a message; ``reason``, ``path`` and ``detail`` say why one is quarantined.

    ``path`` is where in the JSON, in names of the format; no value of the message is in any of them.
    ``unknown_fields`` is how many fields it had that the format does not know.
    """

    number: int
    state: State
    reason: str = ""
    path: str = ""
    detail: str = ""
    unknown_fields: int = 0

    @property
    def writable(self) -> Settled:
        """With a mark for each character that no database can write: NUL, and half a pair of surrogates."""
        return self._replace(path=_writable(self.path), detail=_writable(self.detail))


def _writable(text: str) -> str:
    return text.encode(errors="replace").decode().replace("\0", "?")


class Pile(NamedTuple):
    """How many messages are in a state, and when the oldest of them came; ``None`` for a state that is the end."""

    messages: int
    oldest: datetime | None


class Quarantined(NamedTuple):
    """A message in quarantine, without what it says."""

    number: int
    delivery: int
    door: Door
    received_at: datetime
    kind: Kind
    source: str | None
    """This and ``id`` as ``shown_name`` lets people see them."""
    id: str | None
    reason: str
    path: str
    detail: str
    size: int
    """Bytes of the body."""


DeliveryState: TypeAlias = Literal["open", "paused", "released", "rejected"]


class DeliveryClosed(LookupError):
    """It takes nothing more: somebody has decided about it, or it was never begun."""


class Delivery(NamedTuple):
    """What came in together: a file, a push that was given a name, or the day of a door, until a person decides
    about it. What comes after that under the same name is another delivery, called ``2026-11-23 (2)``.

    ``received`` is everything that came, ``repeats`` what of it had come before: the states of the
    rest always add up to it. ``held_before``: how many were in the register when it began.
    """

    number: int
    door: Door
    name: str
    state: DeliveryState
    first_at: datetime
    last_at: datetime
    held_before: int
    received: int
    repeats: int
    kinds: Mapping[Kind, int]
    """How many messages of each kind, repeats left out."""
    states: Mapping[State, int]
    judgement: Mapping[str, int]
    """The figures it was paused with."""
    paused_at: datetime | None = None
    """When it was paused last."""
    unknown_fields: int = 0
    """How many fields its messages had that the format does not know."""

    @property
    def adds_up(self) -> bool:
        return self.received == self.repeats + sum(self.states.values())


def delivery_name(name: str, ordinal: int) -> str:
    """What the delivery is called that is the ``ordinal``-th, from 1, of its door and name."""
    return name if ordinal == 1 else f"{name} ({ordinal})"


class LedgerDay(NamedTuple):
    """All that came on a local day, whichever way."""

    day: date
    received: int
    repeats: int
    states: Mapping[State, int]
    unknown_fields: int = 0


class Ruling(NamedTuple):
    """What a person decided about a message or a delivery, and why: a code of ``intake_decisions``."""

    user: str
    reason: str
    at: datetime


class Inbox(Protocol):
    """Durable when a call returns; each call is one transaction."""

    def deliver(self, door: Door, name: str, at: datetime, held: Callable[[], int]) -> int:
        """The number of the delivery of that door and name that nobody has decided about.

        It is begun now if there is none, with how many are ``held``.
        """
        ...

    def store(self, delivery: int, messages: Sequence[Raw], at: datetime) -> list[Stored]:
        """Where each message is now, in order. Raises ``DeliveryClosed``: then none is stored."""
        ...

    def received(self, limit: int, after: int = 0) -> list[InboxMessage]:
        """The messages nobody has looked at, oldest first, from the one after number ``after``."""
        ...

    def waiting(self, register_keys: Collection[str]) -> list[InboxMessage]:
        """The messages that wait for the entry of these persons, oldest first."""
        ...

    def waiting_extracts(self) -> list[WaitingPart]:
        """The parts of extracts that wait for others, oldest first."""
        ...

    def opened(self, numbers: Collection[int]) -> list[InboxMessage]:
        """Those of the messages whose bodies are there, oldest first."""
        ...

    def waiting_since_before(self, moment: datetime) -> list[int]:
        """The messages received before then that still wait for the entry of their person; no parts of extracts."""
        ...

    def settle(self, settled: Sequence[Settled], at: datetime, *, forget: bool = False) -> None:
        """Write down what has become of the messages; with ``forget`` their bodies are deleted at once."""
        ...

    def settled(self, numbers: Collection[int]) -> dict[int, Settled]:
        """What has become of each message so far."""
        ...

    def quarantine(self, *, limit: int, after: int = 0) -> list[Quarantined]:
        """The messages in quarantine in order of number, from the one after number ``after``."""
        ...

    def quarantine_counts(self) -> Mapping[str, int]:
        """How many messages are in quarantine, by reason."""
        ...

    def take_up_again(self, numbers: Collection[int] | None, ruling: Ruling) -> int:
        """Let those in quarantine, ``None``: all, be looked at anew; answers how many.

        One quarantined for the name of another gets a name of its own.
        """
        ...

    def discard(self, numbers: Collection[int], ruling: Ruling) -> int:
        """End those in quarantine without effect; answers how many."""
        ...

    def deliveries(self, *, limit: int, state: DeliveryState | None = None) -> list[Delivery]:
        """The latest deliveries first."""
        ...

    def unjudged(self) -> list[Delivery]:
        """The open deliveries that hold messages nobody has looked at, oldest first."""
        ...

    def let_through_since(self, moment: datetime) -> list[Delivery]:
        """The deliveries with which something came since then that needed nobody's release to have its effect,
        oldest first: the open ones, and those rejected, some of which may have been under way."""
        ...

    def released_last(self) -> datetime | None:
        """When somebody last released a delivery."""
        ...

    def pause(self, delivery: int, judgement: Mapping[str, int], at: datetime) -> None:
        """Let nothing more of the register be worked on before somebody has decided about the delivery.

        It is open, or was released by other figures than these; a rejected one stays as it is.
        """
        ...

    def release(self, delivery: int, ruling: Ruling) -> None:
        """Let a paused delivery have its effect. Raises ``LookupError`` where none is paused under that number."""
        ...

    def reject(self, delivery: int, ruling: Ruling) -> int:
        """Discard what of a paused delivery has had no effect; answers how many. Raises ``LookupError``."""
        ...

    def piles(self) -> Mapping[State, Pile]:
        """What is in each state now; states that nothing is in may be left out."""
        ...

    def days(self, *, limit: int) -> list[LedgerDay]:
        """The ledger by day of receipt, the latest first."""
        ...

    def forget_bodies(self, settled_before: datetime) -> int:
        """Delete the bodies of messages that came to their end before then; id and outcome stay. Answers how many."""
        ...

    def forget_persons(self, register_keys: Collection[str], at: datetime) -> int:
        """Delete what the messages about the persons say, their ids and whom they are about; those that have not
        come to their end end without effect. That they came, and what became of them, stays. Answers how many."""
        ...
