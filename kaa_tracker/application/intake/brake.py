"""The volume brake: stops the feed for a human when it tells an abnormal number of comings or goings at once.

A fault at BER's end that drops half the register would otherwise end thousands of responsibilities before
anybody noticed, and every one of them correctly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, Protocol, TypeAlias

from kaa_tracker.application.intake.comparing import Comparison, mark_of
from kaa_tracker.application.intake.inbox import Delivery
from kaa_tracker.application.intake.lately import JUDGED_TOGETHER, Movement, movement_of
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


class LetThrough(Protocol):
    """What the brake has let through of late."""

    def let_through(self, *, but: Collection[int] = (), but_extract: int | None = None) -> list[Movement]:
        """What had its effect without a person's release, the earliest first.

        ``but`` for the deliveries of those numbers and the extract of that mark.
        """
        ...


class EarlierYears(NamedTuple):
    """The highest counts of a week that earlier years can be compared by."""

    entering: int
    leaving: int


class Volume(NamedTuple):
    """What comes in on ``day``, and what it is measured by."""

    day: date
    held: int
    """How many were in the register before it, and before what came lately."""
    entering: int
    leaving: int
    earlier: EarlierYears | None = None
    """``None`` where there is no earlier year to compare with."""
    listed: int | None = None
    """How many an extract lists; ``None`` for anything that is no extract."""
    entering_lately: int = 0
    """How many came, and ``leaving_lately`` how many left, by what was let through since day ``since``."""
    leaving_lately: int = 0
    since: date | None = None

    @property
    def is_beside_others(self) -> bool:
        return bool(self.entering_lately or self.leaving_lately)


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
    if volume.is_beside_others:
        figures |= {"entering_lately": volume.entering_lately, "leaving_lately": volume.leaving_lately}
    if volume.earlier is not None:
        figures |= {"entering_earlier_years": volume.earlier.entering, "leaving_earlier_years": volume.earlier.leaving}
    return Judgement(figures, dict(_crossed(volume, thresholds)) if volume.held else {})


def _crossed(volume: Volume, thresholds: Brake) -> Iterator[tuple[Threshold, int]]:
    if volume.listed == 0:
        yield "empty_extract", 0
    factor = max(map(thresholds.factor, _days(volume)))
    leaving = volume.leaving and volume.leaving + volume.leaving_lately
    entering = volume.entering and volume.entering + volume.entering_lately

    def limit(usual: float) -> int:
        return max(thresholds.never_below, int(usual * factor))

    if leaving > (most := limit(thresholds.leaving_share * volume.held)):
        yield "leaving_over_share", most
    if entering > (most := limit(thresholds.entering_share * volume.held)):
        yield "entering_over_share", most
    if volume.earlier is not None:
        times = thresholds.times_earlier_years
        if leaving > (most := limit(times * volume.earlier.leaving)):
            yield "leaving_over_earlier_years", most
        if entering > (most := limit(times * volume.earlier.entering)):
            yield "entering_over_earlier_years", most


def _days(volume: Volume) -> Iterator[date]:
    """All on which something of it came: an announced rush is none the less announced for being over."""
    first = max(volume.since or volume.day, volume.day - JUDGED_TOGETHER)
    return (volume.day - n * ONE_DAY for n in range(max((volume.day - first).days, 0) + 1))


class VolumeBrake:
    """Judges what is to have effect now together with what it let through lately."""

    def __init__(self, thresholds: Brake, register: RegisterMovements, lately: LetThrough) -> None:
        self._thresholds = thresholds
        self._register = register
        self._lately = lately
        self._earlier: tuple[date, EarlierYears | None] | None = None
        """What was found for the day asked about last: a stream is judged again and again."""

    def judge_deliveries(self, deliveries: Sequence[Delivery]) -> Iterator[tuple[Delivery, Judgement]]:
        """Each of the deliveries, together with those before it that are let through.

        All that has come with it so far, against who was in the register before. It is counted by delivery,
        whatever days its messages tell of: a file of history brought in when somebody is in the register
        already waits for a person to say that this is what it is.
        """
        if not deliveries:
            return
        lately = self._lately.let_through(but=[one.number for one in deliveries])
        for delivery in deliveries:
            judgement = self._judge_delivery(delivery, lately)
            if delivery.held_before and not judgement.pauses:
                lately = sorted([*lately, movement_of(delivery)])
            yield delivery, judgement

    def _judge_delivery(self, delivery: Delivery, lately: Sequence[Movement]) -> Judgement:
        day = local_day(delivery.first_at)
        if not (movement := movement_of(delivery)).held:
            return judge(Volume(day, 0, movement.entering, movement.leaving), self._thresholds)
        earlier = self._most_in_earlier_years(day)
        return judge(_volume(local_day(delivery.last_at), movement, lately)._replace(earlier=earlier), self._thresholds)

    def judge_extract(self, comparison: Comparison, now: datetime) -> Judgement:
        """Whom the extract would take in and drop, against who is in the register now, and was before."""
        counts, mark = comparison.counts, mark_of(comparison)
        movement = Movement(now, comparison.held, counts["missing"], counts["gone"])
        lately = self._lately.let_through(but_extract=mark)
        volume = _volume(comparison.extract_of, movement, lately if comparison.held else ())
        judgement = judge(volume._replace(listed=comparison.listed), self._thresholds)
        return judgement._replace(figures={**judgement.figures, "extract": mark})

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


def _volume(day: date, movement: Movement, lately: Sequence[Movement]) -> Volume:
    first = min([movement, *lately], key=lambda one: one.at)
    return Volume(
        day,
        first.held,
        movement.entering,
        movement.leaving,
        entering_lately=sum(one.entering for one in lately),
        leaving_lately=sum(one.leaving for one in lately),
        since=local_day(first.at),
    )


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
