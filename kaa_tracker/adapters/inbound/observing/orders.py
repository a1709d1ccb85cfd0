"""Orders about cases, each counted by what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from kaa_tracker.adapters.inbound.messages.commands import command_name
from kaa_tracker.adapters.inbound.observing.metrics import Metrics
from kaa_tracker.application.casework import Casework, Order
from kaa_tracker.application.handling import CommandHandler, Recorded, Result
from kaa_tracker.application.ports import PersonVault
from kaa_tracker.domain.case.refusal import Refusal


class CountedCasework(Casework):
    def __init__(self, handler: CommandHandler, vault: PersonVault, metrics: Metrics) -> None:
        super().__init__(handler, vault)
        self._metrics = metrics

    def take(self, orders: Sequence[Order]) -> list[Result]:
        """As ``Casework`` does."""
        results = super().take(orders)
        for order, result in zip(orders, results, strict=True):
            rule = result.code if isinstance(result, Refusal) else ""
            self._metrics.ordered(command_name(type(order.request.command)), _outcome(result), rule)
        return results


def _outcome(result: Result) -> str:
    match result:
        case Recorded():
            return "recorded"
        case Refusal():
            return "refused"
        case _:
            return "unchanged"
