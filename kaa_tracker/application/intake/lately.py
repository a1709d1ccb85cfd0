"""What the brake has let through of late: many small deliveries are judged as the large one that they add up to.

Whoever releases a delivery has been shown the sum, so it begins anew then: one decision does not have to be
repeated for every message that follows.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from kaa_tracker.application.intake.comparing import mark_of
from kaa_tracker.application.intake.inbox import Delivery, Inbox, Kind
from kaa_tracker.application.intake.reconciling import Reconciliation
from kaa_tracker.application.ports import Clock

JUDGED_TOGETHER = timedelta(days=7)
_RELEASED_LOOKED_AT = 100


class AppliedExtracts(Protocol):
    def begun_since(self, moment: datetime) -> list[Reconciliation]:
        """The extracts begun to be applied since then while anybody was held, the latest first."""
        ...


class Movement(NamedTuple):
    """How many came into the register and left it with something that began at ``at``, when so many were held."""

    at: datetime
    held: int
    entering: int
    leaving: int


class Lately:
    def __init__(self, inbox: Inbox, extracts: AppliedExtracts, clock: Clock) -> None:
        self._inbox = inbox
        self._extracts = extracts
        self._clock = clock

    def let_through(self, *, but: Collection[int] = (), but_extract: int | None = None) -> list[Movement]:
        """What had its effect without a person's release, the earliest first.

        ``but`` for the deliveries of those numbers and the extract of that mark. A first load is no movement.
        """
        since = self._since()
        released = self._inbox.deliveries(limit=_RELEASED_LOOKED_AT, state="released")
        seen = {but_extract, *(one.judgement.get("extract") for one in released)}
        deliveries = self._inbox.let_through_since(since)
        moved = [movement_of(one) for one in deliveries if one.number not in but and one.held_before]
        extracts = self._extracts.begun_since(since)
        moved += [_of_extract(one) for one in extracts if mark_of(one) not in seen]
        return sorted(moved)

    def _since(self) -> datetime:
        window = self._clock.now() - JUDGED_TOGETHER
        return max(window, self._inbox.released_last() or window)


def movement_of(delivery: Delivery) -> Movement:
    return Movement(
        delivery.first_at, delivery.held_before, _had_effect(delivery, "entered"), _had_effect(delivery, "left")
    )


def _had_effect(delivery: Delivery, kind: Kind) -> int:
    """All that came; of a rejected one, which had been under way, at most what had its effect before."""
    came = delivery.kinds.get(kind, 0)
    return min(came, delivery.states.get("applied", 0)) if delivery.state == "rejected" else came


def _of_extract(one: Reconciliation) -> Movement:
    return Movement(one.begun_at, one.held, one.counts.get("missing", 0), one.counts.get("gone", 0))
