"""Gender, age, month; and which breakdowns a measure has."""

from __future__ import annotations

import pytest

from kaa_tracker.domain.periods import Period, calendar_year
from kaa_tracker.projections.statistics.breakdowns import BREAKDOWNS
from kaa_tracker.projections.statistics.figures import NoSuchFigure
from kaa_tracker.projections.statistics.measure import Scope
from kaa_tracker.projections.statistics.measures import MEASURES
from kaa_tracker.projections.statistics.report.tallies import Asked, Tallies
from tests.projections.statistics.youths import REFERENCE, YEAR_2022, Youth, city, day


def test_gender_is_as_known_on_the_last_day_of_the_period() -> None:
    told = city(
        changed=Youth(gender="woman").enters("2022-01-01").changes("2022-11-30", gender="man"),
        changed_later=Youth(gender="woman").enters("2022-01-01").changes("2022-12-01", gender="man"),
        unknown=Youth(gender="unknown").enters("2022-01-01"),
    )
    assert told.by("gender", "covered") == {"man": 1, "woman": 1, "unknown": 1}
    assert told.who("covered", gender="man") == {"changed"}


def test_gender_told_after_the_period_was_that_of_the_period_too() -> None:
    youth = Youth(gender="man").enters("2022-01-01").leaves("2022-02-01")
    assert city(youth=youth).by("gender", "covered") == {"man": 1}


def test_age_is_that_reached_in_the_calendar_year_of_the_last_day() -> None:
    told = city(youth=Youth(born=2004).enters("2021-12-10"))
    assert told.by("age", "covered") == {"18": 1}
    assert told.by("age", "covered", calendar_year(2021)) == {"17": 1}


def test_months_are_those_of_the_placing_day_within_the_period() -> None:
    told = city(
        first=Youth().enters("2021-06-01").is_tried("2021-12-01").is_tried("2021-12-31"),
        march=Youth().enters("2021-06-01").is_tried("2022-03-01"),
        last=Youth().enters("2021-06-01").is_tried("2022-11-30"),
    )
    assert told.by("month", "attempts") == {"2021-12": 2, "2022-03": 1, "2022-11": 1}
    assert told.by("month", "covered") == {"2021-12": 3}


def test_a_period_within_one_month_has_one_row() -> None:
    told = city(youth=Youth().enters("2022-03-05"))
    assert told.by("month", "covered", Period(day("2022-03-01"), day("2022-03-20"))) == {"2022-03": 1}


def test_several_breakdowns_at_once_are_a_partition_only_if_each_is() -> None:
    told = city(
        youth=Youth().enters("2021-06-01", "farsta").is_tried("2022-03-01"),
        other=Youth().enters("2021-06-01", "bromma"),
    )
    both = told.count("covered", "jobbtorg", "gender")
    assert (both.kind, both.rows) == ("partition", {("globen", "woman"): 1, ("vallingby", "woman"): 1})
    assert told.count("covered", "area", "gender").kind == "overlapping"
    assert told.who("covered", jobbtorg="globen", gender="woman") == {"youth"}


def test_a_measure_or_breakdown_that_does_not_exist_is_refused_with_what_there_is() -> None:
    told = city()
    with pytest.raises(NoSuchFigure, match="there are covered, "):
        told.count("happy")
    with pytest.raises(NoSuchFigure, match="there are gender, "):
        told.count("covered", "channel")
    with pytest.raises(NoSuchFigure, match="there are gender, "):
        told.behind("reached", colour="red")


def test_in_an_empty_city_every_measure_is_nought() -> None:
    told = city()
    figures = Tallies(told.connection, Scope(YEAR_2022, REFERENCE))
    figures.look_up(Asked(measure, ()) for measure in MEASURES)
    assert {figures.count(measure, {}) for measure in MEASURES} == {0}
    assert told.count("covered").total == 0
    assert told.count("covered", "jobbtorg").rows == {}


@pytest.mark.parametrize("code", BREAKDOWNS)
def test_every_printed_value_has_a_swedish_name(code: str) -> None:
    breakdown = BREAKDOWNS[code]
    for value in breakdown.values(Scope(YEAR_2022, REFERENCE)):
        name = breakdown.name(REFERENCE, value)
        assert name
        assert name != value
