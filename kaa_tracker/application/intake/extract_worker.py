"""The extracts in the inbox: compared once all their parts are there, judged, and then had effect of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from kaa_tracker.application.intake.brake import VolumeBrake
from kaa_tracker.application.intake.comparing import Comparison, NotOneExtract, mark_of
from kaa_tracker.application.intake.gathering import Gathering, WaitingExtract
from kaa_tracker.application.intake.inbox import Inbox, Settled, State
from kaa_tracker.application.intake.reconciling import Reconciling
from kaa_tracker.application.intake.worker import Read
from kaa_tracker.application.ports import Clock, VersionConflict


class ExtractWorker:
    """To be run when nothing is left in the inbox that came before, with the read model caught up.

    ``take_up_waiting`` is told of whom an extract lists: messages may have waited for their entry.
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
        outages: tuple[type[Exception], ...] = (),
    ) -> None:
        """``wait_for_parts``: how long an extract may wait for the next of its parts. ``outages`` is what the
        stores raise when they cannot be reached: then nothing is settled, and it is tried again."""
        self._inbox = inbox
        self._reconciling = reconciling
        self._brake = brake
        self._clock = clock
        self._take_up_waiting = take_up_waiting
        self._wait_for_parts = wait_for_parts
        self._outages: tuple[type[Exception], ...] = (VersionConflict, *outages)
        self._gathering = Gathering(inbox, read, clock, self._outages)

    def work(self) -> list[Comparison]:
        """Reconcile the extracts that are whole, the earliest first, until one is stopped by the brake.

        One that the program fails over is quarantined and keeps no other back.
        """
        done: list[Comparison] = []
        if self._is_paused():
            return done
        for extract in self._gathering.extracts():
            if not extract.is_whole:
                self._give_up_if_old(extract)
            elif comparison := self._reconciled(extract):
                done.append(comparison)
            elif self._is_paused():
                break
        return done

    def _is_paused(self) -> bool:
        return bool(self._inbox.deliveries(limit=1, state="paused"))

    def _reconciled(self, extract: WaitingExtract) -> Comparison | None:
        """``None`` where it has had no effect: it is stopped, or something of it is in quarantine."""
        try:
            return self._had_effect(extract)
        except self._outages:
            raise
        except NotOneExtract:
            self._quarantine(extract, "contradiction", "$.data.part")
        except Exception as error:  # noqa: BLE001 - whatever it is, it must keep no other back
            self._quarantine(extract, "fault", "$", type(error).__name__)
        return None

    def _had_effect(self, extract: WaitingExtract) -> Comparison | None:
        parts = self._gathering.opened(extract)
        if len(parts) < len(extract.come):
            return None
        comparison = self._reconciling.compare(parts)
        if self._is_stopped(comparison, extract):
            return None
        self._reconciling.apply(comparison, self._clock.now())
        # Whoever it lists, not only whom it took in: before a crash it may have taken in others.
        self._take_up_waiting({person.register_key for part in parts for person in part.persons})
        outcome = self._outcome(comparison)
        self._inbox.settle([Settled(part.number, outcome) for part in extract.come], self._clock.now(), forget=True)
        return comparison

    def _outcome(self, comparison: Comparison) -> State:
        if comparison.is_stale:
            return "stale"
        return "applied" if self._reconciling.has_changed_something(comparison) else "no_effect"

    def _is_stopped(self, comparison: Comparison, extract: WaitingExtract) -> bool:
        """An extract of nobody, or one that would change too much, waits for a person with its delivery."""
        if comparison.is_stale or self._is_released(comparison, extract):
            return False
        judgement = self._brake.judge_extract(comparison, self._clock.now())
        if judgement.pauses:
            self._inbox.pause(extract.delivery, judgement.told, self._clock.now())
        return judgement.pauses

    def _is_released(self, comparison: Comparison, extract: WaitingExtract) -> bool:
        """Whether whoever released its delivery was shown this extract, and no fewer who come and go with it."""
        released = self._inbox.deliveries(limit=1_000, state="released")
        shown = next((one.judgement for one in released if one.number == extract.delivery), {})
        counts = comparison.counts
        return (
            shown.get("extract") == mark_of(comparison)
            and shown["listed"] == comparison.listed
            and shown["entering"] >= counts["missing"]
            and shown["leaving"] >= counts["gone"]
        )

    def _give_up_if_old(self, extract: WaitingExtract) -> None:
        if extract.last_at < self._clock.now() - self._wait_for_parts:
            self._quarantine(extract, "incomplete_extract", "$.data.parts")

    def _quarantine(self, extract: WaitingExtract, reason: str, path: str, detail: str = "") -> None:
        settled = [Settled(part.number, "quarantined", reason, path, detail) for part in extract.come]
        self._inbox.settle(settled, self._clock.now())
