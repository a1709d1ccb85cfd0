"""The parts of extracts that wait in the inbox, put together: each is looked into once until its extract is whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.inbox import Inbox, Settled, WaitingPart
from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.application.intake.worker import Read
from kaa_tracker.application.ports import Clock


class Belonging(NamedTuple):
    """Which extract of a source a part belongs to, and of how many parts that says it is."""

    source: str
    extract_id: str
    parts: int


class WaitingExtract(NamedTuple):
    """The parts that have come of an extract, oldest first."""

    come: Sequence[WaitingPart]
    expected: int

    @property
    def is_whole(self) -> bool:
        return len(self.come) >= self.expected

    @property
    def delivery(self) -> int:
        """The number of the delivery that its last part came with."""
        return self.come[-1].delivery

    @property
    def last_at(self) -> datetime:
        return max(part.received_at for part in self.come)


class Gathering:
    """Remembers of each part that waits where it belongs, and nothing of what it lists."""

    def __init__(self, inbox: Inbox, read: Read, clock: Clock, outages: tuple[type[Exception], ...]) -> None:
        self._inbox = inbox
        self._read = read
        self._clock = clock
        self._outages = outages
        self._belonging: dict[int, Belonging] = {}

    def extracts(self) -> list[WaitingExtract]:
        """Those of which any part waits, the earliest first; a part that cannot be read is quarantined."""
        waiting = self._inbox.waiting_extracts()
        self._belonging = {part.number: belonging for part in waiting if (belonging := self._found(part.number))}
        come: dict[tuple[str, str], list[WaitingPart]] = {}
        for part in waiting:
            if part.number in self._belonging:
                come.setdefault(self._belonging[part.number][:2], []).append(part)
        return [WaitingExtract(parts, self._belonging[parts[0].number].parts) for parts in come.values()]

    def opened(self, extract: WaitingExtract) -> list[ExtractPart]:
        """Its parts as they read now; one that cannot be read any more is quarantined, and the rest waits for it."""
        return [told for part in extract.come if (told := self._readable(part.number))]

    def _found(self, number: int) -> Belonging | None:
        if number in self._belonging:
            return self._belonging[number]
        told = self._readable(number)
        return told and Belonging(told.source, told.extract_id, told.parts)

    def _readable(self, number: int) -> ExtractPart | None:
        found = self._look_into(number)
        if isinstance(found, ExtractPart):
            return found
        self._inbox.settle([found], self._clock.now())
        return None

    def _look_into(self, number: int) -> ExtractPart | Settled:
        """The part under its name in the inbox, or why it cannot be read."""
        try:
            [message] = self._inbox.opened([number])
            found = self._read(message.body)
        except self._outages:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it must keep no other back
            return Settled(number, "quarantined", "fault", "$", type(error).__name__)
        match found:
            case ExtractPart():
                return found._replace(message_id=message.name)
            case Rejected(reason=reason, path=path, detail=detail):
                return Settled(number, "quarantined", reason, path, detail or "")
            case RegisterMessage():
                return Settled(number, "quarantined", "contradiction", "$.type")
