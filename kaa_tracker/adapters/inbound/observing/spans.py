"""Requests as spans of OpenTelemetry, sent to a collector by OTLP over HTTP.

The libraries come with the extra ``tracing``, and are imported only where spans are wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from kaa_tracker.adapters.inbound.observing.trace_context import TraceContext


class Request(NamedTuple):
    """A request that has been answered; instants in nanoseconds since 1970."""

    context: TraceContext
    method: str
    route: str
    status: int
    began_ns: int
    ended_ns: int


class Spans(Protocol):
    def ended(self, request: Request) -> None:
        """Returns at once; what cannot be sent is lost."""
        ...

    def close(self) -> None:
        """Send what waits, and stop."""
        ...


def spans_to(endpoint: str) -> Spans:
    """Spans for the collector at ``https://collector:4318/v1/traces``. Raises ``ValueError``."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import ReadableSpan
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.trace import SpanContext, SpanKind, TraceFlags
    except ImportError:
        raise ValueError(
            "KAA_OTLP_ENDPOINT är angiven, men OpenTelemetry saknas. Installera kaa-tracker[tracing]."
        ) from None

    processor = BatchSpanProcessor(OTLPSpanExporter(endpoint))
    resource = Resource({"service.name": "kaa-tracker"})
    sampled = TraceFlags(TraceFlags.SAMPLED)

    def span(request: Request) -> ReadableSpan:
        trace_id = int(request.context.trace_id, 16)
        parent = request.context.parent_id
        return ReadableSpan(
            name=f"{request.method} {request.route}",
            context=SpanContext(trace_id, int(request.context.span_id, 16), False, sampled),
            parent=SpanContext(trace_id, int(parent, 16), True, sampled) if parent else None,
            resource=resource,
            kind=SpanKind.SERVER,
            attributes={
                "http.request.method": request.method,
                "http.route": request.route,
                "http.response.status_code": request.status,
            },
            start_time=request.began_ns,
            end_time=request.ended_ns,
        )

    return _Processed(lambda request: processor.on_end(span(request)), processor.shutdown)


class _Processed(NamedTuple):
    on_end: Callable[[Request], None]
    on_close: Callable[[], None]

    def ended(self, request: Request) -> None:
        if request.context.sampled:
            self.on_end(request)

    def close(self) -> None:
        self.on_close()
