"""Services: a person counts once in each."""

from __future__ import annotations

from tests.projections.statistics.youths import Youth, city


def enrolled() -> Youth:
    return Youth().enters("2021-06-01").enrols("2021-08-01")


def test_participants_new_and_ended_of_one_service() -> None:
    told = city(
        carried_in=enrolled().starts("aim", "2021-10-01").ends("aim", "2022-02-01"),
        new=enrolled().starts("aim", "2022-01-01"),
        new_again=enrolled().starts("aim", "2022-01-01").ends("aim", "2022-02-01").starts("aim", "2022-03-01"),
        carried_in_again=enrolled().starts("aim", "2021-10-01").ends("aim", "2022-02-01").starts("aim", "2022-03-01"),
        other_service=enrolled().starts("ungvux", "2022-01-01"),
        last_year=enrolled().starts("aim", "2021-10-01").ends("aim", "2021-11-30"),
    )
    in_aim = {"carried_in", "new", "new_again", "carried_in_again"}
    assert told.who("service_participants", service="aim") == in_aim
    assert told.who("service_new", service="aim") == {"new", "new_again"}
    assert told.who("service_ended", service="aim") == {"carried_in", "new_again", "carried_in_again"}


def test_participants_are_placed_on_their_last_day_in_the_service() -> None:
    told = city(
        ended=enrolled().starts("aim", "2021-10-01").ends("aim", "2022-02-01"),
        goes_on=enrolled().starts("aim", "2022-01-01").ends("aim", "2022-02-01").starts("aim", "2022-03-01"),
    )
    expected = {"ended": "2022-02-01", "goes_on": "2022-11-30"}
    assert told.placed("service_participants") == expected
    assert told.placed("service_ended") == expected


def test_the_last_ending_decides_the_outcome_and_of_one_day_the_one_recorded_last() -> None:
    told = city(
        twice=enrolled()
        .starts("aim", "2022-01-01")
        .ends("aim", "2022-02-01", "work")
        .starts("aim", "2022-03-01")
        .ends("aim", "2022-04-01", "unknown"),
        one_day=enrolled()
        .starts("aim", "2022-01-01")
        .ends("aim", "2022-04-01", "work")
        .starts("aim", "2022-02-01")
        .ends("aim", "2022-04-01", "studies"),
    )
    assert told.who("service_ended_to_unknown", service="aim") == {"twice"}
    assert told.who("service_ended_to_studies", service="aim") == {"one_day"}
    assert told.who("service_ended_to_studies_or_work", service="aim") == {"one_day"}
    assert told.who("service_ended_to_work") == set()


def test_whoever_is_in_two_services_stands_in_both_rows_and_once_in_the_total() -> None:
    told = city(both=enrolled().starts("aim", "2022-01-01").starts("ungvux", "2022-02-01", "ungvux"))
    by_service = told.count("service_participants", "service")
    assert (by_service.kind, by_service.total) == ("overlapping", 1)
    assert by_service.rows == {("aim",): 1, ("ungvux",): 1}
    assert told.count("service_participants", "gender").rows == {("woman",): 1}
    assert told.by("unit", "service_participants") == {"aim": 1, "ungvux": 1}


def test_participants_are_among_the_enrolled() -> None:
    told = city(youth=enrolled().starts("aim", "2022-01-01"))
    assert told.who("service_participants") <= told.who("enrolled")
