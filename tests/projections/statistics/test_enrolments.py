"""Who was enrolled, carried in, new, enrolled again, and still so at the end."""

from __future__ import annotations

from kaa_tracker.domain.periods import operating_year
from tests.projections.statistics.youths import Youth, city


def youth() -> Youth:
    return Youth().enters("2021-06-01")


def test_the_closing_day_is_the_last_enrolled_one() -> None:
    told = city(
        closed_on_30_november=youth().enrols("2021-08-01").is_closed("2021-11-30"),
        closed_on_1_december=youth().enrols("2021-08-01").is_closed("2021-12-01"),
        began_on_the_last_day=youth().enrols("2022-11-30"),
        began_the_day_after=youth().enrols("2022-12-01"),
        one_day=youth().enrols("2022-05-05").is_closed("2022-05-05"),
    )
    assert told.who("enrolled") == {"closed_on_1_december", "began_on_the_last_day", "one_day"}


def test_the_enrolled_are_carried_in_or_new_and_never_both() -> None:
    told = city(
        carried_in=youth().enrols("2021-08-01"),
        new=youth().enrols("2021-12-01"),
        carried_in_and_back=youth().enrols("2021-08-01").is_closed("2022-02-01").enrols("2022-06-01"),
        carried_in_at_a_second_unit=youth().enrols("2021-08-01", "kista").enrols("2022-06-01", "globen"),
    )
    assert told.who("carried_in") == {"carried_in", "carried_in_and_back", "carried_in_at_a_second_unit"}
    assert told.who("newly_enrolled") == {"new"}


def test_enrolled_again_is_after_an_earlier_enrolment_on_a_day_without_another() -> None:
    told = city(
        again=youth().enrols("2021-08-01").is_closed("2022-02-01").enrols("2022-06-01"),
        again_since_last_year=youth().enrols("2021-08-01").is_closed("2021-09-01").enrols("2022-06-01"),
        moved_on_the_day=youth()
        .enrols("2022-01-10", "kista")
        .is_closed("2022-02-01", unit="kista")
        .enrols("2022-02-01"),
        beside=youth().enrols("2022-01-10", "kista").enrols("2022-02-01"),
        once=youth().enrols("2022-01-10"),
    )
    assert told.who("re_enrolled") == {"again", "again_since_last_year"}
    assert told.who("newly_enrolled") >= {"again_since_last_year"}


def test_the_enrolled_are_placed_on_the_deciding_closing_or_else_on_the_last_day() -> None:
    told = city(
        open=youth().enrols("2022-01-10"),
        closed=youth().enrols("2022-01-10").is_closed("2022-03-01"),
        closed_twice=youth().enrols("2022-01-10").is_closed("2022-03-01").enrols("2022-05-01").is_closed("2022-06-01"),
        closed_and_open=youth().enrols("2022-01-10").is_closed("2022-03-01").enrols("2022-05-01", "kista"),
        closed_next_year=youth().enrols("2022-01-10").is_closed("2023-01-10"),
    )
    assert told.placed("enrolled") == {
        "open": "2022-11-30",
        "closed": "2022-03-01",
        "closed_twice": "2022-06-01",
        "closed_and_open": "2022-03-01",
        "closed_next_year": "2022-11-30",
    }


def test_a_day_of_responsibility_within_the_enrolment_and_the_period_decides() -> None:
    told = city(
        under=youth().enrols("2022-01-10").leaves("2022-02-01"),
        last_shared_day=youth().enrols("2021-08-01").leaves("2021-12-01"),
        after=youth().enrols("2021-08-01").leaves("2021-11-30"),
        again_after_the_period=youth().enrols("2021-08-01").leaves("2021-11-30").enters("2022-12-24"),
    )
    assert told.who("enrolled_under_responsibility") == {"under", "last_shared_day"}
    assert told.who("enrolled_after_responsibility") == {"after", "again_after_the_period"}


def test_a_person_enrolled_at_two_units_counts_once_and_stands_in_both_rows() -> None:
    told = city(both=youth().enrols("2022-01-10", "kista").enrols("2022-02-10", "globen"))
    by_unit = told.count("enrolled", "unit")
    assert (by_unit.kind, by_unit.total, by_unit.rows) == ("overlapping", 1, {("globen",): 1, ("kista",): 1})
    assert told.by("unit", "newly_enrolled") == {"globen": 1, "kista": 1}


def test_the_unit_of_the_new_is_where_they_are_new() -> None:
    told = city(
        both=youth().enrols("2022-01-10", "kista").enrols("2022-02-10", "globen"),
        carried_in=youth().enrols("2021-08-10", "kista").enrols("2022-02-10", "globen"),
    )
    assert told.by("unit", "carried_in") == {"kista": 1}
    assert told.by("unit", "enrolled") == {"kista": 2, "globen": 2}


def test_the_support_package_is_asked_of_enrolments_that_began_in_the_period() -> None:
    told = city(
        offered=youth().enrols("2022-01-10", package=True),
        not_offered=youth().enrols("2022-01-10"),
        offered_last_year=youth().enrols("2021-08-01", package=True),
    )
    assert told.who("support_package_offered") == {"offered"}
    assert told.who("newly_enrolled") == {"offered", "not_offered"}


def test_stock_and_flow_add_up_in_persons_and_one_year_carries_over_into_the_next() -> None:
    told = city(
        stays=youth().enrols("2021-08-01"),
        left=youth().enrols("2021-08-01").is_closed("2022-02-01"),
        new=youth().enrols("2022-02-01"),
        new_and_left=youth().enrols("2022-02-01").is_closed("2022-11-30"),
        closed_and_back=youth().enrols("2022-02-01").is_closed("2022-03-01").enrols("2022-09-01"),
    )
    carried_in, new = told.total("carried_in"), told.total("newly_enrolled")
    assert carried_in + new - told.total("enrolled_not_at_end") == told.total("enrolled_at_end")
    assert told.who("enrolled_at_end") == told.who("carried_in", operating_year(2023))
    assert told.who("closed_and_enrolled_at_end") == {"closed_and_back"}
