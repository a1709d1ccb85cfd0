"""What is counted of the process, for Prometheus. No label has values without end, and none is of a person."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.registry import Collector

from kaa_tracker.adapters.inbound.observing.allowed_keys import LEFT_OUT

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))

NO_ROUTE = "none"
"""The route of what no route answers; the path is whatever somebody asked for."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Of one application; everything may be counted by several threads at once."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "kaa_request_seconds",
            "How long requests took, by route and answer.",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._orders = Counter(
            "kaa_orders", "Orders about cases, by what became of them.", ("command", "outcome"), registry=self.registry
        )
        self._refusals = Counter(
            "kaa_refusals", "Orders refused, by the rule that refuses.", ("command", "rule"), registry=self.registry
        )
        self._not_signed_in = Counter(
            "kaa_sign_in_failures", "Requests with a token that opens nothing, or none.", registry=self.registry
        )
        self._turned_away = Counter(
            "kaa_requests_turned_away", "Requests not taken up, by why.", ("why",), registry=self.registry
        )
        self.registry.register(LEFT_OUT)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """``method`` is one of ``METHODS`` or ``OTHER``, ``route`` a template or ``NO_ROUTE``."""
        self._requests.labels(method, route, str(status)).observe(seconds)
        if status == 401:
            self._not_signed_in.inc()

    def ordered(self, command: str, outcome: str, rule: str = "") -> None:
        """``rule``: the code of the one that refuses."""
        self._orders.labels(command, outcome).inc()
        if rule:
            self._refusals.labels(command, rule).inc()

    def turned_away(self, why: str) -> None:
        self._turned_away.labels(why).inc()

    def also(self, collectors: Iterable[Collector]) -> None:
        """Tell these too: what is looked up when somebody asks."""
        for collector in collectors:
            self.registry.register(collector)

    def told(self) -> bytes:
        """In the text format, ``CONTENT_TYPE``."""
        return generate_latest(self.registry)
