"""Which request of which trace this is, as the header ``traceparent`` tells it: W3C Trace Context, level 1."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import NamedTuple

HEADER = "traceparent"

_TOLD = re.compile(rb"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.ASCII | re.DOTALL)

_NO_VERSION = b"ff"
_KNOWN_VERSION = b"00"
_SAMPLED = 0x01


class TraceContext(NamedTuple):
    """``span_id`` is of this request; ``parent_id`` of the one it came from, empty where the trace begins here."""

    trace_id: str
    span_id: str
    parent_id: str = ""
    sampled: bool = False

    def __str__(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{_SAMPLED if self.sampled else 0:02x}"


def received(headers: Sequence[bytes], *, sample_new: bool = False) -> TraceContext:
    """The context of a request that came with these headers ``traceparent``.

    A new trace begins where there is none, more than one, or one that is not well formed; ``sample_new`` says
    whether it is to be kept. Of a later version what is known of it counts, as the recommendation wants it.
    """
    told = _TOLD.fullmatch(headers[0]) if len(headers) == 1 else None
    if told is None:
        return _begun(sample_new)
    version, trace_id, parent_id, flags, more = told.groups()
    is_wrong = version == _NO_VERSION or (version == _KNOWN_VERSION and more is not None)
    if is_wrong or not int(trace_id, 16) or not int(parent_id, 16):
        return _begun(sample_new)
    return TraceContext(trace_id.decode(), _new_id(8), parent_id.decode(), bool(int(flags, 16) & _SAMPLED))


def _begun(sampled: bool) -> TraceContext:
    return TraceContext(_new_id(16), _new_id(8), sampled=sampled)


def _new_id(size: int) -> str:
    """Never nothing but zeros, which would be no id."""
    while True:
        if any(drawn := os.urandom(size)):
            return drawn.hex()
