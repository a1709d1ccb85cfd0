"""Makes the documents that were ordered, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

from kaa_tracker.application.document_orders.orders import DocumentOrder, DocumentOrders, Wanted
from kaa_tracker.application.ports import Clock

Progress: TypeAlias = Callable[[int, int], None]
"""Is told how many pieces are done, and of how many. Raises ``NotOurs``."""

Make: TypeAlias = Callable[[Wanted, Progress], bytes]
"""Raises ``CannotMake`` for what never can be made."""

LEASE = timedelta(minutes=5)
"""As long may a piece take before another process believes that this one has stopped."""


class CannotMake(Exception):
    """There is nothing to make a document of; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotOurs(Exception):
    """Another process has taken the order up, for this one was too slow."""


class MakingDocuments:
    def __init__(self, orders: DocumentOrders, make: Make, clock: Clock) -> None:
        self._orders = orders
        self._make = make
        self._clock = clock

    def __call__(self) -> bool:
        """Make one document, if one is ordered; whether there may be more.

        A failure of the program ends the order with the kind of the error, and no other order.
        """
        now = self._clock.now()
        order = self._orders.take_up(now, now + LEASE)
        if order is None:
            return False
        try:
            content = self._make(order.wanted, self._progress(order))
        except NotOurs:
            return True
        except CannotMake as cannot:
            self._orders.fail(order, cannot.code, self._clock.now())
        except Exception as error:  # noqa: BLE001 - one document that cannot be made keeps no other back
            self._orders.fail(order, type(error).__name__, self._clock.now())
        else:
            self._orders.finish(order, content, self._clock.now())
        return True

    def _progress(self, order: DocumentOrder) -> Progress:
        def advance(done: int, of: int) -> None:
            if not self._orders.advance(order, done, of, self._clock.now() + LEASE):
                raise NotOurs

        return advance
