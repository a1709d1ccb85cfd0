"""What the youths were doing when they were reached."""

from __future__ import annotations

import pytest

from tests.projections.statistics.youths import Youth, city

PARTS = ("occupied_when_reached", "not_occupied", "occupation_unknown")


def reached(on: str = "2022-03-10") -> Youth:
    return Youth().enters("2022-01-10").comes(on)


def part_of(youth: Youth) -> str:
    told = city(youth=youth)
    (part,) = [measure for measure in PARTS if told.who(measure)]
    return part


@pytest.mark.parametrize(
    ("youth", "part"),
    [
        (reached().does("work", "2022-03-10"), "occupied_when_reached"),
        (reached().does("work", "2022-03-24"), "occupied_when_reached"),
        (reached().does("work", "2022-03-25"), "occupation_unknown"),
        (reached().does("work", "2022-02-24"), "occupied_when_reached"),
        (reached().does("work", "2022-02-23"), "occupation_unknown"),
        (reached().does("none", "2022-03-09").does("work", "2022-03-12"), "not_occupied"),
        (reached().does("none", "2022-03-09").does("work", "2022-03-11"), "occupied_when_reached"),
        (reached().does("unknown", "2022-03-10"), "occupation_unknown"),
        (reached(), "occupation_unknown"),
    ],
)
def test_the_occupation_recorded_nearest_the_first_reached_day_decides(youth: Youth, part: str) -> None:
    assert part_of(youth) == part


def test_only_the_first_reached_day_of_the_period_is_asked_about() -> None:
    again = reached("2022-03-10").does("none", "2022-03-10").comes("2022-08-01").does("work", "2022-08-01")
    assert part_of(again) == "not_occupied"


def test_those_reached_while_only_responsibility_held_are_not_in_the_denominator() -> None:
    told = city(
        by_hand=Youth().is_met_by_hand("2022-03-01").comes("2022-03-01").does("work", "2022-03-01"),
        in_register=reached().does("work", "2022-03-10"),
        first_by_hand=Youth().is_met_by_hand("2022-03-01").comes("2022-03-01").enters("2022-04-01").comes("2022-05-01"),
    )
    assert told.placed("reached_while_covered") == {"in_register": "2022-03-10", "first_by_hand": "2022-05-01"}
    assert told.who("occupied_when_reached") == {"in_register"}
    assert told.who("occupation_unknown") == {"first_by_hand"}


def test_an_occupation_the_register_sees_is_not_unseen() -> None:
    told = city(
        unseen=reached().does("komvux", "2022-03-10"),
        seen=reached().does("other_studies", "2022-03-10"),
        abroad=reached().does("abroad", "2022-03-10"),
    )
    assert told.who("occupied_when_reached") == {"unseen", "seen"}
    assert told.who("occupied_unseen") == {"unseen"}
    assert told.who("not_occupied") == {"abroad"}
