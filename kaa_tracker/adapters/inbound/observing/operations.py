"""How the program stands: how far behind it is, what waits and for how long, and what keeps it from its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from kaa_tracker.adapters.inbound.observing.lag import Lag
from kaa_tracker.application.access.handlers import too_few_handlers
from kaa_tracker.application.intake.inbox import State
from kaa_tracker.application.ports import EventStore
from kaa_tracker.domain.case.unreadable import UnreadableHistory, read_all_readable
from kaa_tracker.system import System

LOOKED_INTO = 20
"""The last events of the log whose cases are opened to see whether the keys fit: some may have been disposed of."""

SHOWN_PAUSED = 1_000
"""Paused deliveries are counted up to here: by then it does not matter how many more there are."""


class Waiting(NamedTuple):
    """So many, the oldest for so many seconds; 0 where there are none, or where they wait for nothing."""

    number: int
    seconds: float = 0.0


class Operations(NamedTuple):
    events: int
    behind: Waiting
    """Events that the read model does not have yet."""
    held_cases: int
    """Cases whose rows stay as they were, since one of their events cannot be projected."""
    inbox: Mapping[State, Waiting]
    paused: Waiting
    """Deliveries of the register that wait for somebody's decision; while any does, nothing of it is worked on."""
    unchained: Waiting
    """Entries of the access log that its chain has not come to."""
    keys_fit: bool
    leads: bool
    """Whether this process takes from the inbox and keeps the read model; another may."""
    failing: str
    """The kind of the error that the work beside ended with; empty while it goes on."""
    came_last: datetime | None
    """When the register last sent anything, by any door."""
    lacks_handlers: bool
    """A protected identity, and fewer handlers than there must be."""


class Looking:
    """Looks at the stores whenever it is called; for several threads. ``failing`` is asked of the work beside."""

    def __init__(self, system: System, failing: Callable[[], str]) -> None:
        self._system = system
        self._failing = failing
        self._lag = Lag()

    def __call__(self) -> Operations:
        system, inbox = self._system, self._system.intake.inbox
        last, projected = system.store.last_position(), system.runner.position()
        piles, tail = inbox.piles(), system.access_log.tail()
        return Operations(
            events=last,
            behind=Waiting(max(last - projected, 0), self._lag.seconds(last, projected)),
            held_cases=len(system.held_cases()),
            inbox={state: Waiting(pile.messages, self._since(pile.oldest)) for state, pile in piles.items()},
            paused=self._paused(),
            unchained=Waiting(tail.entries, self._since(tail.oldest)),
            keys_fit=keys_fit(system.store, last),
            leads=system.intake.leads(),
            failing=self._failing(),
            came_last=max((delivery.last_at for delivery in inbox.deliveries(limit=LOOKED_INTO)), default=None),
            lacks_handlers=lacks_handlers(system),
        )

    def _paused(self) -> Waiting:
        paused = self._system.intake.inbox.deliveries(limit=SHOWN_PAUSED, state="paused")
        since = min((one.paused_at for one in paused if one.paused_at is not None), default=None)
        return Waiting(len(paused), self._since(since))

    def _since(self, moment: datetime | None) -> float:
        return 0.0 if moment is None else max((self._system.clock.now() - moment).total_seconds(), 0.0)


def keys_fit(store: EventStore, last: int) -> bool:
    """Whether what was recorded last can be opened: the key store answers, and its master key is the right one."""
    cases = {change.case_id for change in store.changes(max(last - LOOKED_INTO, 0), LOOKED_INTO)}
    histories = read_all_readable(store.histories, cases)
    return not cases or any(not isinstance(history, UnreadableHistory) for history in histories.values())


def lacks_handlers(system: System) -> bool:
    """Whether protected identities are there, and in too few hands."""
    return system.reading.protected_count() > 0 and too_few_handlers(system.directory, system.clock.today())
