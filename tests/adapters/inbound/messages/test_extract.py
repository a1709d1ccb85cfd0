"""BER's extract: each youth in it stands alone, and the keys tell who is in the register."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import assume, given

from kaa_tracker.application.intake.extract import ExtractPart, UnreadablePerson
from kaa_tracker.application.intake.rejected import Rejected
from kaa_tracker.domain.case.commands import RecordRegisterEntry
from tests.adapters.inbound.messages.examples import (
    BORN,
    ENTERED,
    NUMBER,
    PERSON,
    any_json,
    changed,
    extract,
    listed,
    message,
    parse,
    part,
    places,
    taken,
)

ADA, BO, CAI = (
    listed("p-1-ada"),
    listed("p-2-bo", district="bromma"),
    listed("p-3-cai", protection="protected_registration"),
)


class TestWhatIsRead:
    def test_an_extract_says_which_it_is_of_which_day_and_which_part(self) -> None:
        found = part(extract(ADA, part=2, parts=3))
        assert (found.message_id, found.source, found.extract_id) == ("/ber/kaa m-1", "/ber/kaa", "2022-03-14")
        assert (found.extract_of, found.sent_at) == (date(2022, 3, 14), datetime(2022, 3, 14, 3, 10, tzinfo=UTC))
        assert (found.part, found.parts) == (2, 3)

    def test_a_youth_is_listed_as_the_register_shows_them(self) -> None:
        [ada] = part(extract(ADA)).persons
        assert ada.register_key == "p-1-ada"
        assert ada.listed.entry == RecordRegisterEntry(
            entered_on=date(2022, 3, 11),
            revision=1,
            gender="woman",
            birth_year=BORN.year,
            district="farsta",
            home_municipality="0180",
            last_school_occupation="upper_secondary",
            protection="confidentiality_marked",
        )

    def test_an_extract_tells_of_a_person_what_an_entry_tells(self) -> None:
        [ada] = part(extract(ADA)).persons
        assert ada.told == taken(message(ENTERED)).person

    def test_they_stand_in_the_order_of_the_extract(self) -> None:
        assert [person.register_key for person in part(extract(BO, CAI, ADA)).persons] == [
            "p-2-bo",
            "p-3-cai",
            "p-1-ada",
        ]

    def test_an_extract_of_nobody_is_read(self) -> None:
        found = part(extract())
        assert (found.persons, found.unreadable) == ((), ())

    def test_what_the_format_does_not_know_is_kept_out_and_counted(self) -> None:
        person = {**PERSON, "shoe_size": 38}
        document = extract(ADA, {**BO, "note": "x", "person": person}, run=7)
        assert part({**document, "subject": "p-1", "traceparent": "x"}).unknown_fields == 5
        assert part(extract(ADA)).unknown_fields == 0

    def test_it_shows_nothing_of_a_person_when_printed(self) -> None:
        found = part(extract(ADA, {**BO, "gender": NUMBER}))
        shown = f"{found!r}{found}{found.persons}{found.unreadable}"
        assert not any(word in shown for word in (NUMBER, "Öberg", "p-1-ada", "p-2-bo"))


class TestAPersonWhoCannotBeRead:
    @pytest.mark.parametrize(
        ("path", "value", "reason", "detail"),
        [
            ("$.district", "atlantis", "unknown_code", None),
            ("$.entered_on", "2022-02-30", "impossible_date", None),
            ("$.revision", "1", "wrong_type", None),
            ("$.home_municipality", "0181", "wrong_municipality", None),
            ("$.person", None, "wrong_type", None),
            ("$.person.birth_date", ..., "missing_field", None),
            ("$.person.identity_number", NUMBER[:-1] + "0", "bad_identity_number", "wrong_check_digit"),
            ("$.person.address.city", "", "wrong_format", None),
        ],
    )
    def test_does_not_spoil_the_extract(self, path: str, value: Any, reason: Any, detail: str | None) -> None:
        found = part(extract(ADA, changed(path, value, BO), CAI))
        assert [person.register_key for person in found.persons] == ["p-1-ada", "p-3-cai"]
        place = f"$.data.persons[1]{path.removeprefix('$')}"
        assert found.unreadable == (UnreadablePerson("p-2-bo", Rejected(reason, place, detail)),)

    def test_each_is_told_with_a_place_of_their_own(self) -> None:
        found = part(extract(*(listed(f"p-{n}", gender="other" if n % 2 else "man") for n in range(6))))
        assert [person.rejected.path for person in found.unreadable] == [
            f"$.data.persons[{n}].gender" for n in (1, 3, 5)
        ]

    @given(places.filter(lambda path: path.startswith("$.data.")), any_json)
    def test_whatever_stands_there_the_others_are_read(self, path: str, value: Any) -> None:
        assume("\\u0000" not in json.dumps(value))
        bad = changed("$." + path.removeprefix("$.data."), value, BO)
        found = part(extract(ADA, bad, CAI))
        assert [person.register_key for person in found.persons if person.register_key != "p-2-bo"] == [
            "p-1-ada",
            "p-3-cai",
        ]
        assert len(found.persons) + len(found.unreadable) == 3


class TestWhatIsRefusedWhole:
    @pytest.mark.parametrize(
        ("person", "reason", "place"),
        [
            ({}, "missing_field", ".register_key"),
            (listed(""), "wrong_format", ".register_key"),
            ({**ADA, "register_key": 5}, "wrong_type", ".register_key"),
            (listed("b o", district="atlantis"), "wrong_format", ".register_key"),
            ("p-2-bo", "wrong_type", ""),
            (None, "wrong_type", ""),
            ([], "wrong_type", ""),
        ],
    )
    def test_a_person_without_a_key(self, person: Any, reason: Any, place: str) -> None:
        assert parse(extract(ADA, person, CAI)) == Rejected(reason, f"$.data.persons[1]{place}")

    @pytest.mark.parametrize("again", [ADA, {**ADA, "revision": 2}, {**ADA, "district": "atlantis"}])
    def test_a_key_that_stands_twice(self, again: Any) -> None:
        assert parse(extract(ADA, BO, again)) == Rejected("contradiction", "$.data.persons[2].register_key")

    def test_a_part_after_the_last(self) -> None:
        assert parse(extract(part=3, parts=2)) == Rejected("contradiction", "$.data.part")

    @pytest.mark.parametrize(
        ("path", "value", "reason"),
        [
            ("$.data.extract_id", ..., "missing_field"),
            ("$.data.extract_id", "a b", "wrong_format"),
            ("$.data.extract_of", "2022-03-16", "future_date"),
            ("$.data.extract_of", "2022-02-29", "impossible_date"),
            ("$.data.part", 0, "out_of_range"),
            ("$.data.parts", 10_001, "out_of_range"),
            ("$.data.parts", "1", "wrong_type"),
            ("$.data.persons", ..., "missing_field"),
            ("$.data.persons", None, "wrong_type"),
            ("$.data.persons", {"p-1-ada": ADA}, "wrong_type"),
            ("$.data", [], "wrong_type"),
            ("$.time", "soon", "wrong_format"),
        ],
    )
    def test_an_extract_that_does_not_say_which_it_is(self, path: str, value: Any, reason: Any) -> None:
        assert parse(changed(path, value, extract(ADA))) == Rejected(reason, path)

    def test_thousands_without_a_key_are_told_of_the_first(self) -> None:
        assert parse(extract(*[{}] * 100_000)) == Rejected("missing_field", "$.data.persons[0].register_key")


def test_ten_thousand_parts_are_as_many_as_there_may_be() -> None:
    found = parse(extract(ADA, part=10_000, parts=10_000))
    assert isinstance(found, ExtractPart)
