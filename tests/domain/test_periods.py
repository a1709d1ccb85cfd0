"""Days, spans and reporting periods, above all at their edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaa_tracker.domain.periods import (
    FOREVER,
    ONE_DAY,
    SWEDEN,
    Period,
    Span,
    birthday,
    calendar_year,
    days_after,
    half_year,
    is_covered,
    local_day,
    noon,
    operating_year,
    school_year,
    tertial,
    union,
)

START = date(2022, 1, 1)
WINDOW = 40
days = st.integers(0, WINDOW).map(lambda n: START + timedelta(days=n))
spans = st.builds(Span, days, days | st.just(FOREVER))
window = [START + timedelta(days=n) for n in range(WINDOW + 1)]


@given(at=st.datetimes(timezones=st.just(UTC), max_value=datetime(9999, 12, 30)))
def test_the_local_day_is_that_of_a_clock_in_sweden_at_any_time_of_history(at: datetime) -> None:
    assert local_day(at) == at.astimezone(SWEDEN).date()


@given(st.lists(spans), st.dates(START, START + timedelta(days=WINDOW)))
def test_a_day_is_covered_if_one_of_the_spans_covers_it(some: list[Span], day: date) -> None:
    assert is_covered(day, some) == any(span.covers(day) for span in some)


def test_the_operating_year_begins_on_1_december_and_ends_on_30_november() -> None:
    year = operating_year(2022)
    assert year.span.covers(date(2021, 12, 1))
    assert year.span.covers(date(2022, 11, 30))
    assert not year.span.covers(date(2021, 11, 30))
    assert not year.span.covers(date(2022, 12, 1))


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([half_year(2022, 1), half_year(2022, 2)], calendar_year(2022)),
        ([half_year(2021, 2), half_year(2022, 1)], school_year(2021)),
        ([tertial(2022, 1), tertial(2022, 2), tertial(2022, 3)], calendar_year(2022)),
        (list(operating_year(2022).months()), operating_year(2022)),
        ([operating_year(2022), operating_year(2023)], Period(date(2021, 12, 1), date(2023, 11, 30))),
    ],
)
def test_the_parts_of_a_period_leave_no_day_out_and_count_none_twice(parts: list[Period], whole: Period) -> None:
    assert all(one.last + ONE_DAY == following.first for one, following in pairwise(parts))
    assert (parts[0].first, parts[-1].last) == (whole.first, whole.last)


def test_31_december_belongs_to_the_old_calendar_year_and_the_running_operating_year() -> None:
    last = date(2021, 12, 31)
    assert calendar_year(2021).span.covers(last)
    assert not calendar_year(2022).span.covers(last)
    assert operating_year(2022).span.covers(last)
    assert not operating_year(2021).span.covers(last)


def test_the_months_of_any_span_of_days_are_cut_at_its_ends() -> None:
    months = list(Period(date(2022, 1, 31), date(2022, 3, 1)).months())
    assert months == [
        Period(date(2022, 1, 31), date(2022, 1, 31)),
        Period(date(2022, 2, 1), date(2022, 2, 28)),
        Period(date(2022, 3, 1), date(2022, 3, 1)),
    ]


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (operating_year(2022), operating_year(2021)),
        (calendar_year(2021), calendar_year(2020)),
        (Period(date(2021, 2, 1), date(2021, 2, 28)), Period(date(2020, 2, 1), date(2020, 2, 29))),
        (Period(date(2024, 2, 1), date(2024, 2, 29)), Period(date(2023, 2, 1), date(2023, 2, 28))),
        (Period(date(2024, 2, 29), date(2024, 3, 15)), Period(date(2023, 2, 28), date(2023, 3, 15))),
    ],
)
def test_the_year_before_has_the_same_days_and_whole_months(period: Period, before: Period) -> None:
    assert period.year_before() == before


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2022-11-30T22:59:59", date(2022, 11, 30)),
        ("2022-11-30T23:00:00", date(2022, 12, 1)),
        ("2022-12-31T22:59:59", date(2022, 12, 31)),
        ("2022-12-31T23:00:00", date(2023, 1, 1)),
        ("2022-06-30T21:59:59", date(2022, 6, 30)),
        ("2022-06-30T22:00:00", date(2022, 7, 1)),
    ],
)
def test_an_instant_belongs_to_the_swedish_day_it_falls_on(instant: str, day: date) -> None:
    assert local_day(datetime.fromisoformat(instant).replace(tzinfo=UTC)) == day


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2022, 3, 27), 23), (date(2022, 10, 30), 25), (date(2022, 10, 31), 24)]
)
def test_the_days_on_which_the_clock_is_changed_are_whole_days(day: date, hours: int) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=SWEDEN).astimezone(UTC)
    last = midnight + timedelta(hours=hours) - timedelta(seconds=1)
    assert local_day(midnight) == local_day(last) == day
    assert local_day(midnight - timedelta(seconds=1)) == day - ONE_DAY
    assert local_day(last + timedelta(seconds=1)) == day + ONE_DAY


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)))
def test_noon_lies_on_its_day_whatever_the_season(day: date) -> None:
    assert local_day(noon(day)) == day
    assert noon(day).tzinfo is UTC


@pytest.mark.parametrize("age", [18, 19])
def test_born_on_29_february_one_comes_of_age_on_the_28th(age: int) -> None:
    assert birthday(date(2004, 2, 29), age) == date(2004 + age, 2, 28)


def test_born_on_29_february_one_turns_20_on_the_29th() -> None:
    assert birthday(date(2004, 2, 29), 20) == date(2024, 2, 29)


def test_a_20th_birthday_on_1_december_falls_into_the_new_operating_year() -> None:
    turns_20 = birthday(date(2001, 12, 1), 20)
    assert operating_year(2022).first == turns_20
    assert operating_year(2021).last == turns_20 - ONE_DAY


def test_days_are_counted_across_the_change_to_summer_time() -> None:
    assert days_after(date(2022, 3, 20), 14) == date(2022, 4, 3)


def test_both_ends_of_a_span_belong_to_it() -> None:
    span = Span(date(2022, 1, 10), date(2022, 1, 20))
    assert span.covers(span.first)
    assert span.covers(span.last)
    assert not span.covers(span.first - ONE_DAY)
    assert not span.covers(span.last + ONE_DAY)


def test_a_span_that_has_not_ended_covers_every_later_day() -> None:
    assert Span(START).is_open
    assert Span(START).covers(date(2999, 1, 1))


@given(spans, spans)
def test_spans_overlap_exactly_when_some_day_lies_in_both(one: Span, other: Span) -> None:
    shared = any(one.covers(day) and other.covers(day) for day in window)
    assert shared == (one.overlaps(other) and not one.is_empty and not other.is_empty)


@given(spans, days)
def test_a_span_is_never_lengthened_by_ending_it(span: Span, last: date) -> None:
    ended = span.until(last)
    assert [day for day in window if ended.covers(day)] == [d for d in window if span.covers(d) and d <= last]


@given(st.lists(spans, max_size=6))
def test_a_union_covers_the_same_days_with_spans_that_neither_touch_nor_are_empty(parts: list[Span]) -> None:
    whole = union(parts)
    assert [any(s.covers(day) for s in whole) for day in window] == [any(s.covers(d) for s in parts) for d in window]
    assert not any(span.is_empty for span in whole)
    assert all(one.last + ONE_DAY < following.first for one, following in pairwise(whole))
    assert union(whole) == whole
