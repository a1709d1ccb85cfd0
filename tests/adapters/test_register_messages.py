"""BER's messages: what is taken from them, and why the others are not."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.inbound.messages.register import read_register_message
from kaa_tracker.adapters.inbound.messages.register.extract import ExtractV1
from kaa_tracker.adapters.inbound.messages.register.reading import FORMS
from kaa_tracker.application.intake.extract import ExtractPart
from kaa_tracker.application.intake.register import RegisterMessage
from kaa_tracker.application.intake.rejected import REASONS, Rejected
from kaa_tracker.domain.case.commands import RecordRegisterChange, RecordRegisterEntry, RecordRegisterExit
from kaa_tracker.domain.identifiers import Fault, temporary_number
from kaa_tracker.domain.person import Address, Person
from tests.adapters.inbound.messages.examples import (
    BORN,
    ENTERED,
    LEFT,
    NUMBER,
    PAGE,
    PERSON,
    STOCKHOLM,
    TODAY,
    any_json,
    changed,
    message,
    page_examples,
    parse,
    parse_raw,
    places,
    raw_of,
    taken,
)


class TestWhatIsTaken:
    def test_an_entry_is_a_command_and_a_whole_person(self) -> None:
        found = taken(message(ENTERED))
        assert found.command == RecordRegisterEntry(
            entered_on=date(2022, 3, 11),
            revision=1,
            gender="woman",
            birth_year=2004,
            district="farsta",
            home_municipality="0180",
            last_school_occupation="upper_secondary",
            protection="confidentiality_marked",
        )
        assert Person(**found.person) == Person(
            identity_number=NUMBER,
            identity_kind="personnummer",
            birth_date=BORN,
            given_name="Åsa",
            family_name="Öberg",
            address=Address(street="Provgatan 1", postal_code="123 45", city="Farsta"),
            phones=("070-174 06 05",),
            emails=("asa@example.org",),
        )

    def test_the_envelope_says_which_message_it_is_of_whom_and_when(self) -> None:
        found = taken(message(ENTERED))
        assert found.message_id == "/ber/kaa m-1"
        assert found.register_key == "p-5f3a91"
        assert found.recorded_at == datetime(2022, 3, 14, 3, 10, tzinfo=UTC)
        assert found.recorded_at.tzinfo is UTC

    def test_an_entry_tells_also_what_there_is_not(self) -> None:
        few = {name: PERSON[name] for name in ("identity_number", "birth_date", "given_name", "family_name")}
        told = taken(message({**ENTERED, "person": few})).person
        assert (told["address"], told["phones"], told["emails"]) == (None, (), ())

    def test_a_change_tells_only_what_changed(self) -> None:
        data = {"revision": 2, "effective_on": "2022-03-12", "district": "bromma", "person": {"family_name": "Ek"}}
        found = taken(message(data, "changed.v1"))
        assert found.command == RecordRegisterChange(
            effective_on=date(2022, 3, 12), revision=2, district="bromma", vault_fields=("family_name",)
        )
        assert found.person == {"family_name": "Ek"}

    def test_a_change_may_say_that_there_is_no_address_any_more(self) -> None:
        data = {"revision": 2, "effective_on": "2022-03-12", "person": {"address": None, "phones": []}}
        found = taken(message(data, "changed.v1"))
        assert found.person == {"address": None, "phones": ()}
        assert found.command.vault_fields == ("address", "phones")  # type: ignore[union-attr]

    def test_a_change_of_the_number_changes_its_kind(self) -> None:
        data = {"revision": 2, "effective_on": "2022-03-12", "person": {"identity_number": temporary_number(BORN, 7)}}
        assert taken(message(data, "changed.v1")).person == {
            "identity_number": temporary_number(BORN, 7),
            "identity_kind": "temporary",
        }

    def test_a_change_of_nothing_we_read_still_takes_its_place_in_the_order(self) -> None:
        found = taken(message({"revision": 2, "effective_on": "2022-03-12", "shoe_size": 38}, "changed.v1"))
        assert found.command == RecordRegisterChange(effective_on=date(2022, 3, 12), revision=2)
        assert found.person == {}

    def test_an_exit_is_a_command_and_tells_nothing_of_the_person(self) -> None:
        found = taken(message(LEFT, "left.v1"))
        assert found.command == RecordRegisterExit(
            left_on=date(2022, 3, 13), revision=3, reason="diploma", district="no_district"
        )
        assert found.person == {}

    @pytest.mark.parametrize("written", [NUMBER[:8] + "-" + NUMBER[8:], NUMBER[2:], NUMBER[2:8] + "-" + NUMBER[8:]])
    def test_a_number_with_separator_or_without_century_is_brought_to_twelve_digits(self, written: str) -> None:
        assert taken(changed("$.data.person.identity_number", written)).person["identity_number"] == NUMBER

    def test_the_date_in_a_number_need_not_be_the_birth_date(self) -> None:
        assert taken(changed("$.data.person.birth_date", "2004-06-01")).command.birth_year == 2004  # type: ignore[union-attr]

    def test_a_number_of_the_other_gender_is_taken(self) -> None:
        assert taken(changed("$.data.gender", "man")).person["identity_number"] == NUMBER

    def test_what_the_format_does_not_know_is_kept_out_and_counted(self) -> None:
        document = message({**ENTERED, "note": "x", "person": {**PERSON, "mother": {"name": "x", "phone": 1}}})
        document |= {"traceparent": "x", "data": document["data"] | {"list": [1, 2.5, None]}}
        found = taken(document)
        assert found.unknown_fields == 4
        assert found.person == taken(message(ENTERED)).person
        assert taken(message(ENTERED)).unknown_fields == 0

    def test_a_message_shows_nothing_of_the_person_when_printed(self) -> None:
        found = taken(message(ENTERED))
        assert str(found) == repr(found) == "RegisterMessage(RecordRegisterEntry)"

    def test_today_is_not_the_future(self) -> None:
        assert taken(message({**ENTERED, "entered_on": "2022-03-15"}, time="2022-03-15T23:59:59+01:00"))


class TestWhatIsRefused:
    @pytest.mark.parametrize("path", ["id", "source", "type", "subject", "time", "datacontenttype", "data"])
    def test_every_part_of_the_envelope_must_be_there(self, path: str) -> None:
        assert parse(changed(f"$.{path}", ...)) == Rejected("missing_field", f"$.{path}")

    @pytest.mark.parametrize("field", sorted(ENTERED.keys() - {"protection"}))
    def test_every_fact_of_an_entry_must_be_there(self, field: str) -> None:
        assert parse(changed(f"$.data.{field}", ...)) == Rejected("missing_field", f"$.data.{field}")

    @pytest.mark.parametrize("field", ["identity_number", "birth_date", "given_name", "family_name", "address.city"])
    def test_everything_that_makes_a_person_must_be_there(self, field: str) -> None:
        path = f"$.data.person.{field}"
        assert parse(changed(path, ...)) == Rejected("missing_field", path)

    @pytest.mark.parametrize("field", sorted(LEFT))
    def test_every_fact_of_an_exit_must_be_there(self, field: str) -> None:
        document = message({name: value for name, value in LEFT.items() if name != field}, "left.v1")
        assert parse(document) == Rejected("missing_field", f"$.data.{field}")

    @pytest.mark.parametrize("kind", ["entered.v3", "left.v2", "left.v10", "extract.v2", "changed.v"])
    def test_another_version_is_told_from_another_type(self, kind: str) -> None:
        assert parse(message(ENTERED, kind)) == Rejected("unknown_version", "$.type")

    @pytest.mark.parametrize("kind", ["extracted.v1", "entered", "", "entered.v1.v1", "Entered.v1"])
    def test_an_unknown_type_is_refused(self, kind: str) -> None:
        assert parse(message(ENTERED, kind)) == Rejected("unknown_type", "$.type")

    @pytest.mark.parametrize("document", [[], "text", 5, None, {}, {"id": "m-1"}])
    def test_what_is_no_cloudevent_is_refused(self, document: Any) -> None:
        assert parse(document) == Rejected("not_cloudevents")

    @pytest.mark.parametrize("version", ["0.3", "1.1", 1.0, None])
    def test_another_version_of_cloudevents_is_refused(self, version: Any) -> None:
        assert parse(changed("$.specversion", version)) == Rejected("not_cloudevents", "$.specversion")

    @pytest.mark.parametrize("field", ["effective_on"])
    @pytest.mark.parametrize(
        "value", [None, 1, "soon", "2022-3-1", "2022-03-12T00:00:00", "1647043200", "2022-03-12\n"]
    )
    def test_a_day_is_written_in_one_way(self, field: str, value: Any) -> None:
        found = parse(message({"revision": 2, field: value}, "changed.v1"))
        assert found == Rejected("wrong_format" if isinstance(value, str) else "wrong_type", f"$.data.{field}")

    @pytest.mark.parametrize(
        ("path", "value", "reason"),
        [
            ("$.type", 5, "wrong_type"),
            ("$.data", [], "wrong_type"),
            ("$.data", None, "wrong_type"),
            ("$.data.revision", "1", "wrong_type"),
            ("$.data.revision", True, "wrong_type"),
            ("$.data.revision", 1.0, "wrong_type"),
            ("$.data.revision", 0, "out_of_range"),
            ("$.data.revision", 2**63, "out_of_range"),
            ("$.data.entered_on", "2022-02-29", "impossible_date"),
            ("$.data.entered_on", "2022-03-16", "future_date"),
            ("$.data.entered_on", "9999-12-31", "out_of_range"),
            ("$.data.entered_on", "0001-01-01", "out_of_range"),
            ("$.data.entered_on", "２０２２-03-11", "wrong_format"),
            ("$.data.home_municipality", "0181", "wrong_municipality"),
            ("$.data.home_municipality", 180, "wrong_type"),
            ("$.data.district", "atlantis", "unknown_code"),
            ("$.data.district", "a district", "wrong_format"),
            ("$.data.district", None, "wrong_type"),
            ("$.data.gender", "other", "unknown_code"),
            ("$.data.protection", "secret", "unknown_code"),
            ("$.data.last_school_occupation", "university", "unknown_code"),
            ("$.data.person", None, "wrong_type"),
            ("$.data.person.birth_date", "2022-03-16", "future_date"),
            ("$.data.person.given_name", "", "wrong_format"),
            ("$.data.person.given_name", " ", "wrong_format"),
            ("$.data.person.given_name", "Åsa\nB", "wrong_format"),
            ("$.data.person.given_name", "Å" * 201, "wrong_length"),
            ("$.data.person.given_name", None, "wrong_type"),
            ("$.data.person.address", "Provgatan 1", "wrong_type"),
            ("$.data.person.phones", "070-174 06 05", "wrong_type"),
            ("$.data.person.phones", ["070-174 06 05"] * 21, "wrong_length"),
            ("$.data.person.identity_number", 5, "wrong_type"),
            ("$.subject", "", "wrong_format"),
            ("$.subject", "p 1", "wrong_format"),
            ("$.subject", "p" * 65, "wrong_format"),
            ("$.subject", "p-1\n", "wrong_format"),
            ("$.id", "m 1", "wrong_format"),
            ("$.source", "", "wrong_format"),
            ("$.time", "2022-03-14T04:10:00", "wrong_format"),
            ("$.time", "2022-03-14 04:10:00Z", "wrong_format"),
            ("$.time", "2022-03-14T04:10Z", "wrong_format"),
            ("$.time", "2022-03-14T25:10:00Z", "impossible_date"),
            ("$.time", "2022-03-15T23:30:00Z", "future_date"),
            ("$.time", 1647223800, "wrong_type"),
            ("$.datacontenttype", "text/xml", "unknown_code"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_place(self, path: str, value: Any, reason: Any) -> None:
        assert parse(changed(path, value)) == Rejected(reason, path)

    def test_a_place_in_a_list_is_told_by_its_number(self) -> None:
        found = parse(changed("$.data.person.phones", ["070-174 06 05", 70]))
        assert found == Rejected("wrong_type", "$.data.person.phones[1]")

    @pytest.mark.parametrize(
        ("number", "fault"),
        [
            (NUMBER[:-1] + "0", "wrong_check_digit"),
            (NUMBER + "\n", "not_digits"),
            (NUMBER + "1", "wrong_length"),
            (NUMBER[:8] + "0000", "number_zero"),
            (NUMBER[:4] + "13" + NUMBER[6:], "impossible_date"),
            (temporary_number(date(2023, 1, 1), 1), "future_date"),
        ],
    )
    def test_a_bad_identity_number_is_refused_with_the_closer_reason(self, number: str, fault: str) -> None:
        path = "$.data.person.identity_number"
        assert parse(changed(path, number)) == Rejected("bad_identity_number", path, fault)

    def test_a_reason_for_leaving_is_of_the_list(self) -> None:
        found = parse(message({**LEFT, "reason": "bored"}, "left.v1"))
        assert found == Rejected("unknown_code", "$.data.reason")

    @pytest.mark.parametrize("field", ["district", "gender", "protection", "person"])
    def test_a_change_to_null_is_refused_where_null_says_nothing(self, field: str) -> None:
        found = parse(message({"revision": 2, "effective_on": "2022-03-12", field: None}, "changed.v1"))
        assert isinstance(found, Rejected)
        assert found.path == f"$.data.{field}"


class TestBytes:
    RAW = raw_of(message(ENTERED))

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (b"", "not_json"),
            (RAW[:-1], "not_json"),
            (RAW[:200], "not_json"),
            (RAW + b"{}", "not_json"),
            (b"\xef\xbb\xbf" + RAW, "not_json"),
            (b"{'id': 1}", "not_json"),
            (RAW.replace("Åsa".encode(), "Åsa".encode("latin-1")), "not_utf8"),
            (RAW.replace("Åsa".encode(), b"\xed\xa0\x80"), "not_utf8"),
            (RAW.replace("Åsa".encode(), b"A\0"), "nul_byte"),
            (RAW.replace("Åsa".encode(), b"A\\u0000"), "nul_byte"),
            (RAW.replace("Åsa".encode(), b"\\ud800"), "lone_surrogate"),
            (RAW.replace("Åsa".encode(), b"\\uDC00"), "lone_surrogate"),
            (RAW.replace(b'"revision": 1', b'"revision": NaN'), "not_finite"),
            (RAW.replace(b'"revision": 1', b'"revision": -Infinity'), "not_finite"),
            (RAW.replace(b'"revision": 1', b'"revision": 1, "x": 1e999'), "not_finite"),
            (RAW.replace(b'"revision": 1', b'"revision": ' + b"9" * 5_000), "not_json"),
            (RAW.replace(b'"revision": 1', b'"revision": 1, "revision": 2'), "duplicate_keys"),
            (RAW.replace(b'"given_name"', b'"given_name": "B", "given\\u005fname"'), "duplicate_keys"),
            (
                RAW.replace("Åsa".encode(), b"\\u0022A\\u0022").replace(b'"gender"', b'"revision": 2, "gender"'),
                "duplicate_keys",
            ),
            (b" " * (1 << 20) + RAW, "too_large"),
            (b'{"a": ' + b"[" * 1_000 + b"]" * 1_000 + b"}", "too_deep"),
            (b"[" * 100_000, "too_deep"),
            (b'{"a":' * 1_000 + b"1" + b"}" * 1_000, "too_deep"),
        ],
    )
    def test_bytes_that_could_be_read_in_two_ways_or_none_are_refused(self, raw: bytes, reason: Any) -> None:
        assert parse_raw(raw) == Rejected(reason)

    @pytest.mark.parametrize("name", ["A\\u005fB", "A\\\\u0000", "\\ud83d\\ude00", '\\"[[[[[[[[[[[[[[[[[[[[[', "\\\\"])
    def test_escapes_that_make_a_text_are_taken(self, name: str) -> None:
        found = parse_raw(self.RAW.replace("Åsa".encode(), name.encode()))
        assert isinstance(found, RegisterMessage)
        assert found.person["given_name"] == json.loads(f'"{name}"')

    def test_many_objects_beside_each_other_are_not_deep(self) -> None:
        assert taken(message({**ENTERED, "list": [{"x": []}] * 500})).unknown_fields == 1

    def test_depth_is_refused_whatever_is_left_of_the_stack(self) -> None:
        def lower(levels: int, then: Callable[[], Any]) -> Any:
            return lower(levels - 1, then) if levels else then()

        frames = sys.getrecursionlimit() - 300
        assert lower(frames, lambda: parse_raw(b"[" * 1_000 + b"]" * 1_000)) == Rejected("too_deep")

    def test_the_limit_is_a_setting(self) -> None:
        found = read_register_message(self.RAW, today=TODAY, reference=STOCKHOLM, max_bytes=len(self.RAW) - 1)
        assert found == Rejected("too_large")


class TestLaws:
    @given(st.binary())
    def test_no_bytes_raise(self, raw: bytes) -> None:
        assert isinstance(parse_raw(raw), Rejected)

    @given(st.integers(0, len(TestBytes.RAW)), st.binary(max_size=4), st.integers(0, 3))
    def test_a_damaged_message_is_taken_or_refused_and_never_raises(self, at: int, put: bytes, lost: int) -> None:
        found = parse_raw(TestBytes.RAW[:at] + put + TestBytes.RAW[at + lost :])
        assert isinstance(found, RegisterMessage | Rejected)

    @given(places, any_json)
    def test_a_refusal_tells_a_known_reason_and_a_place_of_the_format_only(self, path: str, value: Any) -> None:
        found = parse(changed(path, value))
        if isinstance(found, Rejected):
            assert found.reason in REASONS
            assert found.path.startswith("$")
            assert set(re.findall(r"[^$.\[\]]+", re.sub(r"\[\d+\]", "", found.path))) <= NAMES
            assert found.detail in (None, *get_args(Fault))

    @given(places)
    def test_no_refusal_holds_what_stood_in_the_message(self, path: str) -> None:
        found = parse(changed(path, {"Hemlig Person": "Hemlig Person"}))
        assert b"Hemlig" not in msgspec.json.encode(found)


NAMES = {*message(None), *ENTERED, *PERSON, *PERSON["address"]}


class TestThePage:
    @pytest.mark.parametrize("example", page_examples())
    def test_each_example_is_taken_whole(self, example: str) -> None:
        found = parse_raw(example.encode())
        assert not isinstance(found, Rejected), found
        assert found.unknown_fields == 0
        assert not isinstance(found, ExtractPart) or not found.unreadable

    def test_there_is_an_example_of_each_type_and_version(self) -> None:
        assert [json.loads(example)["type"] for example in page_examples()] == list(FORMS)

    def test_every_field_and_every_reason_is_described(self) -> None:
        described = set(re.findall(r"`([\w.]+)`", PAGE))
        fields = {*NAMES, *LEFT, "effective_on", "contacts", "kind", "value", *ExtractV1.model_fields, "register_key"}
        assert {*fields, *REASONS, *get_args(Fault)} <= described
