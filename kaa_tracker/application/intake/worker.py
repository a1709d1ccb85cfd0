"""Takes messages out of the inbox, lets them have their effect, and writes down what became of them.

Effect and outcome are written one after the other. A crash between the two is mended by doing it
again: the effect is known by the message's name, and so is not had twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple, TypeAlias, TypeGuard

from kaa_tracker.application.handling import Recorded, Result, Unchanged
from kaa_tracker.application.intake.brake import VolumeBrake
from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.inbox import Inbox, InboxMessage, Settled, State
from kaa_tracker.application.intake.register import RegisterIntake, RegisterMessage, Waiting
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.application.ports import Clock, VersionConflict
from kaa_tracker.domain.case.commands import RecordRegisterChange, RecordRegisterEntry, RecordRegisterExit
from kaa_tracker.domain.case.refusal import Refusal

Read: TypeAlias = Callable[[bytes], RegisterMessage | ExtractPart | Rejected]
Told: TypeAlias = tuple[InboxMessage, RegisterMessage]


class Fault(NamedTuple):
    """The program failed over the message, by an error of that kind."""

    error: str


class Worked(NamedTuple):
    """How many messages came to which state, in one go."""

    states: Counter[State]

    def __bool__(self) -> bool:
        return bool(self.states)


class IntakeWorker:
    """One at a time: whoever runs it has the leadership of the intake."""

    def __init__(
        self,
        inbox: Inbox,
        read: Read,
        intake: RegisterIntake,
        brake: VolumeBrake,
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
        self._brake = brake
        self._clock = clock
        self._wait_for_entry = wait_for_entry
        self._looked_at = 0
        """Up to which message of those held by a stopped delivery protections have been looked for."""
        self._outages: tuple[type[Exception], ...] = (VersionConflict, *outages)

    def work(self, limit: int = 2_000) -> Worked:
        """Work on the oldest ``limit`` messages; nothing can be worked on when the answer is empty.

        While a delivery waits for somebody's decision nothing of the register is, but that somebody has a
        protected identity: a person known to us is not to stay in sight until then.
        """
        if self._is_paused():
            return self._protect(limit)
        self._looked_at = 0
        settled = self._outcomes(self._inbox.received(limit))
        settled += self._given_up()
        if settled:
            self._inbox.settle(settled, self._clock.now())
        return Worked(Counter(one.state for one in settled))

    def take_up_waiting(self, register_keys: set[str]) -> Worked:
        """Let what waited for the entry of these persons have its effect: their entry came another way."""
        settled = self._effects(list(self._waiting_for(register_keys)))
        if settled:
            self._inbox.settle(settled, self._clock.now())
        return Worked(Counter(one.state for one in settled))

    def _protect(self, limit: int) -> Worked:
        """Let those of the next ``limit`` held messages have their effect that protect somebody's identity."""
        held = self._inbox.received(limit, self._looked_at)
        read = [(message, self._read_one(message)) for message in held]
        told = [(message, found) for message, found in read if _protects(found)]
        known = self._intake.known(found.register_key for _, found in told)
        settled = self._effects([(message, found) for message, found in told if found.register_key in known])
        if settled:
            self._inbox.settle(settled, self._clock.now())
        if held:
            self._looked_at = held[-1].number
        return Worked(Counter(one.state for one in settled))

    def _is_paused(self) -> bool:
        """Whether the feed is stopped, now that what came since has been judged."""
        for delivery, judgement in self._brake.judge_deliveries(self._inbox.unjudged()):
            if judgement.pauses:
                self._inbox.pause(delivery.number, judgement.told, self._clock.now())
        return bool(self._inbox.deliveries(limit=1, state="paused"))

    def _outcomes(self, taken: Sequence[InboxMessage]) -> list[Settled]:
        settled: list[Settled] = []
        told: list[Told] = []
        for message in taken:
            match self._read_one(message):
                case Rejected(reason=reason, path=path, detail=detail):
                    settled.append(Settled(message.number, "quarantined", reason, path, detail or ""))
                case Fault() as fault:
                    settled.append(_outcome(message.number, fault))
                case ExtractPart(unknown_fields=unknown):
                    settled.append(Settled(message.number, "waiting", unknown_fields=unknown))
                case RegisterMessage() as found:
                    told.append((message, found))
        entered = {one.register_key for message, one in told if message.kind == "entered"}
        return settled + self._effects([*told, *self._waiting_for(entered)])

    def _waiting_for(self, register_keys: set[str]) -> Iterable[Told]:
        for message in self._inbox.waiting(register_keys) if register_keys else ():
            found = self._read_one(message)
            if isinstance(found, RegisterMessage):
                yield message, found

    def _read_one(self, message: InboxMessage) -> RegisterMessage | ExtractPart | Rejected | Fault:
        """The message under its name in the inbox. A file carries its own record times; what comes as it
        happens is recorded when it comes."""
        try:
            found = self._read(message.body)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the feed
            return Fault(type(error).__name__)
        if isinstance(found, RegisterMessage):
            recorded_at = found.recorded_at if message.door == "file" else message.received_at
            return found._replace(message_id=message.name, recorded_at=recorded_at)
        return found

    def _effects(self, told: Sequence[Told]) -> list[Settled]:
        results = self._taken([found for _, found in told])
        return [
            _outcome(message.number, result)._replace(unknown_fields=found.unknown_fields)
            for (message, found), result in zip(told, results, strict=True)
        ]

    def _taken(self, told: Sequence[RegisterMessage]) -> Sequence[Result | Waiting | Fault]:
        """The results; a message that the program fails over takes no other with it."""
        if not told:
            return []
        try:
            return self._intake.take(told)
        except self._outages:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            if len(told) == 1:
                return [Fault(type(error).__name__)]
            return [result for one in told for result in self._taken([one])]

    def _given_up(self) -> list[Settled]:
        since = self._clock.now() - self._wait_for_entry
        return [
            Settled(number, "quarantined", "no_entry", "$.subject")
            for number in self._inbox.waiting_since_before(since)
        ]


def _protects(found: RegisterMessage | ExtractPart | Rejected | Fault) -> TypeGuard[RegisterMessage]:
    if not isinstance(found, RegisterMessage):
        return False
    match found.command:
        case RecordRegisterEntry(protection=told) | RecordRegisterChange(protection=told):
            return told not in (None, "none")
        case RecordRegisterExit():
            return False


def _outcome(number: int, result: Result | Waiting | Fault) -> Settled:
    match result:
        case Recorded() | Unchanged(because="repeated"):
            return Settled(number, "applied")
        case Unchanged(because="stale"):
            return Settled(number, "stale")
        case Unchanged():
            return Settled(number, "no_effect")
        case Waiting():
            return Settled(number, "waiting")
        case Refusal(code=code, about=about):
            return Settled(number, "quarantined", code, "$.data", " ".join(about))
        case Fault(error=error):
            return Settled(number, "quarantined", "fault", "$", error)
