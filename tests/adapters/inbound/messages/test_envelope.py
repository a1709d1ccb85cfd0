"""What a door reads of a message, and that it never stumbles."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.inbound.messages.register import read_envelope
from kaa_tracker.application.intake.inbox import Envelope, Raw
from kaa_tracker.application.intake.register import RegisterMessage
from tests.adapters.inbound.messages.examples import (
    ENTERED,
    LEFT,
    any_json,
    changed,
    extract,
    message,
    parse_raw,
    places,
    raw_of,
)

KEY = "p-5f3a91"
ENTRY = raw_of(message(ENTERED))


def envelope(document: Any) -> Envelope | None:
    raw = raw_of(document)
    found = read_envelope(raw)
    assert found.body == raw
    return found.envelope


class TestWhatIsRead:
    @pytest.mark.parametrize("kind", ["entered", "changed", "left"])
    @pytest.mark.parametrize("version", [1, 2, 99])
    def test_a_message_has_a_name_a_kind_and_a_person_whatever_its_version(self, kind: Any, version: int) -> None:
        assert envelope(message(LEFT, f"{kind}.v{version}")) == Envelope("/ber/kaa", "m-1", kind, KEY)

    def test_an_extract_is_about_nobody_in_particular(self) -> None:
        assert envelope(extract()) == Envelope("/ber/kaa", "m-1", "extract", None)
        assert envelope({**extract(), "subject": KEY}) == Envelope("/ber/kaa", "m-1", "extract", None)

    @pytest.mark.parametrize("told", ["se.stockholm.ber.kaa.vanished.v1", "entered.v1", "other", "", None, 5, {}, ...])
    def test_a_type_nobody_knows_is_something_else(self, told: Any) -> None:
        assert envelope(changed("$.type", told)) == Envelope("/ber/kaa", "m-1", "other", KEY)

    @pytest.mark.parametrize("subject", ["", "p 1", "p" * 65, "p-1\n", "p\0", 5, None, [KEY], ...])
    def test_what_is_no_key_is_nobodys(self, subject: Any) -> None:
        assert envelope(changed("$.subject", subject)) == Envelope("/ber/kaa", "m-1", "entered", None)

    def test_what_it_says_is_not_looked_at(self) -> None:
        document = message({"revision": "soon"}, time="yesterday", specversion=None)
        assert envelope(document) == Envelope("/ber/kaa", "m-1", "entered", KEY)

    def test_a_message_shows_nobody_when_printed(self) -> None:
        assert repr(read_envelope(ENTRY).envelope) == "Envelope(entered)"


class TestWhatHasNoName:
    @pytest.mark.parametrize("field", ["id", "source"])
    @pytest.mark.parametrize("value", [..., None, 5, "", "a b", "a\n", "a\0b", "\x85", "a" * 201, ["a"]])
    def test_without_a_source_and_an_id_there_is_no_envelope(self, field: str, value: Any) -> None:
        assert envelope(changed(f"$.{field}", value)) is None

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"[]",
            b"null",
            b"5",
            ENTRY[:-1],
            ENTRY + b"{}",
            b"\xef\xbb\xbf" + ENTRY,
            ENTRY.replace(b"m-1", b"m-\xff"),
            ENTRY.replace(b"m-1", b"m-\\ud800"),
            ENTRY.replace(b'"revision": 1', b'"revision": NaN'),
            ENTRY.replace(b'"revision": 1', b'"revision": ' + b"[" * 100_000),
            ENTRY.replace(b'"p-5f3a91"', b"[" * 1_000 + b"]" * 1_000),
            b"[" * 1_000_000,
        ],
    )
    def test_what_is_not_json_has_no_envelope(self, raw: bytes) -> None:
        assert read_envelope(raw) == Raw(raw, None)

    def test_what_is_too_large_is_not_looked_at(self) -> None:
        vast = ENTRY + b" " * (16 << 20)
        assert read_envelope(vast) == Raw(vast, None)
        assert read_envelope(ENTRY, max_bytes=len(ENTRY)).envelope
        assert read_envelope(ENTRY, max_bytes=len(ENTRY) - 1).envelope is None


class TestLaws:
    @given(st.binary() | any_json.map(lambda document: json.dumps(document).encode()))
    def test_whatever_comes_is_kept_as_it_came(self, raw: bytes) -> None:
        assert read_envelope(raw).body == raw

    @given(places, any_json)
    def test_what_is_taken_later_has_its_name_at_the_door(self, path: str, value: Any) -> None:
        self._names_agree(raw_of(changed(path, value)))

    @given(st.integers(0, len(ENTRY)), st.binary(max_size=4), st.integers(0, 3))
    def test_a_damaged_message_has_one_name_or_none(self, at: int, put: bytes, lost: int) -> None:
        self._names_agree(ENTRY[:at] + put + ENTRY[at + lost :])

    def _names_agree(self, raw: bytes) -> None:
        found, known = parse_raw(raw), read_envelope(raw).envelope
        if isinstance(found, RegisterMessage):
            assert known is not None
            assert (f"{known.source} {known.id}", known.register_key) == (found.message_id, found.register_key)
            assert known.kind == "entered"
