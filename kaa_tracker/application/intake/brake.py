"""The volume brake: stops the feed for a human when it tells an abnormal number of comings or goings at once.

A fault at BER's end that drops half the register would otherwise end thousands of responsibilities before
anybody noticed, and every one of them correctly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple, Protocol, TypeAlias

from kaa_tracker.application.intake.comparing import Comparison
from kaa_tracker.application.intake.inbox import Delivery
from kaa_tracker.domain.periods import ONE_DAY, Span, local_day
from kaa_tracker.domain.reference import Brake

Threshold: TypeAlias = Literal[
    "leaving_over_share",
    "entering_over_share",
    "leaving_over_earlier_years",
    "entering_over_earlier_years",
    "empty_extract",
]
"""A code of ``brake_thresholds``."""

ONE_WEEK = timedelta(weeks=1)
MOST_YEARS_BACK = 10


class RegisterMovements(Protocol):
    """What the read model knows of comings and goings."""

    def first_day_in_register(self) -> date | None:
        """The first day on which anybody was in the register; ``None`` while nobody ever was."""
        ...

    def came_and_left(self, days: Span) -> tuple[int, int]:
        """How many came into the register within the days, and how many left it."""
        ...


class EarlierYears(NamedTuple):
    """The highest counts of a week that earlier years can be compared by."""

    entering: int
    leaving: int


class Volume(NamedTuple):
    """What comes in at once on ``day``, and what it is measured by."""

    day: date
    held: int
    """How many were in the register before."""
    entering: int
    leaving: int
    earlier: EarlierYears | None = None
    """``None`` where there is no earlier year to compare with."""
    listed: int | None = None
    """How many an extract lists; ``None`` for anything that is no extract."""


class Judgement(NamedTuple):
    """The numbers, and beside each threshold that was crossed how much it would have let through."""

    figures: Mapping[str, int]
    crossed: Mapping[Threshold, int]

    @property
    def pauses(self) -> bool:
        return bool(self.crossed)

    @property
    def told(self) -> dict[str, int]:
        """All of it, as it is kept with a paused delivery; the codes of ``brake_thresholds`` are those crossed."""
        return dict((*self.figures.items(), *self.crossed.items()))


def judge(volume: Volume, thresholds: Brake) -> Judgement:
    """Which thresholds the volume crosses. Pure.

    While nobody is held it is a first load, and anything goes.
    """
    figures = {"held_before": volume.held, "entering": volume.entering, "leaving": volume.leaving}
    if volume.listed is not None:
        figures["listed"] = volume.listed
    if volume.earlier is not None:
        figures |= {"entering_earlier_years": volume.earlier.entering, "leaving_earlier_years": volume.earlier.leaving}
    return Judgement(figures, dict(_crossed(volume, thresholds)) if volume.held else {})


def _crossed(volume: Volume, thresholds: Brake) -> Iterator[tuple[Threshold, int]]:
    if volume.listed == 0:
        yield "empty_extract", 0
    factor = thresholds.factor(volume.day)

    def limit(usual: float) -> int:
        return max(thresholds.never_below, int(usual * factor))

    if volume.leaving > (most := limit(thresholds.leaving_share * volume.held)):
        yield "leaving_over_share", most
    if volume.entering > (most := limit(thresholds.entering_share * volume.held)):
        yield "entering_over_share", most
    if volume.earlier is not None:
        times = thresholds.times_earlier_years
        if volume.leaving > (most := limit(times * volume.earlier.leaving)):
            yield "leaving_over_earlier_years", most
        if volume.entering > (most := limit(times * volume.earlier.entering)):
            yield "entering_over_earlier_years", most


class VolumeBrake:
    def __init__(self, thresholds: Brake, register: RegisterMovements) -> None:
        self._thresholds = thresholds
        self._register = register
        self._earlier: tuple[date, EarlierYears | None] | None = None
        """What was found for the day asked about last: a stream is judged again and again."""

    def judge_delivery(self, delivery: Delivery) -> Judgement:
        """All that has come with the delivery so far, against who was in the register when it began.

        It is counted by delivery, whatever days its messages tell of: a file of history brought in when
        somebody is in the register already waits for a person to say that this is what it is.
        """
        day = local_day(delivery.first_at)
        kinds = delivery.kinds
        return judge(
            Volume(
                day,
                delivery.held_before,
                kinds.get("entered", 0),
                kinds.get("left", 0),
                self._most_in_earlier_years(day) if delivery.held_before else None,
            ),
            self._thresholds,
        )

    def judge_extract(self, comparison: Comparison) -> Judgement:
        """Whom the extract would take in and drop, against who is in the register now."""
        counts = comparison.counts
        return judge(
            Volume(
                comparison.extract_of,
                comparison.held,
                counts["missing"],
                counts["gone"],
                listed=comparison.listed,
            ),
            self._thresholds,
        )

    def _most_in_earlier_years(self, day: date) -> EarlierYears | None:
        if self._earlier is None or self._earlier[0] != day:
            self._earlier = day, self._counted_in_earlier_years(day)
        return self._earlier[1]

    def _counted_in_earlier_years(self, day: date) -> EarlierYears | None:
        since = self._register.first_day_in_register() or date.max
        weeks = [week for week in weeks_of_earlier_years(day) if week.first >= since]
        if not weeks:
            return None
        came, left = zip(*map(self._register.came_and_left, weeks), strict=True)
        return EarlierYears(max(came), max(left))


def weeks_of_earlier_years(day: date) -> Iterator[Span]:
    """The same ISO week of the years before, and the weeks beside it; a year without week 53 has its last instead."""
    year, number, _ = day.isocalendar()
    for earlier in range(year - 1, year - 1 - MOST_YEARS_BACK, -1):
        monday = _monday(earlier, number)
        for first in (monday - ONE_WEEK, monday, monday + ONE_WEEK):
            yield Span(first, first + ONE_WEEK - ONE_DAY)


def _monday(year: int, week: int) -> date:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return date.fromisocalendar(year, week - 1, 1)
