"""What BER sends, on its way through an inbox in memory to the cases of a real system."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

import msgspec

from kaa_tracker.application.handling import Result
from kaa_tracker.application.intake.brake import VolumeBrake
from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.extract_worker import ExtractWorker
from kaa_tracker.application.intake.inbox import Door, Envelope, Kind, Raw, Ruling, State, Stored
from kaa_tracker.application.intake.lately import Lately
from kaa_tracker.application.intake.receiving import Receiving
from kaa_tracker.application.intake.register import RegisterIntake, RegisterMessage, Waiting
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.application.intake.worker import IntakeWorker
from kaa_tracker.domain.case.commands import RecordRegisterChange, RecordRegisterEntry, RecordRegisterExit
from kaa_tracker.domain.case.events import CaseEvent, Entry, RegisterFact
from kaa_tracker.domain.periods import local_day
from kaa_tracker.system import System
from tests.application.told import ADA, moment
from tests.extracts import kept_by, reconciling_on
from tests.inbox_in_memory import InboxInMemory

Sent: TypeAlias = RegisterMessage | ExtractPart | Rejected

WAITS = timedelta(days=30)
NOW = moment("2022-04-02")
RULING = Ruling("line.ek", "mended", NOW)

_KINDS: dict[type, Kind] = {
    RecordRegisterEntry: "entered",
    RecordRegisterChange: "changed",
    RecordRegisterExit: "left",
}


class Unreadable(Exception):
    """Planted: the program fails over reading this message."""


class Hands:
    """A clock that stands where it was set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return local_day(self.at)


class Post:
    """``held``: how many are in the register when a delivery begins; more than two who come, or more than
    one who leaves, among ten stop it."""

    def __init__(
        self,
        system: System,
        *,
        inbox: InboxInMemory | None = None,
        intake: RegisterIntake | None = None,
        outages: tuple[type[Exception], ...] = (),
        held: Callable[[], int] = lambda: 0,
    ) -> None:
        self.system = system
        self.inbox = inbox or InboxInMemory()
        self.clock = Hands(NOW)
        self.unreadable = False
        self._sent: list[Sent] = []
        self._numbers: dict[int, int] = {}
        """Where in the inbox what was sent is."""
        self._says_now: dict[int, Sent | Exception] = {}
        intake = intake or system.register_intake()
        lately = Lately(self.inbox, kept_by(system), self.clock)
        brake = VolumeBrake(msgspec.structs.replace(system.reference.brake, never_below=1), system.reading, lately)
        self.receiving = Receiving(self.inbox, self.clock, held)
        self.worker = IntakeWorker(
            self.inbox, self._read, intake, brake, self.clock, wait_for_entry=WAITS, outages=outages
        )
        self.extracts = ExtractWorker(
            self.inbox,
            self._read,
            reconciling_on(system, intake),
            brake,
            self.clock,
            self.worker.take_up_waiting,
            wait_for_parts=WAITS,
            outages=outages,
        )

    def comes(self, *sent: Sent, door: Door = "file", delivery: str | None = None) -> list[Stored]:
        """Where in the inbox each of them is; who sends the same again sends the same bytes."""
        places = self.receiving.receive(door, [self._raw(one) for one in sent], delivery)
        self._numbers |= {self._sent.index(one): place.number for one, place in zip(sent, places, strict=True)}
        return places

    def says_now(self, sent: Sent, read: Sent | Exception) -> None:
        """From now on what was sent is read as something else, or the program fails over it."""
        self._says_now[self._sent.index(sent)] = read

    def work(self) -> None:
        """As the leading process does, until nothing more can be worked on."""
        while self.worker.work():
            pass
        self.system.runner.catch_up()
        self.extracts.work()
        self.system.runner.catch_up()

    def came_to(self, *sent: Sent) -> list[State]:
        """What has become of each of them."""
        numbers = [self._numbers[self._sent.index(one)] for one in sent]
        settled = self.inbox.settled(numbers)
        return [settled[number].state for number in numbers]

    def reasons(self) -> list[str]:
        return [one.reason for one in self.inbox.quarantine(limit=100)]

    def adds_up(self) -> bool:
        deliveries, days = self.inbox.deliveries(limit=100), self.inbox.days(limit=100)
        in_all = {sum(one.received for one in deliveries), sum(one.received for one in days)}
        whole = all(day.received == day.repeats + sum(day.states.values()) for day in days)
        return whole and len(in_all) == 1 and all(one.adds_up for one in deliveries)

    def _raw(self, sent: Sent) -> Raw:
        if sent not in self._sent:
            self._sent.append(sent)
        return Raw(str(self._sent.index(sent)).encode(), _envelope(sent))

    def _read(self, body: bytes) -> Sent:
        if self.unreadable:
            raise Unreadable
        said = self._says_now.get(int(body), self._sent[int(body)])
        if isinstance(said, Exception):
            raise said
        return said


class Outage(Exception):
    """Planted: the store cannot be reached."""


class Failing:
    """The program's own intake; over messages about the one it fails with the error, for so long as there is one."""

    def __init__(self, system: System, key: str, error: Exception) -> None:
        self._intake = system.register_intake()
        self._key = key
        self.error: Exception | None = error

    def take(self, messages: Sequence[RegisterMessage]) -> list[Result | Waiting]:
        if self.error and any(message.register_key == self._key for message in messages):
            raise self.error
        return self._intake.take(messages)


def failing(system: System, key: str, error: Exception, **others: Any) -> tuple[Post, Failing]:
    fault = Failing(system, key, error)
    return Post(system, intake=fault, **others), fault  # type: ignore[arg-type]


def _envelope(sent: Sent) -> Envelope | None:
    if isinstance(sent, Rejected):
        return None
    source, _, id_ = sent.message_id.partition(" ")
    if isinstance(sent, ExtractPart):
        return Envelope(source, id_, "extract", None)
    return Envelope(source, id_, _KINDS[type(sent.command)], sent.register_key)


def told(system: System, key: str = ADA) -> list[Entry[CaseEvent]]:
    """What BER has told that stands in the case of the person, if there is one."""
    case_id = system.vault.cases_of_register_keys([key]).get(key)
    history = system.store.histories([case_id]).get(case_id, ()) if case_id else ()
    return [entry for entry in history if isinstance(entry.event, RegisterFact)]


def events(system: System, key: str = ADA) -> list[str]:
    return [type(entry.event).__name__ for entry in told(system, key)]
