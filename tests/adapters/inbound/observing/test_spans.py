"""Requests told as spans to a collector that listens on this machine."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from kaa_tracker.adapters.inbound.observing.spans import Request, spans_to
from kaa_tracker.adapters.inbound.observing.trace_context import TraceContext, received

GOOD = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@contextmanager
def a_collector() -> Iterator[tuple[str, list[bytes]]]:
    """Its address, and what it was sent."""
    bodies: list[bytes] = []

    class Collects(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Collects) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/traces", bodies
        server.shutdown()


def request(context: TraceContext) -> Request:
    return Request(context, "GET", "/v1/cases/{case_id}", 200, 1_000_000_000, 1_250_000_000)


def test_a_request_is_a_span_of_the_trace_it_came_with() -> None:
    context = received([GOOD])
    with a_collector() as (address, bodies):
        told = spans_to(address)
        told.ended(request(context))
        told.ended(request(context._replace(sampled=False)))
        told.close()
    [sent] = [ExportTraceServiceRequest.FromString(body) for body in bodies]
    [span] = sent.resource_spans[0].scope_spans[0].spans
    assert (span.trace_id.hex(), span.span_id.hex()) == (context.trace_id, context.span_id)
    assert span.parent_span_id.hex() == context.parent_id
    assert (span.name, span.end_time_unix_nano - span.start_time_unix_nano) == ("GET /v1/cases/{case_id}", 250_000_000)
    assert {one.key for one in span.attributes} == {"http.request.method", "http.route", "http.response.status_code"}


def test_without_the_extra_the_setting_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(ValueError, match="kaa-tracker\\[tracing\\]"):
        spans_to("http://127.0.0.1:4318/v1/traces")
