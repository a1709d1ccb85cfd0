"""Days, spans of days and the periods a figure is reported for.

A day is a Swedish local day; an instant is stored in UTC and belongs to the local day it falls on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")
FOREVER = date.max
"""The last day of a span that has not ended."""

ONE_DAY = timedelta(days=1)


def local_day(at: datetime) -> date:
    """The Swedish day on which an aware instant falls."""
    if at.tzinfo is UTC and at.hour < _FIRST_HOUR_OF_ANOTHER_DAY:
        return at.date()
    return at.astimezone(SWEDEN).date()


_FIRST_HOUR_OF_ANOTHER_DAY = 22
"""Sweden has never been behind UTC, nor more than two hours ahead: before this hour the day is the same."""


def noon(day: date) -> datetime:
    """An instant that lies on ``day`` in Sweden whatever the season, for facts known by the day only."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=SWEDEN).astimezone(UTC)


def days_after(day: date, days: int) -> date:
    """``FOREVER`` where the calendar ends before."""
    return day + timedelta(days=days) if days <= (FOREVER - day).days else FOREVER


def end_of_next_year(day: date) -> date:
    return date(day.year + 1, 12, 31)


def birthday(born: date, age: int) -> date:
    """The day a person reaches ``age``.

    Someone born on 29 February does so on the 28th in a year without a leap day
    (lagen 1930:173 om beräkning av lagstadgad tid, 2 §).
    """
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 2, 28)


class Span(NamedTuple):
    """A run of days, both ends included; ``last`` is ``FOREVER`` while it goes on."""

    first: date
    last: date = FOREVER

    @property
    def is_open(self) -> bool:
        return self.last == FOREVER

    @property
    def is_empty(self) -> bool:
        return self.last < self.first

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a day; an empty span has none to share."""
        return not (self.is_empty or other.is_empty) and self.first <= other.last and other.first <= self.last

    def days(self) -> Iterator[date]:
        """Each day of a span that ends."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    def until(self, last: date) -> Span:
        """The same span, ending on ``last`` at the latest."""
        return self if self.last <= last else Span(self.first, last)


def is_covered(day: date, spans: Iterable[Span]) -> bool:
    """Whether one of the spans has the day."""
    for first, last in spans:  # noqa: SIM110 - asked of every contact: a generator costs more than the comparing
        if first <= day <= last:
            return True
    return False


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days as as few spans as possible, in order."""
    joined: list[Span] = []
    for span in sorted(span for span in spans if not span.is_empty):
        if joined and (joined[-1].is_open or span.first <= joined[-1].last + ONE_DAY):
            joined[-1] = Span(joined[-1].first, max(joined[-1].last, span.last))
        else:
            joined.append(span)
    return tuple(joined)


class Period(NamedTuple):
    """The days ``first``..``last`` (both included) that a figure is reported for."""

    first: date
    last: date

    @property
    def span(self) -> Span:
        return Span(self.first, self.last)

    def year_before(self) -> Period:
        """The same days one year earlier; a period that ends a month ends that month."""
        following = self.last + ONE_DAY
        last = birthday(following, -1) - ONE_DAY if following.day == 1 else birthday(self.last, -1)
        return Period(birthday(self.first, -1), last)

    @property
    def is_standard(self) -> bool:
        """Whether it is one of those that counts are retained for."""
        return self in standard_periods(self.span)

    def months(self) -> Iterator[Period]:
        """The calendar months of the period, cut at its ends."""
        first = self.first
        while first <= self.last:
            following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
            yield Period(first, min(self.last, following - ONE_DAY))
            first = following


def operating_year(year: int) -> Period:
    """*Verksamhetsår*: 1 December of the year before to 30 November."""
    return Period(date(year - 1, 12, 1), date(year, 11, 30))


def calendar_year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def half_year(year: int, half: int) -> Period:
    """The half-years of the file to Skolverket: 1 January–30 June and 1 July–31 December."""
    return Period(date(year, 1, 1), date(year, 6, 30)) if half == 1 else Period(date(year, 7, 1), date(year, 12, 31))


def school_year(first_year: int) -> Period:
    """1 July of ``first_year`` to 30 June of the next."""
    return Period(date(first_year, 7, 1), date(first_year + 1, 6, 30))


def standard_periods(span: Span) -> tuple[Period, ...]:
    """The operating, calendar, half and school years that have a day in the span."""
    years = range(span.first.year - 1, span.last.year + 2)
    yearly = (operating_year, calendar_year, school_year)
    found = [of(year) for of in yearly for year in years] + [half_year(year, half) for year in years for half in (1, 2)]
    return tuple(period for period in found if period.span.overlaps(span))


def tertial(year: int, number: int) -> Period:
    """January–April, May–August and September–December."""
    first = date(year, 4 * number - 3, 1)
    following = date(year + 1, 1, 1) if number == 3 else date(year, 4 * number + 1, 1)
    return Period(first, following - ONE_DAY)
