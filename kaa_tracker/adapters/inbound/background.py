"""Works on what comes in, and keeps the read model with it, beside whatever else the process does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from kaa_tracker.adapters.inbound.observing.errors import told_of
from kaa_tracker.adapters.inbound.observing.logs import logger
from kaa_tracker.adapters.inbound.pauses import growing

log = logger(__name__)

LONGEST_PAUSE_SECONDS = 30.0

APART_SECONDS = 0.025
"""As long after the end of a turn the next one begins at the soonest: what many ask for at the same time is worked on
together, and leaves them time to ask."""


class Background:
    """``turn`` does a piece of work and says whether there may be more.

    A turn that fails is tried again, after a pause that doubles up to ``LONGEST_PAUSE_SECONDS``: the
    database away costs delay, nothing else.
    """

    def __init__(self, turn: Callable[[], bool], name: str = "intake", *, every_seconds: float = 0.5) -> None:
        self._turn = turn
        self._name = name
        self._every = every_seconds
        self._something_came = Event()
        self._stopping = Event()
        self.failing = ""
        """The kind of the error that the last turn ended with; empty when the work goes on."""

    def wake(self) -> None:
        """Something has come: work on it now."""
        self._something_came.set()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Works within the ``with`` block; at its end the turn that was begun is finished."""
        thread = Thread(target=self._run, name=self._name, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            self._something_came.set()
            thread.join()

    def _run(self) -> None:
        pauses = growing(self._every, LONGEST_PAUSE_SECONDS)
        while not self._stopping.is_set():
            self._something_came.clear()
            try:
                may_be_more = self._turn()
            except Exception as error:  # noqa: BLE001 - the work must go on once the fault is mended
                self.failing, pause = type(error).__name__, next(pauses)
                log.warning("work_failed", seconds=pause, **told_of(error))
                self._stopping.wait(pause)
                continue
            if self.failing:
                log.info("work_goes_on")
                self.failing, pauses = "", growing(self._every, LONGEST_PAUSE_SECONDS)
            if not may_be_more:
                self._stopping.wait(APART_SECONDS)
                self._something_came.wait(self._every)
