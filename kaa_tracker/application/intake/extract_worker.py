"""The extracts in the inbox: compared once all their parts are there, judged, and then had effect of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kaa_tracker.application.intake.brake import VolumeBrake
from kaa_tracker.application.intake.comparing import Comparison
from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.inbox import Inbox, InboxMessage, Settled, State
from kaa_tracker.application.intake.reconciling import Reconciling, taken_in
from kaa_tracker.application.intake.worker import Read
from kaa_tracker.application.ports import Clock

ExtractName = tuple[str, str]
"""What its source calls it."""


class Part(NamedTuple):
    message: InboxMessage
    told: ExtractPart


class ExtractWorker:
    """To be run when nothing is left in the inbox that came before, with the read model caught up.

    ``take_up_waiting`` is told of whom an extract took in: messages may have waited for their entry.
    """

    def __init__(
        self,
        inbox: Inbox,
        read: Read,
        reconciling: Reconciling,
        brake: VolumeBrake,
        clock: Clock,
        take_up_waiting: Callable[[set[str]], object],
        *,
        wait_for_parts: timedelta,
    ) -> None:
        self._inbox = inbox
        self._read = read
        self._reconciling = reconciling
        self._brake = brake
        self._clock = clock
        self._take_up_waiting = take_up_waiting
        self._wait_for_parts = wait_for_parts

    def work(self) -> list[Comparison]:
        """Reconcile the extracts that are complete, the earliest first, until one is stopped by the brake.

        One that is stopped, of a delivery that somebody rejected, keeps no other back; it waits until a
        later one makes it stale.
        """
        done: list[Comparison] = []
        if self._is_paused():
            return done
        now = self._clock.now()
        for parts in self._extracts().values():
            if len(parts) < parts[0].told.parts:
                self._give_up_if_old(parts, now)
                continue
            comparison = self._comparison(parts, now)
            if comparison is None:
                continue
            if not self._is_stopped(comparison, parts):
                self._apply(comparison, parts, now)
                done.append(comparison)
            elif self._is_paused():
                break
        return done

    def _is_paused(self) -> bool:
        return bool(self._inbox.deliveries(limit=1, state="paused"))

    def _extracts(self) -> Mapping[ExtractName, Sequence[Part]]:
        found: dict[ExtractName, list[Part]] = {}
        for part in self._parts():
            found.setdefault((part.told.source, part.told.extract_id), []).append(part)
        return found

    def _parts(self) -> Iterator[Part]:
        for message in self._inbox.waiting_extracts():
            told = self._read(message.body)
            if isinstance(told, ExtractPart):
                yield Part(message, told._replace(message_id=message.name))

    def _comparison(self, parts: Sequence[Part], now: datetime) -> Comparison | None:
        """``None`` where parts contradict each other, all of which then are in quarantine."""
        try:
            return self._reconciling.compare([part.told for part in parts])
        except ValueError:
            self._settle(parts, "quarantined", now, reason="contradiction", path="$.data.part")
            return None

    def _is_stopped(self, comparison: Comparison, parts: Sequence[Part]) -> bool:
        """An extract of nobody, or one that would change too much, waits for a person with its delivery."""
        delivery = parts[-1].message.delivery
        released = {one.number for one in self._inbox.deliveries(limit=1_000, state="released")}
        if comparison.is_stale or delivery in released:
            return False
        judgement = self._brake.judge_extract(comparison)
        if judgement.pauses:
            self._inbox.pause(delivery, judgement.told)
        return judgement.pauses

    def _apply(self, comparison: Comparison, parts: Sequence[Part], now: datetime) -> None:
        results = self._reconciling.apply(comparison, now)
        self._take_up_waiting(taken_in(comparison, results))
        state: State = "stale" if comparison.is_stale else "applied" if comparison.differences else "no_effect"
        self._settle(parts, state, now, forget=True)

    def _give_up_if_old(self, parts: Sequence[Part], now: datetime) -> None:
        if max(part.message.received_at for part in parts) < now - self._wait_for_parts:
            self._settle(parts, "quarantined", now, reason="incomplete_extract", path="$.data.parts")

    def _settle(
        self,
        parts: Sequence[Part],
        state: State,
        now: datetime,
        *,
        reason: str = "",
        path: str = "",
        forget: bool = False,
    ) -> None:
        settled = [Settled(part.message.number, state, reason, path) for part in parts]
        self._inbox.settle(settled, now, forget=forget)
