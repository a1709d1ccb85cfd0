"""Which attempts are answered: by channel, number, time, place and gender; and those that came too late."""

from __future__ import annotations

from datetime import time

import pytest

from kaa_tracker.projections.statistics.figures import NoSuchFigure
from tests.projections.statistics.method.told import followed_up, rows
from tests.projections.statistics.youths import City, Youth, city


@pytest.fixture(scope="module")
def told() -> City:
    return city(
        anna=Youth()
        .enters("2022-03-01")
        .is_tried("2022-03-16", "letter", at=time(10, 30))
        .is_tried("2022-03-21", "phone", at=time(9, 5))
        .answers("2022-03-22"),
        bo=Youth(gender="man")
        .enters("2022-03-01", "rinkeby_kista")
        .is_tried("2022-03-21", "phone", at=time(9, 59))
        .is_tried("2022-03-22", "phone", at=time(10))
        .answers("2022-03-30"),
    )


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("channel", {"letter": (1, 0), "phone": (3, 2)}),
        ("attempt_number", {"1": (2, 0), "2": (2, 2)}),
        ("channel_and_number", {"letter.1": (1, 0), "phone.1": (1, 0), "phone.2": (2, 2)}),
        ("weekday", {"1": (2, 1), "2": (1, 1), "3": (1, 0)}),
        ("hour", {"09": (2, 1), "10": (2, 1)}),
        ("jobbtorg", {"globen.woman": (2, 1), "kista.man": (2, 1)}),
        ("method", {"no_method": (4, 2)}),
    ],
)
def test_attempts_and_those_answered(told: City, table: str, expected: dict[str, tuple[int, int]]) -> None:
    assert rows(followed_up(told), table, "attempts", "answered") == {**expected, "total": (4, 2)}


def test_a_weekday_without_attempts_is_printed_too(told: City) -> None:
    assert list(followed_up(told).tables["weekday"].rows) == [*"1234567", "total"]


def test_any_breakdowns_of_attempts_are_crossed_when_asked_for(told: City) -> None:
    report = followed_up(told, "channel", "weekday", "hour", "gender")
    assert rows(report, "asked", "share") == {
        "letter.3.10.woman": ((0, 1),),
        "phone.1.09.woman": ((1, 1),),
        "phone.1.09.man": ((0, 1),),
        "phone.2.10.man": ((1, 1),),
        "total": ((2, 4),),
    }
    assert "channel" not in report.tables


def test_what_attempts_are_not_broken_down_by_is_refused(told: City) -> None:
    with pytest.raises(NoSuchFigure, match=r"there are .*channel"):
        followed_up(told, "service")


def test_numbers_begin_anew_with_the_next_entry_into_the_register() -> None:
    days = [f"2022-02-{n:02}" for n in range(1, 10)]
    youth = Youth().enters("2022-01-10")
    for on in days:
        youth.is_tried(on)
    youth.leaves("2022-03-01").enters("2022-05-01").is_tried("2022-06-01")
    assert rows(followed_up(city(youth=youth)), "attempt_number", "attempts") == {
        "1": (2,),
        "2": (1,),
        "3": (1,),
        "4_to_6": (3,),
        "7_or_later": (3,),
        "total": (10,),
    }


def test_an_attempt_is_numbered_by_when_it_was_made_and_a_follow_up_is_none() -> None:
    youth = Youth().enters("2022-01-10").is_tried("2022-02-02", "phone").is_tried("2022-02-01", "letter")
    youth.is_tried("2022-01-30", "sms", purpose="follow_up")
    assert rows(followed_up(city(youth=youth)), "channel_and_number", "attempts") == {
        "letter.1": (1,),
        "phone.2": (1,),
        "total": (2,),
    }


def test_hours_and_weekdays_are_swedish_in_winter_and_summer() -> None:
    youth = Youth().enters("2021-12-10").is_tried("2022-01-01", at=time(0, 30)).is_tried("2022-07-04", at=time(8, 15))
    report = followed_up(city(youth=youth), "weekday", "hour")
    assert rows(report, "asked", "attempts") == {"1.08": (1,), "6.00": (1,), "total": (2,)}


def test_attempts_on_a_youth_who_had_left_are_spent_in_vain() -> None:
    youth = (
        Youth().enters("2022-01-10").is_tried("2022-02-01", "phone").leaves("2022-04-01").is_tried("2022-04-05", "sms")
    )
    report = followed_up(city(youth=youth))
    channels = rows(report, "outside_by_channel", "attempts", "outside", "share")
    assert channels == {"phone": (1, 0, (0, 1)), "sms": (1, 1, (1, 1)), "total": (2, 1, (1, 2))}
    assert rows(report, "outside_by_jobbtorg", "outside") == {"globen": (1,), "total": (1,)}
    assert rows(report, "channel", "attempts") == {"phone": (1,), "total": (1,)}
