"""Whether everybody is sought, reached and helped alike."""

from __future__ import annotations

from tests.projections.statistics.method.told import followed_up, rows
from tests.projections.statistics.youths import Youth, city


def reached(on: str = "2022-06-01") -> Youth:
    return Youth().enters("2022-03-01").is_tried(on).answers(on)


def test_genders_ages_and_districts_stand_beside_each_other() -> None:
    report = followed_up(
        city(
            woman=reached(),
            another=Youth().enters("2022-03-01", "bromma").is_tried("2022-06-01"),
            man=Youth(gender="man", born=2005).enters("2022-03-01"),
        )
    )
    assert rows(report, "equity_reached", "sought", "reached", "reached_share") == {
        "gender.woman": (2, 1, (1, 2)),
        "age.18": (2, 1, (1, 2)),
        "district.bromma": (1, 0, (0, 1)),
        "district.farsta": (1, 1, (1, 1)),
        "total": (2, 1, (1, 2)),
    }
    assert rows(report, "equity_sought", "under_search", "without") == {
        "gender.woman": (2, 0),
        "gender.man": (1, 1),
        "age.17": (1, 1),
        "age.18": (2, 0),
        "district.bromma": (1, 0),
        "district.farsta": (2, 1),
        "total": (3, 1),
    }


def test_an_enrolment_counts_through_the_ninetieth_day() -> None:
    report = followed_up(city(within=reached().enrols("2022-08-30"), late=reached().enrols("2022-08-31")))
    assert rows(report, "conversion", "conversion")["total"] == ((1, 2),)


def test_those_whose_days_have_not_passed_yet_are_told_of_and_not_counted() -> None:
    told = city(long_ago=reached().enrols("2022-06-10"), lately=reached("2022-10-01"))
    early = followed_up(told, known_on="2022-12-15")
    assert rows(early, "conversion", "conversion")["total"] == ((1, 1),)
    assert "1 nåddes senare" in early.tables["conversion"].note
    later = followed_up(told, known_on="2022-12-30")
    assert rows(later, "conversion", "conversion")["total"] == ((1, 2),)
    assert "senare" not in later.tables["conversion"].note


def test_in_the_first_ninety_days_there_is_no_conversion_to_tell() -> None:
    early = followed_up(city(youth=reached("2022-04-01")), known_on="2022-02-01")
    assert early.tables["conversion"].rows == {}
    assert "90 dagar ännu gått den 2022-02-01" in early.tables["conversion"].note
