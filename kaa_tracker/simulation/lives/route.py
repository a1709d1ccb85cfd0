"""The steps of one stay in the register, in the order in which they must come."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from kaa_tracker.simulation.lives.steps import Happening, Step, days_of
from kaa_tracker.simulation.plans.plan import Contact, EnrolmentPlan, YearPlan

WAIT = 14
EARLY_ATTEMPT = 0.02
EARLIEST_ATTEMPT = 3
SEARCHED_WITHOUT_ATTEMPT = 0.15
LEFT_BEFORE_CLOSING = 0.55

DAYS_TO_ANSWER = {
    "letter": (1, 5.0, 14),
    "email": (0, 1.0, 4),
    "sms": (0, 0.4, 2),
    "door_card": (1, 2.0, 6),
    "via_partner": (1, 2.0, 7),
}
"""By channel: at least, typically beyond that, and at most; other channels are answered the same day."""

PAUSE_AFTER = {"letter": 11.0, "home_visit": 10.0, "door_card": 10.0}
PAUSE_AFTER_OTHERS = 4.0


class Route:
    """Lays out a stay; ``goes_on`` if another stay follows, so that enrolments end before this one does."""

    def __init__(self, rng: Random, *, by_hand: bool, goes_on: bool) -> None:
        self._rng = rng
        self._by_hand = by_hand
        self._goes_on = goes_on
        self._steps: list[Step] = []

    def of(
        self,
        years: Sequence[YearPlan],
        enrolments: Sequence[EnrolmentPlan],
        begins: tuple[int, int],
        *,
        leaves: bool,
    ) -> list[Step]:
        """The steps of a stay that begins in the span ``begins`` and ends in the last year, if the youth leaves."""
        if all(year.contact is Contact.NONE for year in years):
            self._stay_without_contact(years, begins, leaves=leaves)
            return self._steps
        self._enter(years, begins)
        for year in years[:-1]:
            self._live(year, enrolments)
        self._live(years[-1], enrolments, leaves=leaves, briefly=_was_sought_in_vain(years))
        for enrolment in enrolments:
            self._outlive(enrolment, years[-1].year)
        return self._steps

    def _add(
        self,
        what: Happening,
        days: tuple[int, int],
        *,
        gap: int = 0,
        within: int | None = None,
        typical: float | None = None,
        year: YearPlan | None = None,
        place: int = 0,
        enrolment: EnrolmentPlan | None = None,
    ) -> None:
        self._steps.append(Step(what, *days, gap, within, typical, year, place, enrolment))

    def _stay_without_contact(self, years: Sequence[YearPlan], begins: tuple[int, int], *, leaves: bool) -> None:
        """Left in the wait, still waiting when the year ends, or under search so briefly that nobody tried."""
        first, last = begins
        searched = self._rng.random() < SEARCHED_WITHOUT_ATTEMPT
        ends = days_of(years[-1].year)
        if len(years) > 1:
            self._add(Happening.ENTERED, (ends[0] - WAIT + 2, ends[0] - 1))
            self._add(Happening.LEFT, ends, within=WAIT - 1)
        elif leaves:
            self._add(Happening.ENTERED, (first, last))
            gap, within = (WAIT + 1, WAIT + 25) if searched else (0, WAIT - 1)
            self._add(Happening.LEFT, ends, gap=gap, within=within)
        else:
            days = (last - WAIT - 20, last - WAIT) if searched else (last - WAIT + 1, last)
            self._add(Happening.ENTERED, (max(first, days[0]), days[1]))

    def _enter(self, years: Sequence[YearPlan], begins: tuple[int, int]) -> None:
        first, last = begins
        if years[0].contact is Contact.NONE:
            first = max(first, last - WAIT - 10)
        if self._by_hand:
            self._add(Happening.OPENED_BY_HAND, (first, last), year=years[0])
            self._add(Happening.ENTERED, (first, last), gap=2, within=9)
        else:
            self._add(Happening.ENTERED, (first, last))

    def _live(
        self, year: YearPlan, enrolments: Sequence[EnrolmentPlan], *, leaves: bool = False, briefly: bool = False
    ) -> None:
        """A year: what goes on from before, contacts, new enrolments, and what ends."""
        carried = [e for e in enrolments if e.opened < year.year]
        opened = [e for e in enrolments if e.opened == year.year]
        for enrolment in carried:
            self._begin_inside(enrolment, year.year)
        closing = [e for e in carried if e.closed == year.year]
        if year.contact is not Contact.NONE:
            self._contact(year, closing)
            closing = []
        for enrolment in opened:
            for other in closing:
                self._close(other)
            self._enrol(enrolment)
            closing = [enrolment] if enrolment.closed == year.year else []
        self._end(year.year, closing, leaves=leaves, briefly=briefly)

    def _contact(self, year: YearPlan, closing: Sequence[EnrolmentPlan]) -> None:
        for enrolment in closing:
            self._close(enrolment)
        days = days_of(year.year)
        if year.contact is Contact.CAME:
            if not self._has(Happening.OPENED_BY_HAND, year):
                self._add(Happening.OWN_CONTACT, days, gap=2, typical=25.0, year=year)
            return
        for place, channel in enumerate(year.channels):
            gap, pause = self._pause(year, place)
            self._add(Happening.ATTEMPT, days, gap=gap, typical=pause, year=year, place=place)
            if place == year.answered:
                gap, typical, at_most = DAYS_TO_ANSWER.get(channel, (0, 0.1, 0))
                self._add(Happening.ANSWER, days, gap=gap, within=at_most, typical=typical, year=year, place=place)

    def _pause(self, year: YearPlan, place: int) -> tuple[int, float]:
        """Days from the step before to an attempt, at least and typically; the first waits for the search."""
        before = self._steps[-1].what
        if before is Happening.ENTERED:
            return (EARLIEST_ATTEMPT, 4.0) if self._rng.random() < EARLY_ATTEMPT else (WAIT, 4.0)
        if before is Happening.ATTEMPT and place > 0:
            return 1, PAUSE_AFTER.get(year.channels[place - 1], PAUSE_AFTER_OTHERS)
        return 1, 25.0

    def _enrol(self, enrolment: EnrolmentPlan) -> None:
        self._add(Happening.ENROLLED, _inner_days(enrolment.opened), gap=1, typical=20.0, enrolment=enrolment)
        self._begin_inside(enrolment, enrolment.opened)

    def _begin_inside(self, enrolment: EnrolmentPlan, year: int) -> None:
        """Aim, and a second enrolment, that begin inside an enrolment this year."""
        if enrolment.aim_from == year:
            self._add(Happening.AIM_STARTED, _inner_days(year), typical=15.0, enrolment=enrolment)
        if enrolment.beside_another and year == (enrolment.closed or enrolment.opened):
            self._add(Happening.SECOND_ENROLLED, _inner_days(year), gap=1, typical=15.0, enrolment=enrolment)

    def _outlive(self, enrolment: EnrolmentPlan, last_year: int) -> None:
        """What an enrolment still comes to when the register knows the youth no longer."""
        for year in range(last_year + 1, max(enrolment.closed or 0, enrolment.aim_from or 0) + 1):
            self._begin_inside(enrolment, year)
            if enrolment.closed == year:
                self._close(enrolment)

    def _close(self, enrolment: EnrolmentPlan) -> None:
        days = _inner_days(enrolment.closed or enrolment.opened)
        if self._has(Happening.SECOND_ENROLLED, enrolment):
            self._add(Happening.SECOND_CLOSED, days, gap=7, enrolment=enrolment)
        self._add(Happening.CLOSED, days, gap=7, enrolment=enrolment)

    def _has(self, what: Happening, of: YearPlan | EnrolmentPlan) -> bool:
        return any(step.what is what and (step.year is of or step.enrolment is of) for step in self._steps)

    def _end(self, year: int, closing: Sequence[EnrolmentPlan], *, leaves: bool, briefly: bool) -> None:
        leaves_first = leaves and not self._goes_on and self._rng.random() < LEFT_BEFORE_CLOSING
        if leaves_first:
            self._leave(year, briefly=briefly)
        for enrolment in closing:
            self._close(enrolment)
        if leaves and not leaves_first:
            self._leave(year, briefly=briefly or bool(closing))

    def _leave(self, year: int, *, briefly: bool) -> None:
        self._add(Happening.LEFT, days_of(year), gap=1, typical=20.0 if briefly else None)


def _was_sought_in_vain(years: Sequence[YearPlan]) -> bool:
    return len(years) > 1 and years[-1].contact is Contact.NONE and years[-2].contact is Contact.SOUGHT


def _inner_days(year: int) -> tuple[int, int]:
    """The days of a year on which an enrolment begins or ends, so that no day belongs to two years' stocks."""
    first, last = days_of(year)
    return first + 1, last - 1
