"""The city is as untidy as a real one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.simulation.files import City

NOWHERE = (None, "no_district")


def share(found: Iterable[bool]) -> float:
    marks = list(found)
    return sum(marks) / len(marks)


def absences(messages: list[dict[str, Any]]) -> list[int]:
    """The days between leaving the register and coming back."""
    found, left = [], None
    for data in (message["data"] for message in messages):
        if "entered_on" in data and left is not None:
            found.append((date.fromisoformat(data["entered_on"]) - left).days - 1)
        if "left_on" in data:
            left = date.fromisoformat(data["left_on"])
    return found


def told_late_by(message: dict[str, Any]) -> timedelta:
    return date.fromisoformat(message["time"][:10]) - date.fromisoformat(message["data"]["left_on"])


def test_two_lines_in_a_hundred_correct_or_void_another(city: City) -> None:
    kinds = [line["command"]["type"] for line in city.lines]
    assert share(kind in ("correct-entry", "void-entry") for kind in kinds) >= 0.02
    assert {"correct-entry", "void-entry"} <= set(kinds)


def test_three_youths_in_a_hundred_come_back_after_more_than_a_week(city: City) -> None:
    assert share(any(gap > 7 for gap in absences(of)) for of in city.messages_of.values()) >= 0.03


def test_some_youths_come_back_within_a_week(city: City) -> None:
    assert share(any(gap <= 7 for gap in absences(of)) for of in city.messages_of.values()) >= 0.005


def test_five_youths_in_a_hundred_move_to_another_district(city: City) -> None:
    def moves(messages: list[dict[str, Any]]) -> bool:
        districts = [message["data"].get("district") for message in messages]
        return len({district for district in districts if district not in NOWHERE}) > 1

    assert share(moves(of) for of in city.messages_of.values()) >= 0.05


def test_one_youth_in_a_hundred_has_left_long_before_the_register_tells(city: City) -> None:
    def is_late(messages: list[dict[str, Any]]) -> bool:
        last = messages[-1]
        return "left_on" in last["data"] and told_late_by(last) >= timedelta(days=5)

    assert share(is_late(of) for of in city.messages_of.values()) >= 0.01


def test_one_enrolled_youth_in_a_hundred_is_enrolled_at_two_units(city: City) -> None:
    units = [
        {line["command"]["unit"] for line in lines if line["command"]["type"] == "enrol"}
        for lines in city.lines_of.values()
    ]
    assert share(len(at) > 1 for at in units if at) >= 0.01


def test_a_fifth_carries_official_test_numbers(city: City) -> None:
    assert city.summary.with_test_number / city.summary.youths == pytest.approx(0.2, abs=0.005)


@pytest.mark.parametrize(
    "kind",
    [
        "open-case-by-hand",
        "log-self-contact",
        "plan-contact",
        "drop-planned-contact",
        "record-decline",
        "record-contact-detail",
        "report-failed-contact-detail",
        "doubt-address",
        "close-address-report",
        "record-plan",
        "revise-plan",
        "end-service",
        "end-responsibility",
    ],
)
def test_all_kinds_of_work_are_logged(kind: str, city: City) -> None:
    assert city.commands(kind)


def test_some_identities_are_protected_and_some_only_later(city: City) -> None:
    told = [(message["type"], message["data"].get("protection", "none")) for message in city.messages]
    assert {kind.split(".")[-2] for kind, protection in told if protection != "none"} == {"entered", "changed"}


def test_some_attempts_are_made_after_an_exit_nobody_knew_of(city: City) -> None:
    def outside(key: str) -> bool:
        last = city.messages_of[key][-1]
        return "left_on" in last["data"] and any(
            last["data"]["left_on"] < line["command"]["at"][:10] < last["time"][:10]
            for line in city.lines_of[key]
            if line["command"]["type"] == "log-contact-attempt"
        )

    assert share(outside(key) for key in city.messages_of) >= 0.005


def test_some_answers_come_just_after_midnight_in_sweden(city: City) -> None:
    hours = {command["at"][11:13] for kind in ("log-answer", "log-self-contact") for command in city.commands(kind)}
    assert hours & {"22", "23"}
