"""How long it takes from the entry, and who leaves while they wait."""

from __future__ import annotations

import pytest

from tests.projections.statistics.method.told import followed_up, rows
from tests.projections.statistics.youths import City, Youth, city

TIMES = ("entered", "happened", "censored", "median", "p90")


@pytest.fixture(scope="module")
def told() -> City:
    return city(
        leaves_on_the_last_day_of_a_week=Youth().enters("2022-02-01").leaves("2022-02-07"),
        leaves_on_the_first_day_of_search=Youth().enters("2022-02-01").leaves("2022-02-15"),
        sought=Youth(gender="man")
        .enters("2022-02-01")
        .is_tried("2022-02-16")
        .answers("2022-02-20")
        .enrols("2022-03-01"),
        enters_late=Youth().enters("2022-11-20").is_tried("2022-12-06").answers("2022-12-06"),
        entered_before=Youth().enters("2021-06-01").is_tried("2022-02-01"),
    )


def test_those_who_leave_are_followed_until_then_and_others_to_the_end_of_the_period(told: City) -> None:
    totals = {key: cells for key, cells in rows(followed_up(told), "times", *TIMES).items() if key.endswith("total")}
    assert totals == {
        "entered_attempted.total": (4, 1, 3, 15, 15),
        "entered_reached.total": (4, 1, 3, 19, 19),
        "entered_enrolled.total": (4, 1, 3, 28, 28),
    }


def test_times_stand_by_gender(told: City) -> None:
    found = rows(followed_up(told), "times", *TIMES)
    assert found["entered_attempted.woman"] == (3, 0, 3, None, None)
    assert found["entered_attempted.man"] == (1, 1, 0, 15, 15)


def test_of_two_stays_that_begin_in_the_period_the_first_is_followed() -> None:
    youth = Youth().enters("2022-02-01").leaves("2022-02-10").enters("2022-06-01").is_tried("2022-06-20")
    found = rows(followed_up(city(youth=youth)), "times", *TIMES)
    assert found["entered_attempted.total"] == (1, 0, 1, None, None)


@pytest.mark.parametrize(("days", "entered", "left"), [(7, 4, 1), (14, 3, 1), (21, 3, 2)])
def test_who_had_left_before_a_search_after_so_many_days(told: City, days: int, entered: int, left: int) -> None:
    total = rows(followed_up(told), "waits", "entered", "left", "share")[f"{days}.total"]
    assert total == (entered, left, (left, entered))


def test_nobody_is_followed_beyond_what_is_known(told: City) -> None:
    report = followed_up(told, known_on="2022-02-16")
    assert f"{report.period.last}" == "2022-02-16"
    found = rows(report, "times", *TIMES)
    assert found["entered_attempted.total"] == (3, 1, 2, 15, 15)
    assert found["entered_reached.total"] == (3, 0, 3, None, None)
