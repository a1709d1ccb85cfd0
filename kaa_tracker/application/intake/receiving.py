"""What every door does with a message: store it, whatever it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from kaa_tracker.application.intake.inbox import DeliveryClosed, Door, Inbox, Raw, Stored
from kaa_tracker.application.ports import Clock


class Receiving:
    """``held`` tells how many are in the register now; it is asked once a delivery."""

    def __init__(self, inbox: Inbox, clock: Clock, held: Callable[[], int]) -> None:
        self._inbox = inbox
        self._clock = clock
        self._held = held

    def receive(self, door: Door, messages: Sequence[Raw], delivery: str | None = None) -> list[Stored]:
        """Where each message is in the inbox, durably.

        Without a name for what it came with, the delivery is the local day of the door. What comes after a
        person has decided about a delivery is judged by numbers of its own, as the next one of that name.
        """
        now = self._clock.now()
        name = delivery or self._clock.today().isoformat()
        while True:
            number = self._inbox.deliver(door, name, now, self._held)
            with suppress(DeliveryClosed):  # somebody has decided about it just now: this begins the next
                return self._inbox.store(number, messages, now)
