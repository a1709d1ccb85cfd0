"""JSON is read in one way or not at all, and what is read quickly is what a closer look would read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.inbound.messages.strict_json import MAX_DEPTH, read_json
from kaa_tracker.application.intake.rejected import Rejected


class Object(NamedTuple):
    """An object as it is written: a name may stand twice."""

    pairs: list[tuple[str, Any]]


texts = st.text(st.sampled_from('aä😀":{}[],\\/\n\x7f'), max_size=4)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.lists(st.tuples(st.sampled_from("abc") | texts, inner), max_size=4).map(Object)
    ),
    max_leaves=12,
)


def written(value: Any, *, ascii_only: bool, blank: str) -> str:
    match value:
        case Object(pairs):
            inner = (
                f"{json.dumps(name, ensure_ascii=ascii_only)}{blank}:{_in(v, ascii_only, blank)}" for name, v in pairs
            )
            return f"{{{blank}{f'{blank},'.join(inner)}{blank}}}"
        case list():
            return f"[{f'{blank},'.join(_in(v, ascii_only, blank) for v in value)}{blank}]"
        case _:
            return json.dumps(value, ensure_ascii=ascii_only)


def _in(value: Any, ascii_only: bool, blank: str) -> str:
    return written(value, ascii_only=ascii_only, blank=blank)


def objects(value: Any) -> Iterator[Object]:
    match value:
        case Object(pairs):
            yield value
            for _, inner in pairs:
                yield from objects(inner)
        case list():
            for inner in value:
                yield from objects(inner)


def depth(value: Any) -> int:
    match value:
        case Object(pairs):
            return 1 + max((depth(inner) for _, inner in pairs), default=0)
        case list():
            return 1 + max(map(depth, value), default=0)
        case _:
            return 0


@given(values, st.booleans(), st.sampled_from(["", " ", "\n"]))
def test_what_is_read_is_what_stands_there_unless_a_name_stands_twice(value: Any, ascii_only: bool, blank: str) -> None:
    text = written(value, ascii_only=ascii_only, blank=blank)
    twice = any(len({name for name, _ in found.pairs}) < len(found.pairs) for found in objects(value))
    assert depth(value) <= MAX_DEPTH
    assert read_json(text.encode()) == (Rejected("duplicate_keys") if twice else json.loads(text))


@given(st.lists(st.sampled_from(["[", "{", "text"]), max_size=2 * MAX_DEPTH), texts)
def test_what_is_in_a_text_is_not_deep(opened: list[str], text: str) -> None:
    value: Any = text
    for step in opened:
        value = [value] if step == "[" else Object([(text, value)]) if step == "{" else [json.dumps(text * 9), value]
    found = read_json(written(value, ascii_only=False, blank="").encode())
    assert (found == Rejected("too_deep")) == (depth(value) > MAX_DEPTH)


def test_as_many_levels_as_there_may_be_are_read() -> None:
    assert read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) == json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert read_json(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)) == Rejected("too_deep")
