"""Messages are told apart whatever they hold, and keep every byte."""

from __future__ import annotations

import json
import time
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.inbound.api.intake.splitting import CannotSplit, TooMany, elements, lines, one, split

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
written = st.builds(
    lambda value, plain, indent: json.dumps(value, ensure_ascii=plain, indent=indent).encode("utf-8", "surrogatepass"),
    values,
    st.booleans(),
    st.none() | st.integers(0, 2),
)
blanks = st.text(" \t\r\n", max_size=3).map(str.encode)


@given(st.lists(st.tuples(blanks, written, blanks)), blanks, blanks)
def test_the_elements_of_an_array_come_out_as_they_stood(
    messages: list[tuple[bytes, bytes, bytes]], before: bytes, after: bytes
) -> None:
    body = before + b"[" + b",".join(b"".join(message) for message in messages) + b"]" + after
    assert list(elements(body)) == [message for _, message, _ in messages]


@given(st.lists(written.map(lambda message: message.replace(b"\n", b" ")), min_size=1))
def test_the_lines_come_out_as_they_stood(messages: list[bytes]) -> None:
    assert list(lines(b"\r\n".join(messages))) == messages
    assert list(lines(b"\n\n".join(messages) + b"\n")) == messages


POISON = [
    b'{"a":NaN}',
    b'{"a":"\xff\xfe"}',
    b'{"a":"\x00"}',
    b'{"a":' + b"[" * 1_000 + b"]" * 1_000 + b"}",
    b'{"a":' + b'{"b":' * 1_000 + b"1" + b"}" * 1_001,
    b'{"a":1,"a":2}',
    b'{"a":"],[{\\"\\\\"}',
    b"{'a': 1}",
    b"no json",
    b"\x00",
    b"{]",
    b"42",
    b'"text, with a comma"',
]


@pytest.mark.parametrize("poison", POISON)
def test_a_message_that_is_no_json_does_not_take_the_others_with_it(poison: bytes) -> None:
    good = b'{"id": "1"}'
    assert list(elements(b"[%b, %b ,%b]" % (good, poison, good))) == [good, poison, good]
    assert list(lines(b"%b\n%b\n%b" % (good, poison, good))) == [good, poison, good]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"null",
        b"[",
        b"]",
        b"[1",
        b"[1,",
        b"[1,]",
        b"[,1]",
        b"[1,,2]",
        b"[,]",
        b"[}",
        b"[1}",
        b"[1]]",
        b"[1] 2",
        b'["',
        b'["\\"]',
        b'[{"a": "x}]',
        b"[{]",
        b"[[1]",
        b"\xef\xbb\xbf[]",
        b"\x00[]",
        b"[1]\x00",
    ],
)
def test_what_cannot_be_told_apart_is_refused_whole(body: bytes) -> None:
    with pytest.raises(CannotSplit):
        list(elements(body))


def test_blank_is_no_message() -> None:
    assert list(chain(one(b" \r\n"), lines(b"\n \n\r\n"), elements(b" [ ] "))) == []


def test_no_more_are_split_than_are_taken_at_once() -> None:
    for media_type, body in (
        ("application/x-ndjson", b"1\n" * 11),
        ("application/cloudevents-batch+json", b"[1" + b",1" * 10 + b"]"),
    ):
        assert len(split(media_type, body, 11)) == 11
        with pytest.raises(TooMany):
            split(media_type, body, 10)


@pytest.mark.parametrize(
    "body", [b"[" * 2_000_000, b'["' + b"\\" * 2_000_001, b"[" + b'"' * 2_000_001, b"[" + b'""' * 1_000_000]
)
def test_no_body_takes_long_to_refuse(body: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(CannotSplit):
        list(elements(body))
    assert time.process_time() - begun < 5
