"""What the leading process does beside serving: the inbox, the extracts, the read model, the chain over the
access log, and the daily round."""

from __future__ import annotations

from datetime import date, timedelta

from kaa_tracker.projections.collecting import collector_paused
from kaa_tracker.system import System


class Turns:
    """A piece of work at a call; answers whether there may be more. Whoever does not lead does nothing.

    The read model catches up in each, however much waits: it is never behind by more than the messages of one.
    """

    def __init__(self, system: System) -> None:
        self._system = system
        self._round_of: date | None = None

    def __call__(self) -> bool:
        intake, runner = self._system.intake, self._system.runner
        if not intake.leads():
            return False
        with collector_paused():
            worked = intake.worker.work()
        runner.catch_up()
        if worked:
            return True
        if intake.extracts.work():
            runner.catch_up()
        self._system.access_log.chain()
        self._go_round()
        return False

    def _go_round(self) -> None:
        """Once a day, and once when the process begins: what the clock brings, and what is kept for a time only."""
        system, today = self._system, self._system.clock.today()
        if self._round_of != today:
            if system.daily_round.run(today, system.clock.now()).changed:
                system.runner.catch_up()
            forget_bodies(system)
            forget_accesses(system)
            forget_letters(system)
            forget_questions(system)
            forget_documents(system)
            self._round_of = today


def forget_bodies(system: System) -> int:
    """Delete what register messages say whose time has come; answers of how many."""
    return system.intake.inbox.forget_bodies(system.clock.now() - timedelta(days=system.settings.keep_bodies_days))


def forget_accesses(system: System) -> int:
    """Delete what the access log has kept for its time; answers how many entries."""
    return system.access_log.forget_before(system.clock.now() - timedelta(days=system.settings.keep_access_log_days))


def forget_letters(system: System) -> int:
    """Delete whom letters went to when it is no longer needed; answers how many."""
    return system.letters.kept.forget_before(system.clock.now() - timedelta(days=system.settings.keep_letters_days))


def forget_questions(system: System) -> int:
    """Delete who was asked about, as long ago as accesses are kept; answers how many rows."""
    kept = timedelta(days=system.settings.keep_access_log_days)
    return system.youths.questions.forget_before(system.clock.now() - kept)


def forget_documents(system: System) -> int:
    """Delete the documents that have been kept for their time; answers how many."""
    kept = timedelta(days=system.settings.keep_documents_days)
    return system.document_orders.forget_before(system.clock.now() - kept)
