"""Declines and re-contacts, reported addresses, enrolment after a reach, and how long things took."""

from __future__ import annotations

from kaa_tracker.projections.statistics.figures import waits
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from tests.projections.statistics.youths import REFERENCE, YEAR_2022, City, Youth, city


def youth() -> Youth:
    return Youth().enters("2021-06-01")


def test_a_person_who_declines_twice_counts_once_on_the_first_day() -> None:
    told = city(youth=youth().declines("2022-02-01", "2022-05-01").declines("2022-06-01", "2022-09-01"))
    assert told.placed("declines") == {"youth": "2022-02-01"}


def test_a_re_contact_is_due_on_its_day_if_the_youth_is_still_there_and_not_enrolled() -> None:
    told = city(
        due=youth().declines("2021-11-01", "2021-12-01"),
        next_year=youth().declines("2022-10-01", "2022-12-01"),
        gone=youth().declines("2022-02-01", "2022-05-01").leaves("2022-04-30"),
        enrolled=youth().declines("2022-02-01", "2022-05-01").enrols("2022-04-01"),
    )
    assert told.placed("recontacts_due") == {"due": "2021-12-01"}


def test_a_re_contact_is_kept_by_a_contact_from_its_day_on_while_the_youth_is_still_there() -> None:
    told = city(
        tried=youth().declines("2022-02-01", "2022-05-01").is_tried("2022-05-01"),
        came=youth().declines("2022-02-01", "2022-05-01").comes("2023-01-10"),
        enrolled=youth().declines("2022-02-01", "2022-05-01").enrols("2022-05-02"),
        too_early=youth().declines("2022-02-01", "2022-05-01").is_tried("2022-04-30"),
        in_a_later_spell=youth()
        .declines("2022-02-01", "2022-05-01")
        .leaves("2022-06-01")
        .enters("2022-09-01")
        .is_tried("2022-10-01"),
        one_of_two=youth()
        .declines("2022-02-01", "2022-05-01")
        .is_tried("2022-05-03")
        .declines("2022-05-03", "2022-09-01"),
    )
    assert told.who("recontacts_kept") == {"tried", "came", "enrolled"}
    assert told.total("recontacts_due") == 6


def test_two_youths_at_one_address_make_one_reported_address() -> None:
    told = city(
        sister=Youth(gender="woman").enters("2021-06-01").address_is_reported("2022-02-01", "shared"),
        brother=Youth(gender="man").enters("2021-06-01").address_is_reported("2022-03-01", "shared"),
        other=youth().address_is_reported("2022-02-01", "own"),
        last_year=youth().address_is_reported("2021-11-30", "another"),
    )
    by_gender = told.count("address_reports", "gender")
    assert (by_gender.total, by_gender.kind) == (2, "overlapping")
    assert by_gender.rows == {("man",): 1, ("woman",): 2}
    assert told.who("address_reports") == {"sister", "brother", "other"}
    assert len({one.counted for one in told.behind("address_reports")}) == 2


def test_an_address_reported_twice_is_one() -> None:
    told = city(youth=youth().address_is_reported("2022-02-01").address_is_reported("2022-08-01"))
    assert told.total("address_reports") == 1
    assert told.placed("address_reports") == {"youth": "2022-02-01"}


def test_enrolled_after_reach_began_within_90_days_of_the_first_reached_day() -> None:
    told = city(
        same_day=youth().comes("2022-03-01").enrols("2022-03-01"),
        after_90_days=youth().comes("2022-03-01").enrols("2022-05-30"),
        after_91_days=youth().comes("2022-03-01").enrols("2022-05-31"),
        before=youth().enrols("2022-02-01").comes("2022-03-01"),
        beyond_the_period=youth().comes("2022-11-20").enrols("2022-12-20"),
    )
    assert told.who("enrolled_after_reach") == {"same_day", "after_90_days", "beyond_the_period"}
    assert told.placed("enrolled_after_reach")["after_90_days"] == "2022-03-01"


def days(told: City, measure: str) -> dict[int, int]:
    return waits(told.connection, Scope(YEAR_2022, REFERENCE), MEASURES[measure], ()).get((), {})


def test_the_days_are_counted_from_the_spell_to_the_first_of_its_kind_in_it() -> None:
    told = city(
        tried=Youth().enters("2022-01-01").is_tried("2022-01-16").is_tried("2022-03-01").comes("2022-02-01"),
        tried_last_year=Youth().enters("2021-10-01").is_tried("2021-11-01").is_tried("2022-03-01"),
        two_spells=Youth()
        .enters("2021-10-01")
        .is_tried("2021-11-01")
        .leaves("2022-01-01")
        .enters("2022-02-01")
        .is_tried("2022-02-20")
        .enrols("2022-03-01"),
        outside=Youth().is_met_by_hand("2022-03-01").is_tried("2022-03-05"),
    )
    assert days(told, "days_to_first_attempt") == {15: 1, 19: 1}
    assert days(told, "days_to_reach") == {31: 1}
    assert days(told, "days_to_enrolment") == {28: 1}
    assert told.placed("days_to_first_attempt") == {"tried": "2022-01-16", "two_spells": "2022-02-20"}


def test_of_two_spells_in_the_period_the_first_is_counted() -> None:
    youth = Youth().enters("2022-01-01").is_tried("2022-01-20").leaves("2022-03-01")
    told = city(youth=youth.enters("2022-06-01").is_tried("2022-08-01"))
    assert days(told, "days_to_first_attempt") == {19: 1}
