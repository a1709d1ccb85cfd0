"""Orders that come at the same time are carried out together: one transaction, one wait for the disk."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from threading import Lock
from typing import NamedTuple

from kaa_tracker.application.casework import Casework, Order
from kaa_tracker.application.handling import Result

AT_ONCE = 200
"""A longer queue is carried out in several goes, so that nobody waits long for others."""


class _Waiting(NamedTuple):
    order: Order
    result: Future[Result]


class OrderQueue:
    """Whoever comes first carries out what all the others are waiting for; each is answered for itself."""

    def __init__(self, casework: Casework) -> None:
        self._casework = casework
        self._turn = Lock()
        self._waiting: deque[_Waiting] = deque()

    def take(self, order: Order) -> Result:
        """What became of the order, once it is durable. Blocks; may be called by several at once.

        Raises what carrying it out raises, of the order itself and of no other.
        """
        ours = _Waiting(order, Future())
        self._waiting.append(ours)
        with self._turn:
            while not ours.result.done():
                self._carry_out([self._waiting.popleft() for _ in range(min(len(self._waiting), AT_ONCE))])
        return ours.result.result()

    def _carry_out(self, together: list[_Waiting]) -> None:
        try:
            results = self._casework.take([one.order for one in together])
        except Exception as error:  # noqa: BLE001 - it is raised again where the order came from
            if len(together) == 1:
                together[0].result.set_exception(error)
            else:
                for one in together:
                    self._carry_out([one])
        else:
            for one, result in zip(together, results, strict=True):
                one.result.set_result(result)
