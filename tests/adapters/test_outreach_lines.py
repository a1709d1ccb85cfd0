"""The lines of outreach logged elsewhere: each a command of the domain, or a reason why not."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.adapters.inbound.messages.commands import COMMANDS, NOT_FROM_PEOPLE, command_name
from kaa_tracker.adapters.inbound.messages.outreach import Role, parse_outreach_line
from kaa_tracker.application.casework import PRESENT_ADDRESS
from kaa_tracker.application.intake.outreach import OutreachLine, Youth
from kaa_tracker.application.intake.rejected import REASONS, Rejected
from kaa_tracker.domain.case import commands as c
from kaa_tracker.domain.case.events import Actor, PlanMeasure
from kaa_tracker.domain.identifiers import official_test_number, temporary_number
from kaa_tracker.domain.person import Address, Person

NOW = datetime(2022, 3, 15, 12, tzinfo=UTC)
BORN = date(2003, 11, 2)
NUMBER = official_test_number(BORN, "man")
PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "messages.md").read_text("utf-8")

COMMAND_ID, ATTEMPT_ID = UUID(int=0x1234 << 100), UUID(int=0xABCD << 90)
ATTEMPT: dict[str, Any] = {
    "type": "log-contact-attempt",
    "attempt_id": str(ATTEMPT_ID),
    "at": "2022-03-15T09:30:00+01:00",
    "channel": "phone",
    "unit": "globen",
}
BY_HAND: dict[str, Any] = {
    "type": "open-case-by-hand",
    "on": "2022-03-15",
    "basis": "drop_in",
    "gender": "man",
    "birth_year": 2003,
}
MET: dict[str, Any] = {"birth_date": "2003-11-02", "given_name": "Prov", "family_name": "Testsson"}
DETAIL: dict[str, Any] = {"type": "record-contact-detail", "on": "2022-03-15", "field": "phone", "source": "youth"}


def line(command: Any, **more: Any) -> dict[str, Any]:
    return {
        "command_id": str(COMMAND_ID),
        "recorded_at": "2022-03-15T10:00:00+01:00",
        "actor": {"user": "coordinator-7", "role": "local_coordinator"},
        "youth": {"register_key": "p-5f3a91"},
        "command": command,
        **more,
    }


def parse(document: Any) -> OutreachLine | Rejected:
    return parse_raw(json.dumps(document, ensure_ascii=False).encode())


def parse_raw(raw: bytes) -> OutreachLine | Rejected:
    return parse_outreach_line(raw, now=NOW)


def taken(document: Any) -> OutreachLine:
    found = parse(document)
    assert isinstance(found, OutreachLine), found
    return found


def command(document: Any) -> c.Command:
    return taken(line(document)).request.command


class TestWhatIsTaken:
    def test_a_line_is_a_request_to_the_case_of_a_youth(self) -> None:
        assert taken(line(ATTEMPT)) == OutreachLine(
            youth=Youth(register_key="p-5f3a91"),
            request=c.Request(
                command_id=str(COMMAND_ID),
                actor=Actor("coordinator-7", "local_coordinator"),
                recorded_at=datetime(2022, 3, 15, 9, tzinfo=UTC),
                command=c.LogContactAttempt(
                    attempt_id=ATTEMPT_ID,
                    at=datetime(2022, 3, 15, 8, 30, tzinfo=UTC),
                    channel="phone",
                    unit="globen",
                ),
            ),
        )

    def test_the_youth_may_be_named_by_number(self) -> None:
        written = f"{NUMBER[2:8]}-{NUMBER[8:]}"
        assert taken(line(ATTEMPT, youth={"identity_number": written})).youth == Youth(identity_number=NUMBER)

    def test_a_case_opened_by_hand_comes_with_a_person(self) -> None:
        home = {"street": "Provgatan 1", "postal_code": "123 45", "city": "Farsta"}
        met = {**MET, "identity_number": NUMBER, "address": home, "phones": ["070-174 06 05"]}
        found = taken(line(BY_HAND, youth={"identity_number": NUMBER}, person=met))
        assert found.person == Person(
            identity_number=NUMBER,
            identity_kind="personnummer",
            birth_date=BORN,
            given_name="Prov",
            family_name="Testsson",
            address=Address(street="Provgatan 1", postal_code="123 45", city="Farsta"),
            phones=("070-174 06 05",),
        )

    def test_a_person_met_has_the_number_the_line_names_the_youth_by(self) -> None:
        number = temporary_number(BORN, 4)
        person = taken(line(BY_HAND, youth={"identity_number": number}, person=MET)).person
        assert person is not None
        assert (person.identity_number, person.identity_kind) == (number, "temporary")

    def test_a_contact_detail_comes_with_its_value_which_is_not_in_the_command(self) -> None:
        found = taken(line(DETAIL, value="070-174 06 05"))
        assert found.value == "070-174 06 05"
        assert found.request.command == c.RecordContactDetail(on=date(2022, 3, 15), field="phone", source="youth")

    @pytest.mark.parametrize("address", [{}, {"address_id": None}])
    @pytest.mark.parametrize(
        "asked",
        [
            {"type": "doubt-address", "on": "2022-03-15"},
            {"type": "report-address", "on": "2022-03-15"},
            {"type": "close-address-report", "on": "2022-03-15", "result": "changed"},
        ],
    )
    def test_an_address_without_id_is_where_the_youth_lives_now(self, asked: Any, address: Any) -> None:
        assert command({**asked, **address}).address_id == PRESENT_ADDRESS  # type: ignore[union-attr]

    def test_an_address_may_be_named_by_its_id(self) -> None:
        asked = {"type": "report-address", "on": "2022-03-15", "address_id": str(ATTEMPT_ID)}
        assert command(asked) == c.ReportAddress(on=date(2022, 3, 15), address_id=ATTEMPT_ID)

    def test_a_correction_names_an_earlier_line_by_its_command_id(self) -> None:
        made_by = str(ATTEMPT_ID).upper()
        asked = {"type": "correct-entry", "made_by": made_by, "reason": "wrong_day", "changes": {"on": "2022-03-01"}}
        assert command(asked) == c.CorrectEntry(
            made_by=str(ATTEMPT_ID), reason="wrong_day", changes={"on": "2022-03-01"}
        )

    def test_a_plan_has_its_measures(self) -> None:
        plan = {
            "type": "record-plan",
            "plan_id": str(ATTEMPT_ID),
            "on": "2022-03-15",
            "template": "individual_plan_1",
            "goal": "work",
            "follow_up_on": "2022-06-15",
            "measures": [{"measure": "guidance", "responsible": "coach"}],
        }
        asked = command(plan)
        assert isinstance(asked, c.RecordPlan)
        assert asked.measures == (PlanMeasure("guidance", "coach"),)

    def test_whether_a_code_exists_is_not_asked_here(self) -> None:
        assert command({**ATTEMPT, "channel": "pigeon"}).channel == "pigeon"  # type: ignore[union-attr]

    @pytest.mark.parametrize("role", get_args(Role))
    def test_everybody_of_the_program_may_have_logged(self, role: str) -> None:
        assert taken(line(ATTEMPT, actor={"user": "someone", "role": role})).request.actor == Actor("someone", role)

    def test_a_line_just_recorded_is_taken(self) -> None:
        assert taken(line(ATTEMPT, recorded_at="2022-03-15T12:00:00Z")).request.recorded_at == NOW


class TestWhatIsRefused:
    @pytest.mark.parametrize("part", sorted(line(None)))
    def test_every_part_of_a_line_must_be_there(self, part: str) -> None:
        document = {name: value for name, value in line(ATTEMPT).items() if name != part}
        assert parse(document) == Rejected("missing_field", f"$.{part}")

    @pytest.mark.parametrize("name", sorted(map(command_name, NOT_FROM_PEOPLE)))
    def test_what_is_not_asked_by_people_of_one_case_is_no_line(self, name: str) -> None:
        assert parse(line({"type": name, "on": "2022-03-15"})) == Rejected("unknown_type", "$.command.type")

    @pytest.mark.parametrize("name", ["", "LogContactAttempt", "log_contact_attempt", 5, None])
    def test_an_unknown_command_is_refused(self, name: Any) -> None:
        assert parse(line({**ATTEMPT, "type": name})) == Rejected("unknown_type", "$.command.type")

    def test_a_command_without_type_is_refused(self) -> None:
        assert parse(line({"on": "2022-03-15"})) == Rejected("missing_field", "$.command.type")

    @pytest.mark.parametrize(
        ("command", "place"),
        [
            ({**ATTEMPT, "Prov Testsson": 1}, "$.command"),
            ({**ATTEMPT, "on": "2022-03-15"}, "$.command"),
            ({**DETAIL, "value": "070-174 06 05"}, "$.command"),
        ],
    )
    def test_a_field_the_command_does_not_have_is_refused_without_its_name(self, command: Any, place: str) -> None:
        assert parse(line(command)) == Rejected("unexpected_field", place)

    @pytest.mark.parametrize(
        ("more", "place"),
        [
            ({"Prov Testsson": 1}, "$"),
            ({"actor": {"user": "u", "role": "coach", "name": "Prov"}}, "$.actor"),
            ({"youth": {"register_key": "p", "name": "Prov"}}, "$.youth"),
            ({"person": MET}, "$.person"),
            ({"value": "070-174 06 05"}, "$.value"),
        ],
    )
    def test_a_field_that_does_not_belong_there_is_refused(self, more: Any, place: str) -> None:
        assert parse(line(ATTEMPT, **more)) == Rejected("unexpected_field", place)

    @pytest.mark.parametrize(
        ("field", "value", "reason"),
        [
            ("attempt_id", "1", "wrong_format"),
            ("attempt_id", ATTEMPT_ID.hex, "wrong_format"),
            ("attempt_id", f"urn:uuid:{ATTEMPT_ID}", "wrong_format"),
            ("attempt_id", None, "wrong_type"),
            ("at", "2022-03-15T09:30:00", "wrong_format"),
            ("at", "2022-03-15", "wrong_format"),
            ("at", "2022-03-15T09:30:00+01:00 ", "wrong_format"),
            ("at", "2022-02-30T09:30:00Z", "impossible_date"),
            ("at", "2022-03-15T09:30:00+25:00", "impossible_date"),
            ("at", "9999-12-31T23:59:59Z", "out_of_range"),
            ("at", 1647333000, "wrong_type"),
            ("channel", "by phone, to the mother", "wrong_format"),
            ("channel", "", "wrong_format"),
            ("channel", "x" * 101, "wrong_format"),
            ("channel", 5, "wrong_type"),
            ("method", "two\nlines", "wrong_format"),
            ("addressee", "neighbour", "unknown_code"),
            ("purpose", None, "unknown_code"),
            ("youth_agreed", 1, "wrong_type"),
            ("youth_agreed", "true", "wrong_type"),
            ("batch_id", 7, "wrong_type"),
        ],
    )
    def test_a_value_of_another_kind_is_refused(self, field: str, value: Any, reason: Any) -> None:
        assert parse(line({**ATTEMPT, field: value})) == Rejected(reason, f"$.command.{field}")

    def test_a_naive_time_of_recording_is_refused(self) -> None:
        found = parse(line(ATTEMPT, recorded_at="2022-03-15T10:00:00"))
        assert found == Rejected("wrong_format", "$.recorded_at")

    def test_what_is_recorded_in_the_future_is_refused(self) -> None:
        found = parse(line(ATTEMPT, recorded_at="2022-03-15T12:00:01Z"))
        assert found == Rejected("future_date", "$.recorded_at")

    @pytest.mark.parametrize(
        ("actor", "reason", "place"),
        [
            ({"user": "u", "role": "director"}, "unknown_code", "$.actor.role"),
            ({"user": "", "role": "coach"}, "wrong_format", "$.actor.user"),
            ({"user": "Eva Ek", "role": "coach"}, "wrong_format", "$.actor.user"),
            ({"role": "coach"}, "missing_field", "$.actor.user"),
        ],
    )
    def test_who_logged_it_must_be_told_by_user_and_role(self, actor: Any, reason: Any, place: str) -> None:
        assert parse(line(ATTEMPT, actor=actor)) == Rejected(reason, place)

    @pytest.mark.parametrize(
        ("youth", "refusal"),
        [
            ({}, Rejected("missing_field", "$.youth")),
            ({"register_key": "p", "identity_number": NUMBER}, Rejected("contradiction", "$.youth")),
            ({"register_key": None}, Rejected("wrong_type", "$.youth.register_key")),
            ({"register_key": "p p"}, Rejected("wrong_format", "$.youth.register_key")),
            (
                {"identity_number": NUMBER[:-1] + "0"},
                Rejected("bad_identity_number", "$.youth.identity_number", "wrong_check_digit"),
            ),
        ],
    )
    def test_the_youth_is_named_in_one_way(self, youth: Any, refusal: Rejected) -> None:
        assert parse(line(ATTEMPT, youth=youth)) == refusal

    @pytest.mark.parametrize(
        ("person", "reason", "place"),
        [
            (None, "missing_field", "$.person"),
            ({**MET, "identity_number": temporary_number(BORN, 9)}, "contradiction", "$.person.identity_number"),
            ({**MET, "birth_date": "2002-11-02"}, "contradiction", "$.command.birth_year"),
            ({**MET, "birth_date": "2022-03-16"}, "future_date", "$.person.birth_date"),
            ({**MET, "mother": "Prov"}, "unexpected_field", "$.person"),
            ({"birth_date": "2003-11-02", "given_name": "Prov"}, "missing_field", "$.person.family_name"),
        ],
    )
    def test_a_case_opened_by_hand_needs_a_person_that_agrees_with_it(
        self, person: Any, reason: Any, place: str
    ) -> None:
        more = {} if person is None else {"person": person}
        assert parse(line(BY_HAND, youth={"identity_number": NUMBER}, **more)) == Rejected(reason, place)

    def test_a_contact_detail_needs_its_value(self) -> None:
        assert parse(line(DETAIL)) == Rejected("missing_field", "$.value")

    def test_a_home_address_comes_from_the_register_only(self) -> None:
        found = parse(line({**DETAIL, "field": "address"}, value="Provgatan 1"))
        assert found == Rejected("unknown_code", "$.command.field")

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (b"", "not_json"),
            (json.dumps(line(ATTEMPT)).encode()[:-20], "not_json"),
            (json.dumps(line(ATTEMPT)).replace('"unit"', '"unit": "kista", "unit"').encode(), "duplicate_keys"),
            (json.dumps(line(ATTEMPT)).encode("utf-16"), "nul_byte"),
            (json.dumps(line({**ATTEMPT, "x": "y" * (1 << 20)})).encode(), "too_large"),
            (json.dumps(line(ATTEMPT)).replace('"phone"', "[" * 500 + "]" * 500).encode(), "too_deep"),
        ],
    )
    def test_bytes_that_are_no_line_are_refused(self, raw: bytes, reason: Any) -> None:
        assert parse_raw(raw) == Rejected(reason)

    @pytest.mark.parametrize("document", [[], "text", 5, None])
    def test_a_line_is_an_object(self, document: Any) -> None:
        assert parse(document) == Rejected("wrong_type")


RAW = json.dumps(line(ATTEMPT)).encode()
any_value = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()) | st.just({"Hemlig": "Hemlig"})


class TestLaws:
    @given(st.integers(0, len(RAW)), st.binary(max_size=4), st.integers(0, 3))
    def test_a_damaged_line_is_taken_or_refused_and_never_raises(self, at: int, put: bytes, lost: int) -> None:
        assert isinstance(parse_raw(RAW[:at] + put + RAW[at + lost :]), OutreachLine | Rejected)

    @given(st.sampled_from(sorted(COMMANDS)), st.data())
    def test_a_refusal_tells_a_known_reason_and_a_place_of_the_format_only(
        self, name: str, data: st.DataObject
    ) -> None:
        names = [field.name for field in fields(COMMANDS[name])]
        values = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(names, any_value)))
        found = parse(line({"type": name, **values}))
        if isinstance(found, Rejected):
            assert found.reason in REASONS
            told = re.findall(r"[^$.\[\]]+", re.sub(r"\[\d+\]", "", found.path))
            assert set(told) <= {"command", "person", "value", *names}
            assert b"Hemlig" not in msgspec.json.encode(found)


def has_default(command: Any) -> set[str]:
    """The fields that may be left out; an address is then the present one."""
    given = {field.name for field in fields(command) if (field.default, field.default_factory) != (MISSING, MISSING)}
    return given | {field.name for field in fields(command) if field.name == "address_id"}


def examples() -> list[str]:
    return "".join(re.findall(r"```ndjson\n(.*?)```", PAGE, re.DOTALL)).splitlines()


class TestThePage:
    @pytest.mark.parametrize("example", examples())
    def test_each_example_is_taken(self, example: str) -> None:
        found = parse_outreach_line(example.encode(), now=datetime(2022, 4, 1, tzinfo=UTC))
        assert isinstance(found, OutreachLine), found

    @pytest.mark.parametrize("example", examples())
    def test_a_command_needs_the_fields_it_has_no_default_for(self, example: str) -> None:
        whole = json.loads(example)["command"]
        for name in whole.keys() - {"type"}:
            document = json.loads(example)
            del document["command"][name]
            found = parse_outreach_line(json.dumps(document).encode(), now=datetime(2022, 4, 1, tzinfo=UTC))
            if name in has_default(COMMANDS[whole["type"]]):
                assert isinstance(found, OutreachLine)
            else:
                assert found == Rejected("missing_field", f"$.command.{name}")

    def test_there_is_an_example_of_each_command(self) -> None:
        assert sorted(json.loads(example)["command"]["type"] for example in examples()) == sorted(COMMANDS)

    def test_the_examples_are_told_apart_by_their_ids(self) -> None:
        ids = [json.loads(example)["command_id"] for example in examples()]
        assert len(set(ids)) == len(ids)

    @pytest.mark.parametrize("name", sorted(COMMANDS))
    def test_every_field_of_a_command_is_described(self, name: str) -> None:
        (row,) = re.findall(rf"^\| `{name}` \|.*$", PAGE, re.MULTILINE)
        _, _, required, optional, _, _ = row.split("|")
        described = {cell: set(re.findall(r"`(\w+)`", cell)) for cell in (required, optional)}
        defaulted = has_default(COMMANDS[name])
        assert described[optional] == defaulted
        assert described[required] == {field.name for field in fields(COMMANDS[name])} - defaulted

    def test_every_part_of_a_line_and_every_role_is_described(self) -> None:
        described = set(re.findall(r"`([\w-]+)`", PAGE))
        assert {*line(None), "person", "value", "user", "role", "measure", "responsible", *get_args(Role)} <= described
