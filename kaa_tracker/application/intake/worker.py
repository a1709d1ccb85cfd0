"""Takes messages out of the inbox, lets them have their effect, and writes down what became of them.

Effect and outcome are written one after the other. A crash between the two is mended by doing it
again: the effect is known by the message's name, and so is not had twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

from kaa_tracker.application.handling import Recorded, Result, Unchanged
from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.inbox import Inbox, InboxMessage, Settled, State
from kaa_tracker.application.intake.register import RegisterIntake, RegisterMessage, Waiting
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.application.ports import Clock, VersionConflict
from kaa_tracker.domain.case.refusal import Refusal

Read: TypeAlias = Callable[[bytes], RegisterMessage | ExtractPart | Rejected]

WAITED_TOO_LONG = "no_entry"
"""Why a message is quarantined whose person's entry never came."""


class Fault(NamedTuple):
    """The program failed over the message, by an error of that kind."""

    error: str


class Worked(NamedTuple):
    """How many messages came to which state, in one go; ``paused`` where a delivery waits for a human."""

    states: Counter[State]
    paused: bool = False

    def __bool__(self) -> bool:
        return bool(self.states)


class IntakeWorker:
    """One at a time: whoever runs it has the leadership of the intake."""

    def __init__(
        self,
        inbox: Inbox,
        read: Read,
        intake: RegisterIntake,
        clock: Clock,
        *,
        wait_for_entry: timedelta,
        outages: tuple[type[Exception], ...] = (),
    ) -> None:
        """``wait_for_entry``: how long a message may wait for the entry of its person. ``outages`` is what
        the stores raise when they cannot be reached: then nothing is settled, and it is tried again."""
        self._inbox = inbox
        self._read = read
        self._intake = intake
        self._clock = clock
        self._wait_for_entry = wait_for_entry
        self._outages: tuple[type[Exception], ...] = (VersionConflict, *outages)

    def work(self, limit: int = 1_000) -> Worked:
        """Work on the oldest ``limit`` messages; nothing is left to do when the answer is empty."""
        taken = self._inbox.received(limit)
        settled = self._settled(taken)
        settled += self._given_up()
        if settled:
            self._inbox.settle(settled, self._clock.now())
        return Worked(Counter(one.state for one in settled))

    def _settled(self, taken: Sequence[InboxMessage]) -> list[Settled]:
        settled: list[Settled] = []
        found: list[tuple[InboxMessage, RegisterMessage]] = []
        for message in taken:
            match self._read(message.body):
                case Rejected(reason=reason, path=path, detail=detail):
                    settled.append(Settled(message.number, "quarantined", reason, path, detail or ""))
                case ExtractPart() as part:
                    settled.append(Settled(message.number, "waiting", unknown_fields=part.unknown_fields))
                case told:
                    found.append((message, _as_recorded(message, told)))
        return settled + self._effects(found)

    def _effects(self, found: Sequence[tuple[InboxMessage, RegisterMessage]]) -> list[Settled]:
        """What the messages and those that waited for them lead to."""
        entered = {told.register_key for message, told in found if message.kind == "entered"}
        found = [*found, *self._waiting_for(entered)]
        results = self._taken([told for _, told in found])
        return [
            _outcome(message.number, result)._replace(unknown_fields=told.unknown_fields)
            for (message, told), result in zip(found, results, strict=True)
        ]

    def _taken(self, told: Sequence[RegisterMessage]) -> Sequence[Result | Waiting | Fault]:
        """The results; a message that the program fails over takes no other with it."""
        if not told:
            return []
        try:
            return self._intake.take(told)
        except self._outages:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the feed
            if len(told) == 1:
                return [Fault(type(error).__name__)]
            return [result for one in told for result in self._taken([one])]

    def _waiting_for(self, register_keys: set[str]) -> Iterable[tuple[InboxMessage, RegisterMessage]]:
        for message in self._inbox.waiting(register_keys) if register_keys else ():
            told = self._read(message.body)
            if isinstance(told, RegisterMessage):
                yield message, _as_recorded(message, told)

    def _given_up(self) -> list[Settled]:
        since = self._clock.now() - self._wait_for_entry
        return [
            Settled(number, "quarantined", WAITED_TOO_LONG, "$.subject")
            for number in self._inbox.waiting_since_before(since)
        ]


def _as_recorded(message: InboxMessage, told: RegisterMessage) -> RegisterMessage:
    """A file carries its own record times; what comes as it happens is recorded when it comes."""
    recorded_at: datetime = told.recorded_at if message.door == "file" else message.received_at
    return told._replace(message_id=message.name, recorded_at=recorded_at)


def _outcome(number: int, result: Result | Waiting | Fault) -> Settled:
    match result:
        case Fault(error=error):
            return Settled(number, "quarantined", "fault", "$", error)
        case Recorded():
            return Settled(number, "applied")
        case Unchanged(because="repeated"):
            return Settled(number, "applied")
        case Unchanged(because="stale"):
            return Settled(number, "stale")
        case Unchanged():
            return Settled(number, "no_effect")
        case Waiting():
            return Settled(number, "waiting")
        case Refusal(code=code, about=about):
            return Settled(number, "quarantined", code, "$.data", " ".join(about))
