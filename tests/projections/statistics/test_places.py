"""Jobbtorg, district and area, at the event and at the end of the period."""

from __future__ import annotations

from datetime import date

from kaa_tracker.domain.periods import operating_year
from tests.projections.statistics.youths import REFERENCE, Youth, city


def closed(youth: Youth, on: str = "2022-03-01") -> Youth:
    return youth.enrols("2022-02-01").is_closed(on)


def test_a_district_blanked_by_the_exit_stays_known_at_the_event_and_is_missing_at_the_end() -> None:
    told = city(youth=closed(Youth().enters("2021-06-01", "farsta").leaves("2022-06-01", district="no_district")))
    assert told.by("jobbtorg", "closed") == {"globen": 1}
    assert told.by("jobbtorg_at_end", "closed") == {"no_district": 1}
    assert told.by("district", "closed") == {"farsta": 1}
    assert told.who("closed", district_at_end="no_district") == {"youth"}


def test_the_event_takes_the_district_of_its_day_and_the_end_that_of_the_last_day() -> None:
    moved = closed(Youth().enters("2021-06-01", "farsta")).changes("2022-05-01", district="bromma")
    told = city(moved=moved.changes("2022-12-01", district="skarholmen"))
    assert told.by("jobbtorg", "closed") == {"globen": 1}
    assert told.by("jobbtorg_at_end", "closed") == {"vallingby": 1}


def test_a_person_is_placed_by_the_day_of_the_measure() -> None:
    moved = Youth().enters("2021-06-01", "farsta").is_tried("2022-02-01").changes("2022-05-01", district="bromma")
    told = city(youth=moved.comes("2022-06-01").enrols("2022-07-01"))
    assert told.by("jobbtorg", "attempted") == {"globen": 1}
    assert told.by("jobbtorg", "reached") == {"vallingby": 1}
    assert told.by("jobbtorg", "covered") == {"globen": 1}


def test_whoever_never_had_a_district_has_a_row_of_their_own() -> None:
    told = city(
        blank=Youth().enters("2022-01-01", "no_district"),
        protected=Youth().enters("2022-01-01", "farsta").changes("2022-02-01", protection="confidentiality_marked"),
    )
    assert told.by("jobbtorg", "covered") == {"no_district": 2}
    assert told.by("district_at_end", "covered") == {"no_district": 2}


def test_old_districts_are_carried_into_the_division_of_the_last_day() -> None:
    told = city(youth=Youth().enters("2023-02-01", "rinkeby_kista").is_tried("2023-03-01").is_tried("2023-08-01"))
    assert told.by("district", "attempted", operating_year(2023)) == {"jarva": 1}
    assert told.by("district", "covered", operating_year(2023)) == {"jarva": 1}
    assert told.by("jobbtorg", "attempts", operating_year(2023)) == {"kista": 2}


def test_citys_districts_are_globens_from_december_2021_and_a_year_may_be_restated() -> None:
    told = city(youth=Youth().enters("2021-02-01", "sodermalm"))
    before = operating_year(2021)
    assert told.by("jobbtorg", "covered", before) == {"city": 1}
    assert told.by("jobbtorg", "covered") == {"globen": 1}
    assert told.by("jobbtorg", "covered", before, division_on=date(2022, 11, 30)) == {"globen": 1}


def test_a_district_restated_into_a_later_division_is_carried_by_succession() -> None:
    told = city(youth=Youth().enters("2022-02-01", "norrmalm"))
    assert told.by("district", "covered") == {"norrmalm": 1}
    assert told.by("district", "covered", division_on=date(2023, 11, 30)) == {"norra_innerstaden": 1}


def test_areas_overlap_and_leave_nobody_out() -> None:
    told = city(
        north=Youth().enters("2022-01-01", "rinkeby_kista"),
        centre=Youth().enters("2022-01-01", "norrmalm"),
        elsewhere=Youth().enters("2022-01-01", "farsta"),
        nowhere=Youth().enters("2022-01-01", "no_district"),
    )
    by_area = told.count("covered", "area")
    assert by_area.kind == "overlapping"
    assert by_area.total == 4
    assert by_area.rows == {("jarva",): 1, ("innerstaden",): 1, ("no_area",): 1, ("no_district",): 1}
    assert told.who("covered", area="no_area") == {"elsewhere"}


def test_every_district_of_the_day_lies_in_a_jobbtorg_of_the_day() -> None:
    for year in (2021, 2022, 2024):
        day = operating_year(year).last
        for district in REFERENCE.division(day):
            unit = REFERENCE.unit(REFERENCE.jobbtorg_of(district.code, day))
            assert unit is not None
            assert unit.is_jobbtorg
            assert unit.valid_from <= day <= unit.valid_to
