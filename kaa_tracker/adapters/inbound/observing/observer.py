"""What happens to be seen when a request has been answered."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from pydantic import SecretStr

from kaa_tracker.adapters.inbound.observing.logs import logger
from kaa_tracker.adapters.inbound.observing.metrics import METHODS, NO_ROUTE, Metrics
from kaa_tracker.adapters.inbound.observing.spans import Request, Spans
from kaa_tracker.adapters.inbound.observing.trace_context import TraceContext

log = logger(__name__)

QUIET = frozenset(("/health/live", "/health/ready", "/metrics"))
"""Routes that machines ask every few seconds: logged only where the answer is not a good one."""


@dataclass(frozen=True, kw_only=True)
class Observer:
    """Counts each request, writes a line about it, and tells of it as a span where somebody wants spans."""

    metrics: Metrics = field(default_factory=Metrics)
    metrics_token: SecretStr | None = None
    """Opens the metrics to whoever collects them. Unset: they are closed."""
    spans: Spans | None = None

    @property
    def sample_new(self) -> bool:
        """Whether a trace that begins here is to be kept."""
        return self.spans is not None

    def answered(
        self, context: TraceContext, method: str, route: str | None, status: int, user: str | None, seconds: float
    ) -> None:
        """``route``: the template of the path, ``None`` where no route was found; ``user``: where somebody signed in.

        Called within the trace.
        """
        told = method if method in METHODS else "OTHER"
        template = route or NO_ROUTE
        self.metrics.answered(told, template, status, seconds)
        if template not in QUIET or status >= 400:
            named = {"user": user} if user else {}
            log.info("request", method=told, route=template, status=status, ms=round(seconds * 1000, 1), **named)
        if self.spans is not None:
            ended = time.time_ns()
            self.spans.ended(Request(context, told, template, status, ended - int(seconds * 1e9), ended))
