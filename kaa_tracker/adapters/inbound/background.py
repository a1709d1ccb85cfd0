"""Works on what comes in, and keeps the read model with it, beside whatever else the process does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import NamedTuple

_log = logging.getLogger(__name__)

LONGEST_PAUSE_SECONDS = 30.0


class Readiness(NamedTuple):
    """Whether the work goes on; ``reason``, a word or an error's kind, says why not."""

    ready: bool
    reason: str = ""


class Background:
    """``turn`` does a piece of work and says whether there may be more.

    A turn that fails is tried again, after a pause that doubles up to ``LONGEST_PAUSE_SECONDS``: the
    database away costs delay, nothing else.
    """

    def __init__(self, turn: Callable[[], bool], *, every_seconds: float = 0.5) -> None:
        self._turn = turn
        self._every = every_seconds
        self._something_came = Event()
        self._stopping = Event()
        self._failing = ""

    def wake(self) -> None:
        """Something has come: work on it now."""
        self._something_came.set()

    def readiness(self) -> Readiness:
        return Readiness(not self._failing, self._failing)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Works within the ``with`` block; at its end the turn that was begun is finished."""
        thread = Thread(target=self._run, name="intake", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            self._something_came.set()
            thread.join()

    def _run(self) -> None:
        pause = self._every
        while not self._stopping.is_set():
            self._something_came.clear()
            try:
                may_be_more = self._turn()
            except Exception as error:  # noqa: BLE001 - the work must go on once the fault is mended
                self._failing = type(error).__name__
                _log.warning("the work failed (%s) and is tried again in %.1f s", self._failing, pause)
                self._stopping.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
                continue
            if self._failing:
                _log.info("the work goes on")
            self._failing, pause = "", self._every
            if not may_be_more:
                self._something_came.wait(self._every)
