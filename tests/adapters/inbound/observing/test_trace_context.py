"""``traceparent`` as W3C Trace Context has it: believed where it is well formed, and begun anew otherwise."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.inbound.observing.trace_context import received

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
GOOD = f"00-{TRACE}-{PARENT}-01"

BAD = {
    "nothing": [],
    "two of them": [GOOD.encode()] * 2,
    "empty": [b""],
    "a version that must not be": [f"ff-{TRACE}-{PARENT}-01".encode()],
    "more than this version has": [f"{GOOD}-more".encode()],
    "a trace of zeros": [f"00-{'0' * 32}-{PARENT}-01".encode()],
    "a parent of zeros": [f"00-{TRACE}-{'0' * 16}-01".encode()],
    "capitals": [GOOD.upper().encode()],
    "a digit too few": [GOOD[:-1].encode()],
    "a digit too many": [f"{GOOD}0".encode()],
    "a blank before": [f" {GOOD}".encode()],
    "an end of line": [f"{GOOD}\n".encode()],
    "other digits": [GOOD.replace("0af7", "٠af7").encode()],
    "other marks": [GOOD.replace("-", "_").encode()],
}


def test_the_trace_goes_on_and_the_request_is_a_span_of_its_own() -> None:
    context = received([GOOD.encode()])
    assert (context.trace_id, context.parent_id, context.sampled) == (TRACE, PARENT, True)
    assert re.fullmatch(rf"00-{TRACE}-[0-9a-f]{{16}}-01", str(context))
    assert context.span_id not in (PARENT, received([GOOD.encode()]).span_id)


@pytest.mark.parametrize("kind", BAD)
def test_a_new_trace_begins_with(kind: str) -> None:
    context = received(BAD[kind])
    assert context.trace_id != TRACE
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-00", str(context))
    assert not context.parent_id


def test_of_a_later_version_what_is_known_counts() -> None:
    assert received([f"cc-{TRACE}-{PARENT}-03-what-comes".encode()]).trace_id == TRACE
    assert received([f"cc-{TRACE}-{PARENT}-03.what".encode()]).trace_id != TRACE


@pytest.mark.parametrize("keeps", [True, False])
def test_whether_a_trace_is_kept_is_said_by_whoever_began_it(keeps: bool) -> None:
    assert received([], sample_new=keeps).sampled is keeps
    assert received([f"00-{TRACE}-{PARENT}-00".encode()], sample_new=keeps).sampled is False


@given(st.lists(st.binary(max_size=80), max_size=2))
def test_whatever_comes_the_answer_is_well_formed(told: list[bytes]) -> None:
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", str(received(told)))
