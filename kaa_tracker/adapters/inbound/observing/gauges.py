"""How the program stands, as Prometheus asks for it: looked up whenever it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from kaa_tracker.adapters.inbound.observing.errors import told_of
from kaa_tracker.adapters.inbound.observing.logs import logger
from kaa_tracker.adapters.inbound.observing.operations import Operations

log = logger(__name__)


class Gauges(Collector):
    """Where the look fails only ``kaa_up`` is told, as 0: what is not known is no zero."""

    def __init__(self, look: Callable[[], Operations]) -> None:
        self._look = look

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            told = list(_told(self._look()))
        except Exception as error:  # noqa: BLE001 - whatever it is, the process can still tell what it has counted
            log.warning("not_looked_up", **told_of(error))
            told = []
        yield _gauge("up", "Whether the stores answer.", bool(told))
        yield from told

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing is looked up when it is registered."""
        return iter(())


def _told(now: Operations) -> Iterator[GaugeMetricFamily]:
    yield _gauge("events", "Events in the log.", now.events)
    yield _gauge("lag_events", "Events that the read model does not have yet.", now.behind.number)
    yield _gauge("lag_seconds", "For how long the oldest of them has been missing.", now.behind.seconds)
    yield _gauge("held_cases", "Cases with an event that cannot be projected.", now.held_cases)
    yield _gauge("paused_deliveries", "Deliveries of the register that wait for a decision.", now.paused.number)
    yield _gauge("paused_deliveries_seconds", "For how long the first of them has been waiting.", now.paused.seconds)
    yield _gauge("access_log_unchained", "Entries that the chain has not come to.", now.unchained.number)
    yield _gauge("access_log_unchained_seconds", "How old the oldest of them is.", now.unchained.seconds)
    yield _gauge("keys_fit", "Whether what was recorded last can be opened.", now.keys_fit)
    yield _gauge("leads", "Whether this process works on what comes in.", now.leads)
    yield _gauge("failing", "Whether that work ended with an error, and waits to be tried again.", bool(now.failing))
    yield _gauge("lacks_handlers", "Whether protected identities are in too few hands.", now.lacks_handlers)
    messages = _gauge_by_state("inbox_messages", "Messages in the inbox.")
    seconds = _gauge_by_state("inbox_oldest_seconds", "How old the oldest message is that waits.")
    for state, waiting in now.inbox.items():
        messages.add_metric([state], waiting.number)
        seconds.add_metric([state], waiting.seconds)
    yield from (messages, seconds)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"kaa_{name}", words, float(value))


def _gauge_by_state(name: str, words: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"kaa_{name}", words, labels=["state"])
